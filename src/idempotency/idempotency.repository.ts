import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { reading } from '../database/failure';
import { bytea } from '../database/bytea';
import { type Statement, write, type Write } from '../database/write';
import { open, seal } from '../privacy/sealed';
import { IdempotencyKey } from './idempotency-key.entity';
import type { IdempotencyScope } from './idempotency-scope';

interface PlaceRow {
  readonly consumer_id: string;
  readonly operation: string;
  readonly idempotency_key: string;
  readonly intent_id: string;
}

/** The state of a key, by the database's clock. */
export interface KeptKey {
  readonly consumer_id: string;
  readonly operation: string;
  readonly idempotency_key: string;
  readonly fingerprint: Buffer;
  readonly state: IdempotencyKey['state'];
  readonly intent_id: string;
  readonly is_repeatable: boolean;
  readonly subject_id: string | null;
  readonly response_status: number | null;
  readonly response_sealed: Buffer | null;
  /** Seconds left of the lease; zero or less: it has expired. */
  readonly seconds_left: number;
  readonly is_expired: boolean;
}

/**
 * One conditional upsert decides which attempt works on a key. It is refused (no row) when the key is done, when its
 * lease has not expired, when its body is different, or when an attempt whose outcome is unknown must not be repeated.
 * A key whose attempt ended without effect is free for any body.
 */
const CLAIM: Statement<PlaceRow & { fingerprint: string; lease_seconds: number; is_repeatable: boolean }> = {
  name: 'idempotency.claim',
  text: `
    INSERT INTO portico.idempotency_keys AS k (consumer_id, operation, idempotency_key, fingerprint, state, intent_id,
      lease_expires_at, is_repeatable)
    SELECT r.consumer_id, r.operation, r.idempotency_key, r.fingerprint, 'IN_FLIGHT', r.intent_id,
      now() + make_interval(secs => r.lease_seconds), r.is_repeatable
    FROM json_to_recordset($rows) AS r(consumer_id uuid, operation text, idempotency_key uuid, fingerprint bytea,
      intent_id uuid, lease_seconds double precision,
      is_repeatable boolean)
    ON CONFLICT ON CONSTRAINT idempotency_keys_pkey DO UPDATE SET
      fingerprint = excluded.fingerprint, state = 'IN_FLIGHT', intent_id = excluded.intent_id,
        lease_expires_at = excluded.lease_expires_at,
      lost_intent_id = CASE WHEN k.state = 'RELEASED' THEN NULL ELSE k.intent_id END
    WHERE k.state = 'RELEASED'
      OR (k.is_repeatable AND k.fingerprint = excluded.fingerprint AND (k.state = 'UNSETTLED' OR (k.state = 'IN_FLIGHT'
        AND k.lease_expires_at < now())))
    RETURNING 1`,
};

/**
 * Refused (no row) when a later attempt took the key over. When an earlier attempt was lost, a refusal does not free
 * the key: the lost attempt may have had its effect.
 */
const END: Statement<PlaceRow & { state: string }> = {
  name: 'idempotency.end',
  text: `
    UPDATE portico.idempotency_keys AS k
    SET state = CASE WHEN fallsBack THEN 'UNSETTLED' ELSE r.state END,
      intent_id = CASE WHEN fallsBack THEN k.lost_intent_id ELSE k.intent_id END,
      lost_intent_id = CASE WHEN fallsBack THEN NULL ELSE k.lost_intent_id END
    FROM json_to_recordset($rows) AS r(consumer_id uuid, operation text, idempotency_key uuid, intent_id uuid,
      state text)
    WHERE k.consumer_id = r.consumer_id AND k.operation = r.operation AND k.idempotency_key = r.idempotency_key
      AND k.intent_id = r.intent_id AND k.state <> 'DONE'
    RETURNING 1`.replaceAll('fallsBack', "r.state = 'RELEASED' AND k.lost_intent_id IS NOT NULL"),
};

const COMPLETE: Statement<
  PlaceRow & { subject_id: string; response_status: number; response_sealed: string; expires_at: string | null }
> = {
  name: 'idempotency.complete',
  text: `
    UPDATE portico.idempotency_keys AS k
    SET state = 'DONE', subject_id = r.subject_id, response_status = r.response_status,
      response_sealed = r.response_sealed, expires_at = r.expires_at, completed_at = now()
    FROM json_to_recordset($rows) AS r(consumer_id uuid, operation text, idempotency_key uuid, intent_id uuid,
      subject_id uuid, response_status integer, response_sealed bytea,
      expires_at timestamptz)
    WHERE k.consumer_id = r.consumer_id AND k.operation = r.operation AND k.idempotency_key = r.idempotency_key
      AND k.intent_id = r.intent_id AND k.state <> 'DONE'
    RETURNING 1`,
};

/** Takes the key and completes it in one statement. Refused (no row) when the key was taken before. */
const KEEP: Statement<PlaceRow & { fingerprint: string; response_status: number; response_sealed: string }> = {
  name: 'idempotency.keep',
  text: `
    INSERT INTO portico.idempotency_keys AS k (consumer_id, operation, idempotency_key, fingerprint, state, intent_id,
      lease_expires_at, response_status, response_sealed, completed_at)
    SELECT r.consumer_id, r.operation, r.idempotency_key, r.fingerprint, 'DONE', r.intent_id, now(), r.response_status,
      r.response_sealed, now()
    FROM json_to_recordset($rows) AS r(consumer_id uuid, operation text, idempotency_key uuid, fingerprint bytea,
      intent_id uuid, response_status integer, response_sealed bytea)
    ON CONFLICT ON CONSTRAINT idempotency_keys_pkey DO NOTHING
    RETURNING 1`,
};

const FIND = `
  SELECT k.consumer_id, k.operation, k.idempotency_key, k.fingerprint, k.state, k.intent_id, k.is_repeatable,
    k.subject_id, k.response_status, k.response_sealed,
    extract(epoch FROM k.lease_expires_at - now())::double precision AS seconds_left, coalesce(k.expires_at <= now(),
      false) AS is_expired
  FROM portico.idempotency_keys AS k`;
const FIND_BY_PLACE = `${FIND} WHERE k.consumer_id = $1 AND k.operation = $2 AND k.idempotency_key = $3`;
const FIND_BY_INTENT = `${FIND} WHERE k.intent_id = $1 OR k.lost_intent_id = $1`;

export const CLAIM_REFUSED = CLAIM.name;

const sealedAs = ({ consumerId, operation, key }: IdempotencyScope): string =>
  `idempotent_response:${consumerId}:${operation}:${key}`;

const rowOf = ({ consumerId, operation, key }: IdempotencyScope, intentId: string): PlaceRow => ({
  consumer_id: consumerId,
  operation,
  idempotency_key: key,
  intent_id: intentId,
});

@Injectable()
export class IdempotencyRepository {
  constructor(
    @InjectRepository(IdempotencyKey) private readonly keys: Repository<IdempotencyKey>,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async find({ consumerId, operation, key }: IdempotencyScope): Promise<KeptKey | null> {
    return this.first(FIND_BY_PLACE, [consumerId, operation, key]);
  }

  /** The key under which the effect was attempted, whichever attempt holds it now. */
  async findByIntent(intentId: string): Promise<KeptKey | null> {
    return this.first(FIND_BY_INTENT, [intentId]);
  }

  claim(
    place: IdempotencyScope,
    intentId: string,
    fingerprint: Buffer,
    leaseSeconds: number,
    isRepeatable: boolean,
  ): Write<void> {
    return write(
      CLAIM,
      {
        ...rowOf(place, intentId),
        fingerprint: bytea(fingerprint),
        lease_seconds: leaseSeconds,
        is_repeatable: isRepeatable,
      },
      undefined,
    );
  }

  end(place: IdempotencyScope, intentId: string, state: 'RELEASED' | 'UNSETTLED'): Write<void> {
    return write(END, { ...rowOf(place, intentId), state }, undefined);
  }

  complete(
    place: IdempotencyScope,
    intentId: string,
    response: { subjectId: string; status: number; sealed: Buffer; expiresAt: Date | null },
  ): Write<void> {
    const { subjectId, status, sealed, expiresAt } = response;
    return write(
      COMPLETE,
      {
        ...rowOf(place, intentId),
        subject_id: subjectId,
        response_status: status,
        response_sealed: bytea(sealed),
        expires_at: expiresAt && expiresAt.toISOString(),
      },
      undefined,
    );
  }

  /**
   * Stores an answer that belongs to no subject, sealed with the data key. Refused (WriteRefused `idempotency.keep`)
   * when the key was taken before.
   */
  keep(place: IdempotencyScope, fingerprint: Buffer, status: number, body: string): Write<void> {
    const sealed = bytea(seal(this.config.dataKey, sealedAs(place), body));
    return write(
      KEEP,
      { ...rowOf(place, uuidv7()), fingerprint: bytea(fingerprint), response_status: status, response_sealed: sealed },
      undefined,
    );
  }

  /** The answer that `keep` sealed. */
  bodyOf({ consumer_id, operation, idempotency_key }: KeptKey, sealed: Buffer): string {
    return open(
      this.config.dataKey,
      sealedAs({ consumerId: consumer_id, operation, key: idempotency_key }),
      sealed,
    ).toString();
  }

  private async first(text: string, values: unknown[]): Promise<KeptKey | null> {
    const rows = await reading(() => this.keys.query<KeptKey[]>(text, values));
    return rows[0] ?? null;
  }
}
