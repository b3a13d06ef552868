import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { isRefusedBy, reading, type WriteRefused } from '../database/failure';
import { listOf } from '../database/statements/columns';
import { insertOf } from '../database/statements/insert-of';
import { preparedRead } from '../database/statements/select-of';
import { updateOf } from '../database/statements/update-of';
import { write, type Write } from '../database/write';
import { KeyRing } from '../privacy/data-key/key-ring';
import { IdempotencyKey } from './idempotency-key.entity';
import type { IdempotencyScope } from './idempotency-scope';

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

type Completed = AttemptRow & Pick<IdempotencyKey, 'subjectId' | 'responseStatus' | 'responseSealed' | 'expiresAt'>;

/** The state of a key, by the database's clock. */
export interface KeptKey extends Readonly<Pick<IdempotencyKey, (typeof KEPT)[number]>> {
  /** Seconds left of the lease; zero or less: it has expired. */
  readonly secondsLeft: number;
  readonly isExpired: boolean;
}

/**
 * One conditional upsert decides which attempt works on a key. Refused (no row): key done, lease not expired, body
 * different, or unknown outcome not repeatable. A key whose attempt had no effect is free for any body.
 */
export const KEY_LEASE = insertOf<
  IdempotencyKey,
  AttemptRow & Pick<IdempotencyKey, 'fingerprint' | 'isRepeatable'> & { readonly leaseSeconds: number }
>(IdempotencyKey, 'idempotency.claim', {
  computed: { state: "'IN_FLIGHT'", leaseExpiresAt: 'now() + make_interval(secs => r."leaseSeconds")' },
  extra: { leaseSeconds: 'double precision' },
  onConflict: `ON CONFLICT ON CONSTRAINT idempotency_keys_pkey DO UPDATE SET
      fingerprint = excluded.fingerprint, state = 'IN_FLIGHT', intent_id = excluded.intent_id,
      lease_expires_at = excluded.lease_expires_at,
      lost_intent_id = CASE WHEN t.state = 'RELEASED' THEN NULL ELSE t.intent_id END
    WHERE t.state = 'RELEASED'
      OR (t.is_repeatable AND t.fingerprint = excluded.fingerprint AND (t.state = 'UNSETTLED' OR (t.state = 'IN_FLIGHT'
        AND t.lease_expires_at < now())))`,
});

const ATTEMPT = {
  by: ['consumerId', 'operation', 'idempotencyKey', 'intentId'],
  where: "t.state <> 'DONE'",
} as const;
const FALLS_BACK = "r.state = 'RELEASED' AND t.lost_intent_id IS NOT NULL";

/** Refused (no row) after a takeover. A refusal does not free the key of a lost attempt: it may have had its effect. */
const END = updateOf<IdempotencyKey, AttemptRow & Pick<IdempotencyKey, 'state'>>(IdempotencyKey, 'idempotency.end', {
  ...ATTEMPT,
  set: {
    state: `CASE WHEN ${FALLS_BACK} THEN 'UNSETTLED' ELSE r.state END`,
    intentId: `CASE WHEN ${FALLS_BACK} THEN t.lost_intent_id ELSE t.intent_id END`,
    lostIntentId: `CASE WHEN ${FALLS_BACK} THEN NULL ELSE t.lost_intent_id END`,
  },
});

const COMPLETE = updateOf<IdempotencyKey, Completed>(IdempotencyKey, 'idempotency.complete', {
  ...ATTEMPT,
  set: {
    state: "'DONE'",
    subjectId: 'r."subjectId"',
    responseStatus: 'r."responseStatus"',
    responseSealed: 'r."responseSealed"',
    expiresAt: 'r."expiresAt"',
    completedAt: 'now()',
  },
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
const BY_SCOPE = preparedRead<KeptKey>(
  'idempotency.by-scope',
  `${FIND} WHERE k.consumer_id = $1 AND k.operation = $2 AND k.idempotency_key = $3`,
);
const BY_INTENT = preparedRead<KeptKey>(
  'idempotency.by-intent',
  `${FIND} WHERE k.intent_id = $1 OR k.lost_intent_id = $1`,
);

/** Whether the error is that another attempt has the key. */
export const isKeyLost = (error: unknown): error is WriteRefused => isRefusedBy(error, KEY_LEASE, END, COMPLETE, KEEP);

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
    private readonly ring: KeyRing,
  ) {}

  async find({ consumerId, operation, key }: IdempotencyScope): Promise<KeptKey | null> {
    return (await reading(() => BY_SCOPE(this.keys, [consumerId, operation, key])))[0] ?? null;
  }

  /** The key under which the effect was attempted, whichever attempt holds it now. */
  async findByIntent(intentId: string): Promise<KeptKey | null> {
    return (await reading(() => BY_INTENT(this.keys, [intentId])))[0] ?? null;
  }

  lease(
    scope: IdempotencyScope,
    intentId: string,
    fingerprint: Buffer,
    leaseSeconds: number,
    isRepeatable: boolean,
  ): Write<void> {
    return write(KEY_LEASE, { ...rowOf(scope, intentId), fingerprint, leaseSeconds, isRepeatable }, undefined);
  }

  end(scope: IdempotencyScope, intentId: string, state: 'RELEASED' | 'UNSETTLED'): Write<void> {
    return write(END, { ...rowOf(scope, intentId), state }, undefined);
  }

  complete(
    scope: IdempotencyScope,
    intentId: string,
    response: { subjectId: string; status: number; sealed: Buffer; expiresAt: Date | null },
  ): Write<void> {
    const { subjectId, status, sealed, expiresAt } = response;
    return write(
      COMPLETE,
      {
        ...rowOf(scope, intentId),
        subjectId,
        responseStatus: status,
        responseSealed: sealed,
        expiresAt,
      },
      undefined,
    );
  }

  /** Stores an answer that belongs to no subject, sealed with the data key. Refused when the key was taken before. */
  keep(scope: IdempotencyScope, fingerprint: Buffer, status: number, body: string): Write<void> {
    const responseSealed = this.ring.seal(sealedAs(scope), body);
    return write(KEEP, { ...rowOf(scope, uuidv7()), fingerprint, responseStatus: status, responseSealed }, undefined);
  }

  /** The answer that `keep` sealed. */
  bodyOf({ consumerId, operation, idempotencyKey }: KeptKey, sealed: Buffer): string {
    return this.ring.open(sealedAs({ consumerId, operation, key: idempotencyKey }), sealed).toString();
  }
}
