import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { isRefusedBy, reading } from '../database/failure';
import { sharedRead } from '../database/shared-read';
import { insertOf } from '../database/statements/insert-of';
import { updateOf } from '../database/statements/update-of';
import { write, type Write } from '../database/write';
import { Operator } from './operator.entity';

/** An operator to be registered. */
export type NewOperator = Pick<Operator, 'operatorId' | 'secretHash' | 'roles' | 'isSeeded'>;

const TAKEN = 'operators_pkey';

/** Refused by TAKEN when the id is taken. */
const ADD = insertOf<Operator, NewOperator>(Operator, 'operators.add', { computed: { createdAt: 'now()' } });

/** A known id gets the new secret and the roles. */
const REGISTER = insertOf<Operator, NewOperator>(Operator, 'operators.register', {
  computed: { createdAt: 'now()' },
  onConflict: `ON CONFLICT ON CONSTRAINT operators_pkey DO UPDATE SET
      secret_hash = excluded.secret_hash, roles = excluded.roles, is_seeded = excluded.is_seeded`,
});

/** Refused (no row) for an unknown operator, and for one that is disabled. */
const ROTATE = updateOf<Operator, Pick<Operator, 'operatorId' | 'secretHash'>>(Operator, 'operators.rotate', {
  by: ['operatorId'],
  set: { secretHash: 'r."secretHash"', secretRotatedAt: 'now()' },
  where: 't.disabled_at IS NULL',
});

/** Refused in the same way. */
const DISABLE = updateOf<Operator, Pick<Operator, 'operatorId'>>(Operator, 'operators.disable', {
  by: ['operatorId'],
  set: { disabledAt: 'now()' },
  where: 't.disabled_at IS NULL',
});

/** With a new secret. Refused (no row) for an unknown operator, and for one that is not disabled. */
const ENABLE = updateOf<Operator, Pick<Operator, 'operatorId' | 'secretHash'>>(Operator, 'operators.enable', {
  by: ['operatorId'],
  set: { secretHash: 'r."secretHash"', secretRotatedAt: 'now()', disabledAt: 'NULL' },
  where: 't.disabled_at IS NOT NULL',
});

/** Whether the error is a taken id, or an operator that does not allow the change. */
export const refusesOperator = (error: unknown): boolean => isRefusedBy(error, TAKEN, ROTATE, DISABLE, ENABLE);

/** Milliseconds between two look-ups of ids: unknown ids cause at most 50 queries a second. */
const LOOKUP_SPACING_MS = 20;
const MAX_WAIT_MS = 1_000;

@Injectable()
export class OperatorsRepository {
  constructor(@InjectRepository(Operator) private readonly operators: Repository<Operator>) {}

  /** One query for all ids that are asked for meanwhile. */
  readonly find = sharedRead<Operator>(
    (ids) => reading(() => this.operators.findBy({ operatorId: In(ids) })),
    ({ operatorId }) => operatorId,
    MAX_WAIT_MS,
    LOOKUP_SPACING_MS,
  );

  list(): Promise<Operator[]> {
    return reading(() => this.operators.find({ order: { operatorId: 'ASC' } }));
  }

  add(operator: NewOperator): Write<void> {
    return write(ADD, operator, undefined);
  }

  /** Creates the operator, or replaces its secret and roles. */
  register(operator: NewOperator): Write<void> {
    return write(REGISTER, operator, undefined);
  }

  rotate(operatorId: string, secretHash: Buffer): Write<void> {
    return write(ROTATE, { operatorId, secretHash }, undefined);
  }

  disable(operatorId: string): Write<void> {
    return write(DISABLE, { operatorId }, undefined);
  }

  enable(operatorId: string, secretHash: Buffer): Write<void> {
    return write(ENABLE, { operatorId, secretHash }, undefined);
  }
}
