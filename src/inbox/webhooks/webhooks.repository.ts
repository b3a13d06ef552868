import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { reading } from '../../database/failure';
import { grouped } from '../../database/grouped';
import { POOL } from '../../database/pool';
import { updateOf } from '../../database/statements/update-of';
import { Statement, together, write, type Write } from '../../database/write';
import { DEFAULT_ACCOUNT, type Vendor } from '../../config/vendor';
import { pausedAs } from '../../vendors/pauses/paused-as';
import { Webhook } from './webhook.entity';
import type { WebhookEvent } from '../../vendors/webhook-event';

/** Webhooks of one subject that wait to be applied: the status is read from the vendor once for all of them. */
export interface WaitingWebhooks {
  readonly vendor: Vendor;
  /** The account at whose address they arrived. */
  readonly vendorAccount: string;
  readonly subjectRef: string;
  readonly webhookIds: readonly string[];
  /** Attempts of the webhook that was tried most often, this one included. */
  readonly attempts: number;
}

interface TakenRow {
  readonly webhook_id: string;
  readonly vendor: Vendor;
  readonly vendor_account: string;
  readonly subject_ref: string;
  readonly attempts: number;
}

/** Ordered by dedupe key, so that two replicas that receive the same webhooks wait for each other in the same order. */
const RECEIVE = new Statement<object>({
  name: 'inbox.receive',
  text: `
    SELECT 1 FROM (
      SELECT * FROM $rows AS g(webhook_id uuid, vendor text, dedupe_key text, event text,
        subject_ref text, facts jsonb, state text, vendor_account text)
      ORDER BY g.vendor, g.dedupe_key
    ) AS r
    WHERE portico.receive_webhook(r.webhook_id, r.vendor, r.dedupe_key, r.event, r.subject_ref, r.facts, r.state,
      r.vendor_account)`,
});

const PENDING = { by: ['webhookId'], where: 'coalesce(t.due_at IS NOT NULL, false)' } as const;

/** Refused (no row) when another process settled it. */
export const SETTLE = updateOf<Webhook, Pick<Webhook, 'webhookId' | 'state'>>(Webhook, 'inbox.settle', {
  ...PENDING,
  set: { state: 'r.state', dueAt: 'NULL', settledAt: 'now()' },
});

const POSTPONE = updateOf<Webhook, { webhookId: string; seconds: number }>(Webhook, 'inbox.postpone', {
  ...PENDING,
  set: { dueAt: 'now() + make_interval(secs => r.seconds)' },
  extra: { seconds: 'double precision' },
});

/**
 * Not a Write: only the database knows which rows these will be. Takes subjects whose webhooks are due, each with all
 * of its webhooks; skips rows that another replica is taking, and vendors that asked for a pause.
 */
const TAKE = `
  WITH found AS (
    SELECT w.vendor, w.vendor_account, w.subject_ref FROM portico.webhook_inbox AS w
    WHERE w.due_at <= now() AND NOT EXISTS (SELECT FROM portico.vendor_pauses AS p WHERE p.vendor = ${pausedAs('w')}
      AND p.until > now())
    ORDER BY w.due_at LIMIT $1 FOR UPDATE OF w SKIP LOCKED
  ), taken AS (
    SELECT w.webhook_id FROM portico.webhook_inbox AS w
    WHERE w.due_at <= now() AND (w.vendor, w.vendor_account, w.subject_ref) IN (SELECT f.vendor, f.vendor_account,
      f.subject_ref FROM found AS f)
    FOR UPDATE OF w SKIP LOCKED
  )
  UPDATE portico.webhook_inbox AS w SET due_at = now() + make_interval(secs => $2), attempts = w.attempts + 1
  FROM taken AS t WHERE w.webhook_id = t.webhook_id
  RETURNING w.webhook_id, w.vendor, w.vendor_account, w.subject_ref, w.attempts`;

@Injectable()
export class WebhooksRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** Stores a webhook once; the same webhook again is only counted. */
  receive(
    vendor: Vendor,
    vendorAccount: string,
    { dedupeKey, event, subjectRef, isOfJourney, facts }: WebhookEvent,
  ): Write<void> {
    return write(
      RECEIVE,
      {
        webhook_id: uuidv7(),
        vendor,
        vendor_account: vendorAccount,
        dedupe_key: vendorAccount === DEFAULT_ACCOUNT ? dedupeKey : `${vendorAccount} ${dedupeKey}`,
        event,
        subject_ref: subjectRef,
        facts,
        state: isOfJourney ? 'PENDING' : 'KEPT',
      },
      undefined,
    );
  }

  async take(most: number, leaseSeconds: number): Promise<WaitingWebhooks[]> {
    const { rows } = await reading(() => this.pool.query<TakenRow>(TAKE, [most, leaseSeconds]));
    const groups = grouped(rows, (row) => `${row.vendor} ${row.vendor_account} ${row.subject_ref}`);
    return [...groups.values()].map((group) => ({
      vendor: group[0]!.vendor,
      vendorAccount: group[0]!.vendor_account,
      subjectRef: group[0]!.subject_ref,
      webhookIds: group.map(({ webhook_id }) => webhook_id),
      attempts: Math.max(...group.map(({ attempts }) => attempts)),
    }));
  }

  settle(webhookIds: readonly string[], state: 'APPLIED' | 'UNMATCHED'): Write<void> {
    return all(webhookIds.map((webhookId) => write(SETTLE, { webhookId, state }, undefined)));
  }

  postpone(webhookIds: readonly string[], seconds: number): Write<void> {
    return all(webhookIds.map((webhookId) => write(POSTPONE, { webhookId, seconds }, undefined)));
  }
}

const all = ([one, ...others]: readonly Write<void>[]): Write<void> => together(one!, ...others);
