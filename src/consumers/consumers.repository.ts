import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { reading } from '../database/failure';
import { hex } from '../database/hex';
import { type Statement, write, type Write } from '../database/write';
import { open, seal } from '../privacy/sealed';
import { Consumer } from './entities/consumer.entity';

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
}

/** A secret that opens until `expiresAt`, in milliseconds since the epoch. */
export interface Secret {
  readonly text: string;
  readonly expiresAt: number;
}

/** A known client_id keeps its id; everything else becomes what is given. */
const REGISTER: Statement<object> = {
  name: 'consumers.register',
  text: `
    INSERT INTO portico.consumers (consumer_id, client_id, secret_sealed, organisation_id, application_id, scopes, redirect_origins, product_ids, is_seeded)
    SELECT r.consumer_id, r.client_id, r.secret_sealed, r.organisation_id, r.application_id, r.scopes, r.redirect_origins, r.product_ids, r.is_seeded
    FROM json_to_recordset($rows) AS r(consumer_id uuid, client_id text, secret_sealed bytea, organisation_id text, application_id text, scopes text[],
      redirect_origins text[], product_ids text[], is_seeded boolean)
    ON CONFLICT ON CONSTRAINT consumers_client_id_key DO UPDATE SET
      secret_sealed = excluded.secret_sealed, organisation_id = excluded.organisation_id, application_id = excluded.application_id, scopes = excluded.scopes,
      redirect_origins = excluded.redirect_origins, product_ids = excluded.product_ids, is_seeded = excluded.is_seeded
    RETURNING 1`,
};

@Injectable()
export class ConsumersRepository {
  constructor(
    @InjectRepository(Consumer) private readonly consumers: Repository<Consumer>,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async findByClientId(clientId: string): Promise<Consumer | null> {
    return reading(() => this.consumers.findOneBy({ clientId }));
  }

  /** The consumer's secrets, base64url text: the newest, and the one before until it expires. */
  secretsOf({ clientId, secretSealed, previousSecretSealed, previousSecretExpiresAt }: Consumer): Secret[] {
    const opened = (sealed: Buffer, expiresAt: number): Secret => ({ text: open(this.config.dataKey, `consumer:${clientId}`, sealed).toString(), expiresAt });
    const previous = previousSecretSealed && previousSecretExpiresAt ? [opened(previousSecretSealed, previousSecretExpiresAt.getTime())] : [];
    return [opened(secretSealed, Number.POSITIVE_INFINITY), ...previous];
  }

  register(consumer: NewConsumer): Write<void> {
    const row = {
      consumer_id: uuidv7(),
      client_id: consumer.clientId,
      secret_sealed: hex(seal(this.config.dataKey, `consumer:${consumer.clientId}`, consumer.secret)),
      organisation_id: consumer.organisationId,
      application_id: consumer.applicationId,
      scopes: consumer.scopes,
      redirect_origins: consumer.redirectOrigins,
      product_ids: consumer.productIds,
      is_seeded: consumer.isSeeded,
    };
    return write(REGISTER, row, undefined);
  }
}
