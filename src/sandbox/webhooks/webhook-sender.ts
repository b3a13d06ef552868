import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { signatureHeaders } from './webhook-signature';
import type { Delivery, Vendor, Webhooks, WebhookTarget } from './webhooks';

/** Seconds from the first attempt to each further attempt, by the vendors' contracts; after the last there is none. */
export const SCHEDULES: Readonly<Record<Vendor, readonly number[]>> = {
  '1money': [0, 10, 60, 300, 1_800, 7_200],
  finpro: [0, 5, 30, 120, 600],
};

const TIMEOUT_MS = 5_000;
const MAX_NAP_MS = 60_000;

/** Sends what is due, one after the other, by real time. Any 2xx is an acknowledgement. */
export class WebhookSender {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private isWanted = false;
  private readonly stopping = new AbortController();

  constructor(
    private readonly db: Pool,
    private readonly webhooks: Webhooks,
    private readonly log: Logger,
  ) {
    webhooks.onChange = () => this.wake();
  }

  /** A webhook that was being sent when the sandbox ended may or may not have arrived: it is sent again. */
  async start(): Promise<void> {
    await this.db.query("UPDATE sandbox.webhook_deliveries SET status = 'waiting' WHERE status = 'sending'");
    this.wake();
  }

  wake(): void {
    if (this.stopping.signal.aborted || this.webhooks.open().length === 0) return;
    this.isWanted = true;
    this.running ??= this.run()
      .catch((error: unknown) => this.complain(error))
      .finally(() => {
        this.running = null;
        if (this.isWanted) this.wake();
      });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    if (this.timer) clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    this.isWanted = false;
    if (this.timer) clearTimeout(this.timer);
    while (!this.stopping.signal.aborted) {
      const delivery = await this.take();
      if (!delivery) return this.nap();
      await this.attempt(delivery);
    }
  }

  private async take(): Promise<Delivery | null> {
    const vendors = this.webhooks.open();
    if (vendors.length === 0) return null;
    const { rows } = await this.db.query<Delivery>({
      name: 'sandbox-webhook-claim',
      text: `
        UPDATE sandbox.webhook_deliveries SET status = 'sending', attempts = attempts + 1
        WHERE delivery_id = (
          SELECT delivery_id FROM sandbox.webhook_deliveries WHERE status = 'waiting' AND vendor = ANY ($1)
            AND NOT vendor || ' ' || coalesce(entity, '') = ANY ($2) AND next_attempt_at <= clock_timestamp()
          ORDER BY next_attempt_at, sequence LIMIT 1 FOR UPDATE SKIP LOCKED
        ) RETURNING *`,
      values: [vendors, this.webhooks.heldAlone()],
    });
    return rows[0] ?? null;
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const target = this.webhooks.target(delivery.vendor, delivery.entity);
    const { status, error } = target ? await this.send(delivery, target) : { status: null, error: 'no target' };
    const isDelivered = status !== null && status >= 200 && status < 300;
    const schedule = SCHEDULES[delivery.vendor];
    const wait =
      schedule[delivery.attempts] === undefined
        ? null
        : schedule[delivery.attempts]! - schedule[delivery.attempts - 1]!;
    await this.db.query({
      name: 'sandbox-webhook-settle',
      text: `
        UPDATE sandbox.webhook_deliveries SET status = $2, last_status = $3, last_error = $4, delivered_at = CASE
          WHEN $2 = 'delivered' THEN clock_timestamp() END, next_attempt_at = clock_timestamp() + $5 * interval
          '1 second'
        WHERE delivery_id = $1 AND status = 'sending'`,
      values: [
        delivery.delivery_id,
        isDelivered ? 'delivered' : wait === null ? 'dead' : 'waiting',
        status,
        error,
        isDelivered ? 0 : (wait ?? 0),
      ],
    });
  }

  private async send(
    { vendor, body, event, event_id }: Delivery,
    { url, secret, mode }: WebhookTarget,
  ): Promise<{ status: number | null; error: string | null }> {
    const signed = signatureHeaders(mode, secret, body, Math.floor(Date.now() / 1000));
    const named: Readonly<Record<string, string>> =
      vendor === '1money'
        ? {
            'X-Webhook-Event-Id': event_id,
            'X-Webhook-Event-Type': event,
            'X-Webhook-Event-Name': event,
            'X-Webhook-Delivery-Id': randomUUID(),
          }
        : {};
    try {
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        body,
        headers: { 'Content-Type': 'application/json', ...signed, ...named },
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await answer.body?.cancel();
      return { status: answer.status, error: null };
    } catch (error) {
      return { status: null, error: error instanceof Error ? error.name : 'unknown' };
    }
  }

  /** The time until the next attempt of any waiting webhook. */
  private async nap(): Promise<void> {
    const { rows } = await this.db.query<{ ms: number | null }>(
      'SELECT ceil(extract(epoch FROM min(next_attempt_at) - clock_timestamp()) * 1000)::int AS ms FROM ' +
        "sandbox.webhook_deliveries WHERE status = 'waiting' AND vendor = ANY ($1) AND NOT vendor || ' ' || " +
        "coalesce(entity, '') = ANY ($2)",
      [this.webhooks.open(), this.webhooks.heldAlone()],
    );
    const ms = rows[0]?.ms ?? null;
    if (ms !== null) this.sleep(Math.min(MAX_NAP_MS, Math.max(1, ms)));
  }

  private complain(error: unknown): void {
    this.log.error({ msg: 'webhooks failed', error: error instanceof Error ? error.name : 'unknown' });
    this.sleep(TIMEOUT_MS);
  }

  private sleep(ms: number): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = this.stopping.signal.aborted ? null : setTimeout(() => this.wake(), ms);
  }
}
