import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import type { SealedPerson } from '../consent/person';
import { reading } from '../database/failure';
import { POOL } from '../database/pool';

/** A consent whose person is to be indexed. */
export interface IndexedConsent extends SealedPerson {
  readonly subjectId: string;
}

const NEXT = `
  SELECT c.journey_id AS "journeyId", c.subject_id AS "subjectId", c.party_identifier_type AS "partyIdentifierType",
    c.party_identifier_sealed AS "partyIdentifierSealed", c.vua_sealed AS "vuaSealed", c.pan_sealed AS "panSealed"
  FROM portico.consents AS c WHERE c.journey_id > $1 ORDER BY c.journey_id LIMIT $2`;

/** The kept answers of the next companies, in the order of the companies' ids. */
const KEPT_ANSWERS = `
  SELECT k.subject_id AS "subjectId", array_agg(k.response_sealed) AS "answersSealed"
  FROM portico.idempotency_keys AS k
  WHERE k.subject_id > $1 AND k.response_sealed IS NOT NULL
    AND EXISTS (SELECT FROM portico.customers AS u WHERE u.subject_id = k.subject_id)
  GROUP BY k.subject_id ORDER BY k.subject_id LIMIT $2`;

/** A subject that is erased meanwhile gets none: its key's row is locked against that. */
const ADD = `
  INSERT INTO portico.subject_identifiers AS i (identifier_index, subject_id)
  SELECT r.identifier_index, k.subject_id FROM unnest($1::bytea[], $2::uuid[]) AS r(identifier_index, subject_id)
  JOIN LATERAL (SELECT k.subject_id FROM portico.subject_keys AS k WHERE k.subject_id = r.subject_id
    AND k.wrapped_key IS NOT NULL FOR SHARE) AS k ON true
  ON CONFLICT ON CONSTRAINT subject_identifiers_pkey DO NOTHING`;

/** What is kept to be answered again about a company. */
export interface KeptAnswers {
  readonly subjectId: string;
  readonly answersSealed: readonly Buffer[];
}

/** An identifier's keyed HMAC, and whom it finds. */
export interface IndexedIdentifier {
  readonly index: Buffer;
  readonly subjectId: string;
}

@Injectable()
export class IdentifiersRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** Subject ids. */
  async find(index: Buffer): Promise<string[]> {
    const { rows } = await reading(() =>
      this.pool.query<{ subject_id: string }>(
        'SELECT i.subject_id FROM portico.subject_identifiers AS i WHERE i.identifier_index = $1 ORDER BY i.subject_id',
        [index],
      ),
    );
    return rows.map(({ subject_id }) => subject_id);
  }

  /** The consent up to which all are indexed. */
  async upTo(): Promise<string> {
    const { rows } = await reading(() =>
      this.pool.query<{ up_to: string }>('SELECT s.up_to FROM portico.subject_indexing AS s WHERE s.is_only'),
    );
    return rows[0]!.up_to;
  }

  /** The next consents after one, in the order of their ids. */
  async after(journeyId: string, most: number): Promise<IndexedConsent[]> {
    return (await reading(() => this.pool.query<IndexedConsent>(NEXT, [journeyId, most]))).rows;
  }

  async keptAnswers(afterSubject: string, most: number): Promise<KeptAnswers[]> {
    return (await reading(() => this.pool.query<KeptAnswers>(KEPT_ANSWERS, [afterSubject, most]))).rows;
  }

  async add(identifiers: readonly IndexedIdentifier[]): Promise<void> {
    if (identifiers.length === 0) return;
    const values = [identifiers.map(({ index }) => index), identifiers.map(({ subjectId }) => subjectId)];
    await reading(() => this.pool.query(ADD, values));
  }

  /** Never back: another process may be further. */
  async settle(upTo: string): Promise<void> {
    await reading(() =>
      this.pool.query('UPDATE portico.subject_indexing AS s SET up_to = $1 WHERE s.is_only AND s.up_to < $1', [upTo]),
    );
  }
}
