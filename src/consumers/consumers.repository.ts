import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { reading } from '../database/failure';
import { bytea } from '../database/bytea';
import { sharedRead } from '../database/shared-read';
import { type Statement, write, type Write } from '../database/write';
import { endOf, MAX_SECRETS } from '../privacy/replaced-secrets';
import { open, seal } from '../privacy/sealed';
import { Consumer } from './consumer.entity';

/** A consumer to be registered; `secret` is base64url text. */
export interface NewConsumer {
  readonly clientId: string;
  readonly secret: string;
  readonly organisationId: string;
  readonly applicationId: string;
  readonly scopes: readonly string[];
  readonly redirectOrigins: readonly string[];
  readonly productIds: readonly string[];
  readonly isSeeded: boolean;
  readonly otherApplicationIds?: readonly string[];
  /** The checked URL; null: none. */
  readonly defaultRedirectUrl?: string | null;
  /** Null: the configured limit. */
  readonly rateLimitPerMinute?: number | null;
}

/** A secret that is valid until `expiresAt`, in milliseconds since the epoch. */
export interface Secret {
  readonly text: string;
  readonly expiresAt: number;
}

/** A known client_id keeps its consumer_id; everything else is replaced. */
const REGISTER: Statement<object> = {
  name: 'consumers.register',
  text: `
    INSERT INTO portico.consumers (consumer_id, client_id, secret_sealed, organisation_id, application_id, scopes,
      redirect_origins, product_ids, is_seeded)
    SELECT r.consumer_id, r.client_id, r.secret_sealed, r.organisation_id, r.application_id, r.scopes,
      r.redirect_origins, r.product_ids, r.is_seeded
    FROM json_to_recordset($rows) AS r(consumer_id uuid, client_id text, secret_sealed bytea, organisation_id text,
      application_id text, scopes text[],
      redirect_origins text[], product_ids text[], is_seeded boolean)
    ON CONFLICT ON CONSTRAINT consumers_client_id_key DO UPDATE SET
      secret_sealed = excluded.secret_sealed, organisation_id = excluded.organisation_id,
        application_id = excluded.application_id, scopes = excluded.scopes,
      redirect_origins = excluded.redirect_origins, product_ids = excluded.product_ids, is_seeded = excluded.is_seeded
    RETURNING 1`,
};

/** Refused by `consumers_client_id_key` when the client_id is taken. */
const ADD: Statement<object> = {
  name: 'consumers.add',
  text: `
    INSERT INTO portico.consumers (consumer_id, client_id, secret_sealed, organisation_id, application_id, scopes,
      redirect_origins, product_ids, is_seeded, rate_limit_per_minute,
      other_application_ids, default_redirect_url)
    SELECT r.consumer_id, r.client_id, r.secret_sealed, r.organisation_id, r.application_id, r.scopes,
      r.redirect_origins, r.product_ids, r.is_seeded, r.rate_limit_per_minute,
      r.other_application_ids, r.default_redirect_url
    FROM json_to_recordset($rows) AS r(consumer_id uuid, client_id text, secret_sealed bytea, organisation_id text,
      application_id text, scopes text[],
      redirect_origins text[], product_ids text[], is_seeded boolean, rate_limit_per_minute integer,
        other_application_ids text[], default_redirect_url text)
    RETURNING 1`,
};

/**
 * A replaced secret stays valid until its own expiry, and at most for this overlap. Refused (no row) for an unknown
 * consumer, for one that is disabled, and when too many secrets would be valid.
 */
const ROTATE: Statement<{ client_id: string; secret_sealed: string; overlap_seconds: number; most: number }> = {
  name: 'consumers.rotate',
  target: ({ client_id }) => client_id,
  text: `
    UPDATE portico.consumers AS c
    SET secret_sealed = r.secret_sealed, replaced_secrets = portico.replace_secret(c.replaced_secrets, c.secret_sealed,
      r.overlap_seconds), secret_rotated_at = now()
    FROM json_to_recordset($rows) AS r(client_id text, secret_sealed bytea, overlap_seconds double precision,
      most integer)
    WHERE c.client_id = r.client_id AND c.disabled_at IS NULL
      AND jsonb_array_length(portico.replace_secret(c.replaced_secrets, c.secret_sealed, r.overlap_seconds)) < r.most
    RETURNING 1`,
};

/** Refused (no row) for an unknown consumer, and for one that is disabled. */
const DISABLE: Statement<{ client_id: string }> = {
  name: 'consumers.disable',
  text: `
    UPDATE portico.consumers AS c SET disabled_at = now()
    FROM json_to_recordset($rows) AS r(client_id text)
    WHERE c.client_id = r.client_id AND c.disabled_at IS NULL
    RETURNING 1`,
};

/**
 * Milliseconds between two look-ups of client ids: a caller that sends unknown ids causes at most 50 queries a second.
 */
const LOOK_UP_SPACING_MS = 20;
const MAX_WAIT_MS = 1_000;

@Injectable()
export class ConsumersRepository {
  constructor(
    @InjectRepository(Consumer) private readonly consumers: Repository<Consumer>,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** One query for all ids that are asked for meanwhile. */
  readonly findByClientId = sharedRead<Consumer>(
    (clientIds) => reading(() => this.consumers.findBy({ clientId: In(clientIds) })),
    ({ clientId }) => clientId,
    MAX_WAIT_MS,
    LOOK_UP_SPACING_MS,
  );

  /** The consumer's secrets as base64url text: the current one, and the replaced ones until each expires. */
  secretsOf({ clientId, secretSealed, replacedSecrets }: Consumer): Secret[] {
    const opened = (sealed: Buffer, expiresAt: number): Secret => ({
      text: open(this.config.dataKey, `consumer:${clientId}`, sealed).toString(),
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
    return write(
      ADD,
      {
        ...this.rowOf(consumer),
        rate_limit_per_minute: consumer.rateLimitPerMinute ?? null,
        other_application_ids: consumer.otherApplicationIds ?? [],
        default_redirect_url: consumer.defaultRedirectUrl ?? null,
      },
      undefined,
    );
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

  disable(clientId: string): Write<void> {
    return write(DISABLE, { client_id: clientId }, undefined);
  }

  private rowOf(consumer: NewConsumer): object {
    return {
      consumer_id: uuidv7(),
      client_id: consumer.clientId,
      secret_sealed: this.sealed(consumer.clientId, consumer.secret),
      organisation_id: consumer.organisationId,
      application_id: consumer.applicationId,
      scopes: consumer.scopes,
      redirect_origins: consumer.redirectOrigins,
      product_ids: consumer.productIds,
      is_seeded: consumer.isSeeded,
    };
  }

  private sealed(clientId: string, secret: string): string {
    return bytea(seal(this.config.dataKey, `consumer:${clientId}`, secret));
  }
}
