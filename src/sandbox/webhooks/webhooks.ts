import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { isUuid } from '../uuid';
import { WEBHOOK_MODES, type WebhookMode } from './webhook-signature';

export type Vendor = '1money' | 'finpro';
export const VENDORS: readonly Vendor[] = ['1money', 'finpro'];

/** The receiver of a vendor's webhooks, and how they are signed. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
  readonly mode: WebhookMode;
  /** FinPro has two forms of payload. */
  readonly payload: 'basic' | 'extended';
}

/** One event, as its receiver reads it. */
export interface Notice {
  readonly event: string;
  readonly eventId: string;
  readonly body: object;
}

export interface Delivery {
  readonly delivery_id: string;
  readonly vendor: Vendor;
  /** The partner of 1Money, or the organisation of FinPro, whose subject it is about. */
  readonly entity: string | null;
  readonly event: string;
  readonly event_id: string;
  readonly subject: string;
  /** The exact bytes of each attempt. */
  readonly body: string;
  readonly status: 'waiting' | 'sending' | 'delivered' | 'dead' | 'dropped';
  readonly attempts: number;
  readonly next_attempt_at: Date;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly created_at: Date;
  readonly delivered_at: Date | null;
}

/** A delivery, with its number in the order of the queue. */
export interface StoredDelivery extends Delivery {
  readonly number: number;
}

const heldKey = (vendor: Vendor, entity?: string): string => (entity === undefined ? vendor : `${vendor} ${entity}`);

/**
 * The queue of webhooks, and their targets. A webhook is queued in the transaction of the change that it reports, and
 * sent by the {@link WebhookSender}.
 */
export class Webhooks {
  private targets = new Map<Vendor, WebhookTarget>();
  /** Of single partners and organisations: `<vendor> <entity>`. */
  private own = new Map<string, WebhookTarget>();
  /** Vendors, and single partners and organisations as `<vendor> <entity>`. */
  private readonly held = new Set<string>();
  /** Called when something may be ready to be sent. */
  onChange: () => void = () => undefined;

  constructor(
    private readonly db: Pool,
    private readonly configured: Readonly<Partial<Record<Vendor, WebhookTarget>>>,
    private readonly configuredOwn: Readonly<Record<string, WebhookTarget | undefined>> = {},
  ) {
    this.restoreTargets();
  }

  /** An entity without a receiver of its own has the vendor's. */
  target(vendor: Vendor, entity: string | null = null): WebhookTarget | null {
    return this.own.get(`${vendor} ${entity}`) ?? this.targets.get(vendor) ?? null;
  }

  setTarget(vendor: Vendor, target: WebhookTarget | null, entity?: string): void {
    const [map, key]: [Map<string, WebhookTarget>, string] =
      entity === undefined ? [this.targets, vendor] : [this.own, `${vendor} ${entity}`];
    if (target) map.set(key, target);
    else map.delete(key);
    this.onChange();
  }

  /** Vendors whose webhooks may be sent now. */
  open(): Vendor[] {
    const receiving = (vendor: Vendor): boolean =>
      this.targets.has(vendor) || [...this.own.keys()].some((key) => key.startsWith(`${vendor} `));
    return VENDORS.filter((vendor) => receiving(vendor) && !this.held.has(vendor));
  }

  /** Nothing is queued for a vendor without a target. */
  async queue(
    client: PoolClient,
    { vendor, entity, subject }: { readonly vendor: Vendor; readonly entity: string | null; readonly subject: string },
    announce: (target: WebhookTarget) => Notice | null,
  ): Promise<void> {
    const target = this.target(vendor, entity);
    const notice = target && announce(target);
    if (!notice) return;
    await client.query({
      name: 'sandbox-webhook-queue',
      text:
        'INSERT INTO sandbox.webhook_deliveries (delivery_id, vendor, event, event_id, subject, body, entity, ' +
        "status, next_attempt_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', clock_timestamp())",
      values: [randomUUID(), vendor, notice.event, notice.eventId, subject, JSON.stringify(notice.body), entity],
    });
  }

  /** `entity`: only those about its customers or consents; the same for release and drop. */
  hold(vendors: readonly Vendor[], entity?: string): void {
    for (const vendor of vendors) this.held.add(heldKey(vendor, entity));
  }

  /** Partners and organisations whose webhooks are held back alone, as `<vendor> <entity>`. */
  heldAlone(): string[] {
    return [...this.held].filter((key) => key.includes(' '));
  }

  /**
   * Releases held webhooks; `reversed`: those that have not been tried yet are sent newest first. What is held for a
   * whole vendor stays so when one entity is released.
   */
  async release(vendors: readonly Vendor[], order: 'kept' | 'reversed', entity?: string): Promise<void> {
    if (order === 'reversed')
      await this.db.query(
        "UPDATE sandbox.webhook_deliveries SET next_attempt_at = statement_timestamp() - sequence * interval '1 " +
          "millisecond' WHERE vendor = ANY ($1) AND status = 'waiting' AND attempts = 0 AND ($2::text IS NULL OR " +
          'entity = $2)',
        [vendors, entity ?? null],
      );
    for (const vendor of vendors)
      for (const key of this.held)
        if (key === heldKey(vendor, entity) || (entity === undefined && key.startsWith(`${vendor} `)))
          this.held.delete(key);
    this.onChange();
  }

  /** Drops the waiting webhooks. Returns their number. */
  async drop(vendors: readonly Vendor[], entity?: string): Promise<number> {
    const { rowCount } = await this.db.query(
      "UPDATE sandbox.webhook_deliveries SET status = 'dropped' WHERE vendor = ANY ($1) AND status = 'waiting' AND " +
        '($2::text IS NULL OR entity = $2)',
      [vendors, entity ?? null],
    );
    return rowCount ?? 0;
  }

  /** Sends it again, now, in any state. Null: no such delivery. */
  async repeat(deliveryId: string): Promise<Delivery | null> {
    if (!isUuid(deliveryId)) return null;
    const { rows } = await this.db.query<Delivery>(
      "UPDATE sandbox.webhook_deliveries SET status = 'waiting', next_attempt_at = clock_timestamp() WHERE " +
        'delivery_id = $1 RETURNING *',
      [deliveryId],
    );
    this.onChange();
    return rows[0] ?? null;
  }

  /** Of one partner or organisation, newest first; `before`: only those with a lower sequence. */
  async page(vendor: Vendor, entity: string, before: number | null, limit: number): Promise<StoredDelivery[]> {
    const { rows } = await this.db.query<StoredDelivery>(
      'SELECT *, sequence::int AS number FROM sandbox.webhook_deliveries WHERE vendor = $1 AND entity = $2 AND ' +
        '($3::int IS NULL OR sequence < $3) ORDER BY sequence DESC LIMIT $4',
      [vendor, entity, before, limit],
    );
    return rows;
  }

  async find(deliveryId: string): Promise<Delivery | null> {
    if (!isUuid(deliveryId)) return null;
    const { rows } = await this.db.query<Delivery>('SELECT * FROM sandbox.webhook_deliveries WHERE delivery_id = $1', [
      deliveryId,
    ]);
    return rows[0] ?? null;
  }

  isHeld(vendor: Vendor, entity?: string): boolean {
    return this.held.has(heldKey(vendor, entity));
  }

  /** Oldest first. */
  async list({ vendor, subject, event }: { vendor?: string; subject?: string; event?: string }): Promise<Delivery[]> {
    const { rows } = await this.db.query<Delivery>(
      'SELECT * FROM sandbox.webhook_deliveries WHERE ($1::text IS NULL OR vendor = $1) AND ($2::text IS NULL OR ' +
        'subject = $2) AND ($3::text IS NULL OR event = $3) ORDER BY sequence',
      [vendor ?? null, subject ?? null, event ?? null],
    );
    return rows;
  }

  /** Without the secrets. */
  state(): object {
    return Object.fromEntries(
      VENDORS.map((vendor) => {
        const target = this.target(vendor);
        return [
          vendor,
          {
            url: target?.url ?? null,
            mode: target?.mode ?? null,
            payload: target?.payload ?? null,
            held: this.held.has(vendor),
            held_entities: this.heldAlone()
              .filter((key) => key.startsWith(`${vendor} `))
              .map((key) => key.slice(vendor.length + 1)),
          },
        ];
      }),
    );
  }

  reset(): void {
    this.held.clear();
    this.restoreTargets();
  }

  private restoreTargets(): void {
    this.targets = new Map(Object.entries(this.configured) as [Vendor, WebhookTarget][]);
    this.own = new Map(
      Object.entries(this.configuredOwn).flatMap(([key, target]) => (target ? [[key, target] as const] : [])),
    );
  }
}

/**
 * Parses a target from untrusted values, or returns what is wrong with them. Plain http is accepted for this machine
 * only.
 */
export function targetOf(
  vendor: Vendor,
  { url, secret, mode, payload }: Readonly<Record<string, unknown>>,
): WebhookTarget | string {
  if (typeof url !== 'string' || !isReachable(url)) return 'url must be an https URL, or http on this machine';
  if (typeof secret !== 'string' || secret === '') return 'secret must be a text';
  const signedBy = mode ?? (vendor === '1money' ? 'timestamp' : 'hex');
  if (!WEBHOOK_MODES.includes(signedBy as WebhookMode)) return `mode must be one of ${WEBHOOK_MODES.join(', ')}`;
  if (vendor === '1money' && signedBy !== 'timestamp') return 'mode must be timestamp for 1money';
  const form = payload ?? 'basic';
  if (form !== 'basic' && form !== 'extended') return 'payload must be basic or extended';
  return { url, secret, mode: signedBy as WebhookMode, payload: form };
}

function isReachable(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return (
    protocol === 'https:' ||
    (protocol === 'http:' && /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname))
  );
}
