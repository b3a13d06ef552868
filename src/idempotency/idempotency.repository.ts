import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { isRefusedBy, reading, type WriteRefused } from '../database/failure';
import { columnsOf, listOf, recordsOf } from '../database/statements/columns';
import { insertOf } from '../database/statements/insert-of';
import { Statement, write, type Write } from '../database/write';
import { open, seal } from '../privacy/sealed';
import { IdempotencyKey } from './idempotency-key.entity';
import type { IdempotencyScope } from './idempotency-scope';

/** An attempt at a key. */
type AttemptRow = Pick<IdempotencyKey, 'consumerId' | 'operation' | 'idempotencyKey' | 'intentId'>;

const KEPT = [
  'consumerId',
  'operation',
  'idempotencyKey',
  'fingerprint',
  'state',
  'intentId',
  'isRepeatable',
  'subjectId',
  'responseStatus',
  'responseSealed',
] as const satisfies readonly (keyof IdempotencyKey)[];

/** The state of a key, by the database's clock. */
export interface KeptKey extends Readonly<Pick<IdempotencyKey, (typeof KEPT)[number]>> {
  /** Seconds left of the lease; zero or less: it has expired. */
  readonly secondsLeft: number;
  readonly isExpired: boolean;
}

/**
 * One conditional upsert decides which attempt works on a key. It is refused (no row) when the key is done, when its
 * lease has not expired, when its body is different, or when an attempt whose outcome is unknown must not be repeated.
 * A key whose attempt ended without effect is free for any body.
 */
export const CLAIM = insertOf<
  IdempotencyKey,
  AttemptRow & Pick<IdempotencyKey, 'fingerprint' | 'isRepeatable'> & { readonly leaseSeconds: number }
>(IdempotencyKey, 'idempotency.claim', {
  computed: { state: "'IN_FLIGHT'", leaseExpiresAt: 'now() + make_interval(secs => r."leaseSeconds")' },
  beside: { leaseSeconds: 'double precision' },
  onConflict: `ON CONFLICT ON CONSTRAINT idempotency_keys_pkey DO UPDATE SET
      fingerprint = excluded.fingerprint, state = 'IN_FLIGHT', intent_id = excluded.intent_id,
      lease_expires_at = excluded.lease_expires_at,
      lost_intent_id = CASE WHEN t.state = 'RELEASED' THEN NULL ELSE t.intent_id END
    WHERE t.state = 'RELEASED'
      OR (t.is_repeatable AND t.fingerprint = excluded.fingerprint AND (t.state = 'UNSETTLED' OR (t.state = 'IN_FLIGHT'
        AND t.lease_expires_at < now())))`,
});

const ATTEMPT = columnsOf(IdempotencyKey).filter(({ isKey, property }) => isKey || property === 'intentId');
const IS_ATTEMPT = `k.consumer_id = r."consumerId" AND k.operation = r.operation
      AND k.idempotency_key = r."idempotencyKey" AND k.intent_id = r."intentId" AND k.state <> 'DONE'`;

/**
 * Refused (no row) when a later attempt took the key over. When an earlier attempt was lost, a refusal does not free
 * the key: the lost attempt may have had its effect.
 */
const END = new Statement<AttemptRow & { state: string }>({
  name: 'idempotency.end',
  text: `
    UPDATE portico.idempotency_keys AS k
    SET state = CASE WHEN fallsBack THEN 'UNSETTLED' ELSE r.state END,
      intent_id = CASE WHEN fallsBack THEN k.lost_intent_id ELSE k.intent_id END,
      lost_intent_id = CASE WHEN fallsBack THEN NULL ELSE k.lost_intent_id END
    FROM ${recordsOf(ATTEMPT, { state: 'text' })}
    WHERE ${IS_ATTEMPT}
    RETURNING 1`.replaceAll('fallsBack', "r.state = 'RELEASED' AND k.lost_intent_id IS NOT NULL"),
});

const COMPLETE = new Statement<
  AttemptRow & Pick<IdempotencyKey, 'subjectId' | 'responseStatus' | 'responseSealed' | 'expiresAt'>
>({
  name: 'idempotency.complete',
  text: `
    UPDATE portico.idempotency_keys AS k
    SET state = 'DONE', subject_id = r."subjectId", response_status = r."responseStatus",
      response_sealed = r."responseSealed", expires_at = r."expiresAt", completed_at = now()
    FROM ${recordsOf(columnsOf(IdempotencyKey))}
    WHERE ${IS_ATTEMPT}
    RETURNING 1`,
});

/** Takes the key and completes it in one statement. Refused (no row) when the key was taken before. */
const KEEP = insertOf<
  IdempotencyKey,
  AttemptRow & Pick<IdempotencyKey, 'fingerprint' | 'responseStatus' | 'responseSealed'>
>(IdempotencyKey, 'idempotency.keep', {
  computed: { state: "'DONE'", leaseExpiresAt: 'now()', completedAt: 'now()' },
  onConflict: 'ON CONFLICT ON CONSTRAINT idempotency_keys_pkey DO NOTHING',
});

const FIND = `
  SELECT ${listOf(IdempotencyKey, 'k', KEPT)},
    extract(epoch FROM k.lease_expires_at - now())::double precision AS "secondsLeft",
    coalesce(k.expires_at <= now(), false) AS "isExpired"
  FROM portico.idempotency_keys AS k`;
const FIND_BY_PLACE = `${FIND} WHERE k.consumer_id = $1 AND k.operation = $2 AND k.idempotency_key = $3`;
const FIND_BY_INTENT = `${FIND} WHERE k.intent_id = $1 OR k.lost_intent_id = $1`;

/** Whether the error is that another attempt has the key. */
export const isKeyLost = (error: unknown): error is WriteRefused => isRefusedBy(error, CLAIM, END, COMPLETE, KEEP);

const sealedAs = ({ consumerId, operation, key }: IdempotencyScope): string =>
  `idempotent_response:${consumerId}:${operation}:${key}`;

const rowOf = ({ consumerId, operation, key }: IdempotencyScope, intentId: string): AttemptRow => ({
  consumerId,
  operation,
  idempotencyKey: key,
  intentId,
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
    return write(CLAIM, { ...rowOf(place, intentId), fingerprint, leaseSeconds, isRepeatable }, undefined);
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
        subjectId,
        responseStatus: status,
        responseSealed: sealed,
        expiresAt,
      },
      undefined,
    );
  }

  /**
   * Stores an answer that belongs to no subject, sealed with the data key. Refused when the key was taken before.
   */
  keep(place: IdempotencyScope, fingerprint: Buffer, status: number, body: string): Write<void> {
    const responseSealed = seal(this.config.dataKey, sealedAs(place), body);
    return write(KEEP, { ...rowOf(place, uuidv7()), fingerprint, responseStatus: status, responseSealed }, undefined);
  }

  /** The answer that `keep` sealed. */
  bodyOf({ consumerId, operation, idempotencyKey }: KeptKey, sealed: Buffer): string {
    return open(this.config.dataKey, sealedAs({ consumerId, operation, key: idempotencyKey }), sealed).toString();
  }

  private async first(text: string, values: unknown[]): Promise<KeptKey | null> {
    const rows = await reading(() => this.keys.query<KeptKey[]>(text, values));
    return rows[0] ?? null;
  }
}
