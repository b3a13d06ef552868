import type { Pool, PoolClient } from 'pg';
import type { Notice, Vendor, Webhooks, WebhookTarget } from '../webhooks/webhooks';

export interface Effect {
  readonly vendor: Vendor;
  /** What changed, such as `customer.created`. */
  readonly kind: string;
  readonly subject: string;
  readonly entity?: string | null;
  readonly idempotencyKey?: string | null;
  readonly requestId?: string | null;
  readonly detail?: object;
  /** The webhook that the vendor sends about it; null: none. */
  readonly announce?: (target: WebhookTarget) => Notice | null;
}

/** An effect as it is stored. */
export interface RecordedEffect {
  readonly sequence: number;
  readonly at: Date;
  readonly vendor: Vendor;
  readonly kind: string;
  readonly subject: string;
  readonly idempotency_key: string | null;
  readonly request_id: string | null;
  readonly detail: object | null;
}

const MAX_SEARCHED = 5_000;

interface EffectsOfPair {
  readonly partner: string;
  readonly organisation: string | null;
  readonly subject?: string;
  readonly before?: number;
  readonly limit: number;
}

/**
 * The ledger of every change of the vendors' state. A row is written in the transaction of its change, so that no
 * change is without a row and no row without a change.
 */
export class Effects {
  constructor(
    private readonly db: Pool,
    private readonly webhooks: Webhooks,
  ) {}

  async record(client: PoolClient, effect: Effect): Promise<void> {
    const { vendor, kind, subject, entity, idempotencyKey, requestId, detail, announce } = effect;
    await client.query({
      name: 'sandbox-effect',
      text:
        'INSERT INTO sandbox.effects (vendor, kind, subject, entity, idempotency_key, request_id, detail) VALUES ' +
        '($1, $2, $3, $4, $5, $6, $7)',
      values: [
        vendor,
        kind,
        subject,
        entity ?? null,
        idempotencyKey ?? null,
        requestId ?? null,
        detail ? JSON.stringify(detail) : null,
      ],
    });
    if (announce) await this.webhooks.queue(client, { vendor, entity: entity ?? null, subject }, announce);
  }

  /**
   * Runs `change` in a transaction. Effects that it returns are recorded in that transaction; null: nothing changed.
   */
  async within<T>(
    change: (client: PoolClient) => Promise<{ value: T; effect: Effect | readonly Effect[] | null }>,
  ): Promise<T> {
    const client = await this.db.connect();
    try {
      await client.query('BEGIN');
      const { value, effect } = await change(client);
      for (const one of effect ? [effect].flat() : []) await this.record(client, one);
      await client.query('COMMIT');
      if (effect) this.webhooks.onChange();
      return value;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  /** Of a partner at 1Money and an organisation at FinPro, newest first; `before`: only those with a lower sequence. */
  async page({ partner, organisation, subject, before, limit }: EffectsOfPair): Promise<RecordedEffect[]> {
    const { rows } = await this.db.query<RecordedEffect>(
      `SELECT sequence::int, at, vendor, kind, subject, idempotency_key, request_id, detail FROM sandbox.effects AS e
       WHERE ((vendor = '1money' AND entity = $1) OR (vendor = 'finpro' AND entity = $2)) AND ($3::text IS NULL OR
         subject = $3) AND ($4::int IS NULL OR sequence < $4) ORDER BY e.sequence DESC LIMIT $5`,
      [partner, organisation, subject ?? null, before ?? null, limit],
    );
    return rows;
  }

  /** What a request changed, if it is among the newest few thousand effects. */
  async ofRequest(requestId: string): Promise<RecordedEffect[]> {
    const { rows } = await this.db.query<RecordedEffect>(
      `SELECT sequence::int, at, vendor, kind, subject, idempotency_key, request_id, detail FROM sandbox.effects AS e
       WHERE sequence > (SELECT max(sequence) - ${MAX_SEARCHED} FROM sandbox.effects) AND request_id = $1
       ORDER BY e.sequence`,
      [requestId],
    );
    return rows;
  }

  async list(filter: { kind?: string; subject?: string; vendor?: string }): Promise<object[]> {
    const { rows } = await this.db.query<object>(
      `SELECT sequence::int, at, vendor, kind, subject, entity, idempotency_key, request_id, detail FROM sandbox.effects
       WHERE ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR subject = $2) AND ($3::text IS NULL
         OR vendor = $3) ORDER BY sequence`,
      [filter.kind ?? null, filter.subject ?? null, filter.vendor ?? null],
    );
    return rows;
  }
}
