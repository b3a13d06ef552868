import { Injectable } from '@nestjs/common';
import type { Action } from '../../audit/actions';
import { AuditService, type Actor } from '../../audit/audit.service';
import type { Json } from '../../audit/canonical-json';
import { Committer } from '../../database/committer';
import { WriteRefused } from '../../database/failure';
import { together, type Write } from '../../database/write';
import { type Role, ROLE_NAMES } from '../../http/request/operator';
import { newOneTimeToken } from '../../privacy/one-time-token';
import type { Operator } from '../operator.entity';
import { refusesOperator, OperatorsRepository } from '../operators.repository';

const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** The change is not possible; the message says why. */
export class OperatorRefused extends Error {}

/** Changes of operators. Every change is audited; a secret is shown once, and only its hash is stored. */
@Injectable()
export class OperatorRegistry {
  constructor(
    private readonly repository: OperatorsRepository,
    private readonly audit: AuditService,
    private readonly committer: Committer,
  ) {}

  list(): Promise<Operator[]> {
    return this.repository.list();
  }

  /** Returns the secret. Throws OperatorRefused. */
  async create(actor: Actor, operatorId: string, roles: readonly string[]): Promise<string> {
    const wanted = ROLE_NAMES.filter((role) => roles.includes(role));
    if (wanted.length === 0 || wanted.length < new Set(roles).size)
      throw new OperatorRefused(`Roles are ${ROLE_NAMES.join(', ')}: name at least one, and no other.`);
    const { token: secret, hash: secretHash } = newOneTimeToken();
    const write = this.repository.add({ operatorId, secretHash, roles: wanted as Role[], isSeeded: false });
    await this.commit(actor, 'operators.create', operatorId, write, { roles: wanted }, 'exists already');
    return secret;
  }

  /** Returns a new secret; the former one is refused by all replicas within five seconds. Throws OperatorRefused. */
  async rotate(actor: Actor, operatorId: string): Promise<string> {
    const { token: secret, hash } = newOneTimeToken();
    const write = this.repository.rotate(operatorId, hash);
    await this.commit(actor, 'operators.rotate', operatorId, write, {}, 'does not exist, or is disabled');
    return secret;
  }

  /** Within five seconds all replicas refuse it. Throws OperatorRefused. */
  async disable(actor: Actor, operatorId: string): Promise<void> {
    const write = this.repository.disable(operatorId);
    await this.commit(actor, 'operators.disable', operatorId, write, {}, 'does not exist, or is disabled');
  }

  /** Returns a new secret: the one from before stays refused. The roles are those of before. Throws OperatorRefused. */
  async enable(actor: Actor, operatorId: string): Promise<string> {
    const { token: secret, hash } = newOneTimeToken();
    const write = this.repository.enable(operatorId, hash);
    await this.commit(actor, 'operators.enable', operatorId, write, {}, 'does not exist, or is not disabled');
    return secret;
  }

  private async commit(
    actor: Actor,
    action: Action,
    operatorId: string,
    change: Write<unknown>,
    detail: Readonly<Record<string, Json>>,
    refusal: string,
  ): Promise<void> {
    if (!NAME.test(operatorId))
      throw new OperatorRefused('An operator id is 1 to 64 letters, digits, hyphens and underscores.');
    try {
      await this.committer.commit(
        together(change, this.audit.event(actor, { action, subject: operatorId, detail }, 'SUCCEEDED')),
      );
    } catch (error) {
      if (!(error instanceof WriteRefused) || !refusesOperator(error)) throw error;
      throw new OperatorRefused(`The operator ${operatorId} ${refusal}.`);
    }
  }
}
