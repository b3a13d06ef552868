import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { reading } from '../database/failure';
import { hex } from '../database/hex';
import { type Statement, write, type Write } from '../database/write';
import { IdempotencyKey } from './entities/idempotency-key.entity';
import type { KeyPlace } from './key-place';

interface PlaceRow {
  readonly consumer_id: string;
  readonly operation: string;
  readonly idempotency_key: string;
  readonly intent_id: string;
}

/**
 * One conditional upsert decides who works on a key. It is refused (no row) when the key is done, when its lease runs, or
 * when its body is another; a key whose attempt ended without effect is free for any body.
 */
const CLAIM: Statement<PlaceRow & { fingerprint: string; lease_seconds: number }> = {
  name: 'idempotency.claim',
  text: `
    INSERT INTO portico.idempotency_keys AS k (consumer_id, operation, idempotency_key, fingerprint, state, intent_id, lease_expires_at)
    SELECT r.consumer_id, r.operation, r.idempotency_key, r.fingerprint, 'IN_FLIGHT', r.intent_id, now() + make_interval(secs => r.lease_seconds)
    FROM json_to_recordset($rows) AS r(consumer_id uuid, operation text, idempotency_key uuid, fingerprint bytea, intent_id uuid, lease_seconds double precision)
    ON CONFLICT ON CONSTRAINT idempotency_keys_pkey DO UPDATE SET
      fingerprint = excluded.fingerprint, state = 'IN_FLIGHT', intent_id = excluded.intent_id, lease_expires_at = excluded.lease_expires_at
    WHERE k.state = 'RELEASED'
      OR (k.fingerprint = excluded.fingerprint AND (k.state = 'UNSETTLED' OR (k.state = 'IN_FLIGHT' AND k.lease_expires_at < now())))
    RETURNING 1`,
};

/** Refused (no row) when a later attempt took the key over. */
const END: Statement<PlaceRow & { state: string }> = {
  name: 'idempotency.end',
  text: `
    UPDATE portico.idempotency_keys AS k SET state = r.state
    FROM json_to_recordset($rows) AS r(consumer_id uuid, operation text, idempotency_key uuid, intent_id uuid, state text)
    WHERE k.consumer_id = r.consumer_id AND k.operation = r.operation AND k.idempotency_key = r.idempotency_key AND k.intent_id = r.intent_id AND k.state <> 'DONE'
    RETURNING 1`,
};

const COMPLETE: Statement<PlaceRow & { subject_id: string; response_status: number; response_sealed: string }> = {
  name: 'idempotency.complete',
  text: `
    UPDATE portico.idempotency_keys AS k
    SET state = 'DONE', subject_id = r.subject_id, response_status = r.response_status, response_sealed = r.response_sealed, completed_at = now()
    FROM json_to_recordset($rows) AS r(consumer_id uuid, operation text, idempotency_key uuid, intent_id uuid, subject_id uuid, response_status integer, response_sealed bytea)
    WHERE k.consumer_id = r.consumer_id AND k.operation = r.operation AND k.idempotency_key = r.idempotency_key AND k.intent_id = r.intent_id AND k.state <> 'DONE'
    RETURNING 1`,
};

export const CLAIM_REFUSED = CLAIM.name;

const rowOf = ({ consumerId, operation, key }: KeyPlace, intentId: string): PlaceRow => ({ consumer_id: consumerId, operation, idempotency_key: key, intent_id: intentId });

@Injectable()
export class IdempotencyRepository {
  constructor(@InjectRepository(IdempotencyKey) private readonly keys: Repository<IdempotencyKey>) {}

  async find({ consumerId, operation, key }: KeyPlace): Promise<IdempotencyKey | null> {
    return reading(() => this.keys.findOneBy({ consumerId, operation, idempotencyKey: key }));
  }

  claim(place: KeyPlace, intentId: string, fingerprint: Buffer, leaseSeconds: number): Write<void> {
    return write(CLAIM, { ...rowOf(place, intentId), fingerprint: hex(fingerprint), lease_seconds: leaseSeconds }, undefined);
  }

  end(place: KeyPlace, intentId: string, state: 'RELEASED' | 'UNSETTLED'): Write<void> {
    return write(END, { ...rowOf(place, intentId), state }, undefined);
  }

  complete(place: KeyPlace, intentId: string, response: { subjectId: string; status: number; sealed: Buffer }): Write<void> {
    return write(COMPLETE, { ...rowOf(place, intentId), subject_id: response.subjectId, response_status: response.status, response_sealed: hex(response.sealed) }, undefined);
  }
}
