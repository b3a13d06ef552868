import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { VendorAccounts } from '../config/vendor';
import { isRefusedBy, reading } from '../database/failure';
import { sharedRead } from '../database/shared-read';
import { insertOf } from '../database/statements/insert-of';
import { updateOf } from '../database/statements/update-of';
import { Statement, write, type Write } from '../database/write';
import { KeyRing } from '../privacy/data-key/key-ring';
import { endOf, MAX_SECRETS } from '../privacy/replaced-secrets';
import type { Appearance } from './appearance';
import { Consumer } from './consumer.entity';

/** A consumer to be registered; `secret` is base64url text. */
export interface NewConsumer extends Partial<Appearance> {
  readonly clientId: string;
  readonly secret: string;
  readonly organisationId: string;
  readonly applicationId: string;
  readonly scopes: readonly string[];
  readonly redirectOrigins: readonly string[];
  readonly productIds: readonly string[];
  readonly isSeeded: boolean;
  /** Absent: the account `default` at every vendor. */
  readonly vendorAccounts?: VendorAccounts;
  readonly otherApplicationIds?: readonly string[];
  /** The checked URL; null: none. */
  readonly defaultRedirectUrl?: string | null;
  /** Null: the configured limit. */
  readonly rateLimitPerMinute?: number | null;
}

type ConsumerRow = Omit<NewConsumer, 'secret'> & Pick<Consumer, 'consumerId' | 'secretSealed'>;

/** A secret that is valid until `expiresAt`, in milliseconds since the epoch. */
export interface Secret {
  readonly text: string;
  readonly expiresAt: number;
}

/** A known client_id keeps its consumer_id; everything else is replaced. */
const REGISTER = insertOf<Consumer, ConsumerRow>(Consumer, 'consumers.register', {
  onConflict: `ON CONFLICT ON CONSTRAINT consumers_client_id_key DO UPDATE SET
      secret_sealed = excluded.secret_sealed, organisation_id = excluded.organisation_id,
      application_id = excluded.application_id, scopes = excluded.scopes,
      redirect_origins = excluded.redirect_origins, product_ids = excluded.product_ids, is_seeded = excluded.is_seeded,
      display_name = excluded.display_name, contact = excluded.contact, logo = excluded.logo`,
});

const CLIENT_ID_TAKEN = 'consumers_client_id_key';

/** Refused by CLIENT_ID_TAKEN when the client_id is taken. */
const ADD = insertOf<Consumer, ConsumerRow>(Consumer, 'consumers.add');

/** Replaced secrets end after the overlap at most. Refused (no row): consumer unknown or disabled, too many secrets. */
const ROTATE = new Statement<{ client_id: string; secret_sealed: Buffer; overlap_seconds: number; most: number }>({
  name: 'consumers.rotate',
  target: ({ client_id }) => client_id,
  text: `
    UPDATE portico.consumers AS c
    SET secret_sealed = r.secret_sealed, replaced_secrets = portico.replace_secret(c.replaced_secrets, c.secret_sealed,
      r.overlap_seconds), secret_rotated_at = now()
    FROM $rows AS r(client_id text, secret_sealed bytea, overlap_seconds double precision,
      most integer)
    WHERE c.client_id = r.client_id AND c.disabled_at IS NULL
      AND jsonb_array_length(portico.replace_secret(c.replaced_secrets, c.secret_sealed, r.overlap_seconds)) < r.most
    RETURNING 1`,
});

/** Refused (no row) for an unknown consumer, and for one that is disabled. */
const DISABLE = updateOf<Consumer, Pick<Consumer, 'clientId'>>(Consumer, 'consumers.disable', {
  by: ['clientId'],
  set: { disabledAt: 'now()' },
  where: 't.disabled_at IS NULL',
});

/** What an operator may change of a consumer. */
export const SETTINGS = [
  'applicationId',
  'otherApplicationIds',
  'scopes',
  'redirectOrigins',
  'defaultRedirectUrl',
  'productIds',
  'vendorAccounts',
  'rateLimitPerMinute',
  'displayName',
  'contact',
] as const satisfies readonly (keyof NewConsumer)[];

export type ConsumerSettings = Required<Pick<NewConsumer, (typeof SETTINGS)[number]>>;

/** Its logo, where that changes; null: it has none any more. */
export interface LogoChange {
  readonly logo?: Buffer | null;
}

interface UpdateRow extends ConsumerSettings, Pick<Consumer, 'clientId'> {
  readonly logo: Buffer | null;
  readonly keepsLogo: boolean;
}

/** Refused (no row) for an unknown consumer, and for one that is disabled. */
const UPDATE = updateOf<Consumer, UpdateRow>(Consumer, 'consumers.update', {
  by: ['clientId'],
  set: {
    ...Object.fromEntries(SETTINGS.map((name) => [name, `r."${name}"`])),
    logo: 'CASE WHEN r."keepsLogo" THEN t.logo ELSE r."logo" END',
  },
  extra: { keepsLogo: 'boolean' },
  where: 't.disabled_at IS NULL',
});

/** Refused (no row) for an unknown consumer, and for one that is not disabled. */
const ENABLE = updateOf<Consumer, Pick<Consumer, 'clientId'>>(Consumer, 'consumers.enable', {
  by: ['clientId'],
  set: { disabledAt: 'NULL' },
  where: 't.disabled_at IS NOT NULL',
});

/** Whether the error is a taken client_id, an unknown consumer, or one that does not allow the change. */
export const isImpossible = (error: unknown): boolean =>
  isRefusedBy(error, ROTATE, UPDATE, DISABLE, ENABLE, CLIENT_ID_TAKEN);

/** Milliseconds between two look-ups of client ids: unknown ids cause at most 50 queries a second. */
const LOOKUP_SPACING_MS = 20;
const MAX_WAIT_MS = 1_000;

@Injectable()
export class ConsumersRepository {
  constructor(
    @InjectRepository(Consumer) private readonly consumers: Repository<Consumer>,
    private readonly ring: KeyRing,
  ) {}

  /** One query for all ids that are asked for meanwhile. */
  readonly findByClientId = sharedRead<Consumer>(
    (clientIds) => reading(() => this.consumers.findBy({ clientId: In(clientIds) })),
    ({ clientId }) => clientId,
    MAX_WAIT_MS,
    LOOKUP_SPACING_MS,
  );

  /** By Portico's own id. */
  readonly findByConsumerId = sharedRead<Consumer>(
    (ids) => reading(() => this.consumers.findBy({ consumerId: In(ids) })),
    ({ consumerId }) => consumerId,
    MAX_WAIT_MS,
  );

  /** The consumer's secrets as base64url text: the current one, and the replaced ones until each expires. */
  secretsOf({ clientId, secretSealed, replacedSecrets }: Consumer): Secret[] {
    const opened = (sealed: Buffer, expiresAt: number): Secret => ({
      text: this.ring.open(`consumer:${clientId}`, sealed).toString(),
      expiresAt,
    });
    return [
      opened(secretSealed, Number.POSITIVE_INFINITY),
      ...replacedSecrets.map((replaced) => opened(Buffer.from(replaced.sealed, 'hex'), endOf(replaced))),
    ];
  }

  async list(): Promise<Consumer[]> {
    return reading(() => this.consumers.find({ order: { clientId: 'ASC' } }));
  }

  /** Creates the consumer, or updates it. */
  register(consumer: NewConsumer): Write<void> {
    return write(REGISTER, this.rowOf(consumer), undefined);
  }

  add(consumer: NewConsumer): Write<void> {
    return write(ADD, this.rowOf(consumer), undefined);
  }

  rotate(clientId: string, secret: string, overlapSeconds: number): Write<void> {
    return write(
      ROTATE,
      {
        client_id: clientId,
        secret_sealed: this.sealed(clientId, secret),
        overlap_seconds: overlapSeconds,
        most: MAX_SECRETS,
      },
      undefined,
    );
  }

  update(clientId: string, settings: ConsumerSettings, { logo }: LogoChange): Write<void> {
    return write(UPDATE, { clientId, ...settings, logo: logo ?? null, keepsLogo: logo === undefined }, undefined);
  }

  enable(clientId: string): Write<void> {
    return write(ENABLE, { clientId }, undefined);
  }

  disable(clientId: string): Write<void> {
    return write(DISABLE, { clientId }, undefined);
  }

  private rowOf({ secret, ...consumer }: NewConsumer): ConsumerRow {
    return { ...consumer, consumerId: uuidv7(), secretSealed: this.sealed(consumer.clientId, secret) };
  }

  private sealed(clientId: string, secret: string): Buffer {
    return this.ring.seal(`consumer:${clientId}`, secret);
  }
}
