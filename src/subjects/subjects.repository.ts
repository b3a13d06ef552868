import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { reading } from '../database/failure';
import { POOL } from '../database/pool';
import { HOLDINGS, type Row } from './holdings.repository';

/** A person or company, and the consumer for whom it is known. */
export interface FoundSubject {
  readonly subject_id: string;
  readonly client_id: string | null;
  readonly kind: 'person' | 'company';
  readonly created_at: Date;
  /** Null: it is not erased. */
  readonly erased_at: Date | null;
}

/** By the id of a subject or a journey, a consent handle, or a customer_id. */
const BY_ID = `
  SELECT c.subject_id FROM portico.consents AS c WHERE c.consent_handle = $1
  UNION SELECT c.subject_id FROM portico.consents AS c WHERE c.journey_id = $1
  UNION SELECT k.subject_id FROM portico.subject_keys AS k WHERE k.subject_id = $1`;
const BY_CUSTOMER = 'SELECT c.subject_id FROM portico.customers AS c WHERE c.customer_id = $1';

const FACTS = `
  SELECT k.subject_id, k.created_at, k.destroyed_at AS erased_at,
    CASE WHEN u.subject_id IS NULL THEN 'person' ELSE 'company' END AS kind,
    (SELECT o.client_id FROM portico.consumers AS o WHERE o.consumer_id = coalesce(u.consumer_id,
      (SELECT c.consumer_id FROM portico.consents AS c WHERE c.subject_id = k.subject_id LIMIT 1))) AS client_id
  FROM portico.subject_keys AS k LEFT JOIN portico.customers AS u ON u.subject_id = k.subject_id
  WHERE k.subject_id = ANY ($1::uuid[]) ORDER BY k.subject_id`;

/** Those of the subject, or of one of its journeys. */
const CONSENTS = `
  SELECT to_jsonb(t) AS row FROM portico.consents AS t
  WHERE t.subject_id = $1 AND ($2::uuid IS NULL OR t.journey_id = $2) ORDER BY t.journey_id LIMIT $3`;

/** The answers about a company that are kept to be answered again, the oldest first. */
const KEPT_ANSWERS = `
  SELECT k.response_sealed AS sealed FROM portico.idempotency_keys AS k
  JOIN portico.customers AS u ON u.subject_id = k.subject_id
  WHERE k.subject_id = $1 AND k.response_sealed IS NOT NULL ORDER BY k.created_at`;

/** A table may have to be read as a whole: links have no index by person. */
const UNHURRIED = ["SET LOCAL statement_timeout = '120s'", 'SET LOCAL enable_seqscan = on'];

@Injectable()
export class SubjectsRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** Subject ids. `isUuid`: whether the reference can be an id of Portico's or a consent handle. */
  async findByReference(reference: string, isUuid: boolean): Promise<string[]> {
    const queries = [BY_CUSTOMER, ...(isUuid ? [BY_ID] : [])];
    const found = await Promise.all(
      queries.map((text) => reading(() => this.pool.query<{ subject_id: string }>(text, [reference]))),
    );
    return [...new Set(found.flatMap(({ rows }) => rows.map(({ subject_id }) => subject_id)))];
  }

  async facts(subjectIds: readonly string[]): Promise<FoundSubject[]> {
    return (await reading(() => this.pool.query<FoundSubject>(FACTS, [subjectIds]))).rows;
  }

  /** The consents, as they are stored. */
  async consents(subjectId: string, journeyId: string | null, most: number): Promise<readonly Row[]> {
    const { rows } = await reading(() => this.pool.query<{ row: Row }>(CONSENTS, [subjectId, journeyId, most]));
    return rows.map(({ row }) => row);
  }

  /** Sealed; none of a person. */
  async keptAnswers(subjectId: string): Promise<readonly Buffer[]> {
    const { rows } = await reading(() => this.pool.query<{ sealed: Buffer }>(KEPT_ANSWERS, [subjectId]));
    return rows.map(({ sealed }) => sealed);
  }

  /** The rows of each table, as they are stored. */
  async rows(subjectId: string): Promise<ReadonlyMap<string, readonly Row[]>> {
    const client = await reading(() => this.pool.connect());
    try {
      await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      for (const setting of UNHURRIED) await client.query(setting);
      const all = new Map<string, readonly Row[]>();
      for (const { table, where } of HOLDINGS) {
        const text = `SELECT to_jsonb(t) AS row FROM portico.${table} AS t WHERE ${where}`;
        all.set(
          table,
          (await client.query<{ row: Row }>({ text, values: [subjectId] })).rows.map(({ row }) => row),
        );
      }
      return all;
    } finally {
      await client.query('ROLLBACK').catch(() => undefined);
      client.release();
    }
  }
}
