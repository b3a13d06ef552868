import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { reading } from '../../database/failure';
import { POOL } from '../../database/pool';

/** By the id of a subject or a journey, or a consent handle. */
const BY_ID = `
  SELECT k.subject_id FROM portico.subject_keys AS k WHERE k.subject_id = $1
  UNION SELECT c.subject_id FROM portico.consents AS c WHERE c.journey_id = $1
  UNION SELECT c.subject_id FROM portico.consents AS c WHERE c.consent_handle = $1`;
const BY_CUSTOMER = 'SELECT u.subject_id FROM portico.customers AS u WHERE u.customer_id = $1';
const JOURNEY = 'SELECT c.journey_id FROM portico.consents AS c WHERE c.journey_id = $1 OR c.consent_handle = $1';

/** Whom a reference is about, of any consumer. Nothing in it is personal. */
@Injectable()
export class AuditPageRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** The subject; null: there is none. */
  async subjectOf(reference: string, isUuid: boolean): Promise<string | null> {
    const [byCustomer] = await this.rows<{ subject_id: string }>(BY_CUSTOMER, reference);
    const [byId] = byCustomer || !isUuid ? [] : await this.rows<{ subject_id: string }>(BY_ID, reference);
    return (byCustomer ?? byId)?.subject_id ?? null;
  }

  /** The journey that a journey_id or a consent handle names; null: the reference names no consent. */
  async consentOf(reference: string): Promise<string | null> {
    return (await this.rows<{ journey_id: string }>(JOURNEY, reference))[0]?.journey_id ?? null;
  }

  private async rows<Row extends object>(text: string, reference: string): Promise<Row[]> {
    return (await reading(() => this.pool.query<Row>(text, [reference]))).rows;
  }
}
