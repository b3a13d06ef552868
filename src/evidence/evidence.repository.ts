import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { reading } from '../database/failure';
import { POOL } from '../database/pool';

/** A journey that a pack is about, with its consumer. Nothing in it is personal. */
export interface EvidenceJourney {
  readonly kind: 'onboarding' | 'consent';
  readonly journeyId: string;
  readonly subjectId: string;
  /** The vendor's id: customer_id, or consent handle; null while there is none. */
  readonly reference: string | null;
  /** The vendor's word, as last confirmed. */
  readonly status: string;
  readonly requestedAt: Date;
  /** When the person or company was erased; null: it is kept. */
  readonly erasedAt: Date | null;
  readonly clientId: string;
  readonly organisationId: string;
  /** What people see of the consumer; null: nothing is registered. */
  readonly displayName: string | null;
  /** Of a consent. */
  readonly productId: string | null;
  readonly fipIds: string[] | null;
  readonly appIdentifier: string;
}

const CONSUMER = 'o.client_id AS "clientId", o.organisation_id AS "organisationId", o.display_name AS "displayName"';
const CONSENTS = `
  SELECT 'consent' AS kind, t.journey_id AS "journeyId", t.subject_id AS "subjectId",
    t.consent_handle::text AS reference, t.status, t.requested_at AS "requestedAt",
    t.erased_at AS "erasedAt", ${CONSUMER}, t.product_id AS "productId",
    t.fip_ids AS "fipIds", t.app_identifier AS "appIdentifier"
  FROM portico.consents AS t JOIN portico.consumers AS o ON o.consumer_id = t.consumer_id`;
const CUSTOMERS = `
  SELECT 'onboarding' AS kind, t.subject_id AS "journeyId", t.subject_id AS "subjectId", t.customer_id AS reference,
    t.status, t.created_at AS "requestedAt", t.erased_at AS "erasedAt", ${CONSUMER}, NULL AS "productId",
    NULL::text[] AS "fipIds", '' AS "appIdentifier"
  FROM portico.customers AS t JOIN portico.consumers AS o ON o.consumer_id = t.consumer_id`;

const FIND = `${CONSENTS} WHERE t.journey_id = $1 UNION ALL ${CUSTOMERS} WHERE t.subject_id = $1`;
const OF_SUBJECT = `
  SELECT * FROM (${CONSENTS} WHERE t.subject_id = $1 UNION ALL ${CUSTOMERS} WHERE t.subject_id = $1) AS j
  ORDER BY j."journeyId" LIMIT $2`;
const IS_SUBJECT = 'SELECT k.subject_id FROM portico.subject_keys AS k WHERE k.subject_id = $1';
const HANDOVERS = `
  SELECT h.entry_id FROM portico.audit_key_handovers AS h JOIN portico.audit_sequence AS s ON s.entry_id = h.entry_id
  WHERE s.leaf_index = h.size ORDER BY s.leaf_index LIMIT 100`;

@Injectable()
export class EvidenceRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  async findJourney(journeyId: string): Promise<EvidenceJourney | null> {
    return (await this.rows<EvidenceJourney>(FIND, [journeyId]))[0] ?? null;
  }

  /** Oldest first; null: there is no such subject. */
  async journeysOf(subjectId: string, most: number): Promise<EvidenceJourney[] | null> {
    const [known] = await this.rows(IS_SUBJECT, [subjectId]);
    return known ? this.rows<EvidenceJourney>(OF_SUBJECT, [subjectId, most]) : null;
  }

  /** Ids of the entries that handed the log over to another key, in the order of the log. */
  async handovers(): Promise<string[]> {
    return (await this.rows<{ entry_id: string }>(HANDOVERS, [])).map(({ entry_id }) => entry_id);
  }

  private async rows<Row extends object>(text: string, values: unknown[]): Promise<Row[]> {
    return (await reading(() => this.pool.query<Row>(text, values))).rows;
  }
}
