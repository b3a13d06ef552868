import { type VendorResponse, exchange } from '../exchange';
import { Difference } from '../expectation';

export interface WebhookDelivery {
  readonly delivery_id: string;
  readonly next_attempt_at: string;
  readonly status: string;
}

/** Whether the next attempt is scheduled this long after the last one, which was answered between these two times. */
export function comesAfter(
  seconds: number,
  { next_attempt_at }: WebhookDelivery,
  answeredFrom: number,
  answeredUntil: number,
): string {
  const next = Date.parse(next_attempt_at) - seconds * 1000;
  return next >= answeredFrom - 1 && next <= answeredUntil + 1
    ? `${seconds} seconds later`
    : `${Math.round((next - answeredFrom) / 1000) + seconds} seconds later`;
}

/** Control calls that only a sandbox has; a fact about a vendor's own environment must not need them. */
export class Control {
  constructor(readonly url: string) {}

  async send(method: string, target: string, body?: object): Promise<VendorResponse> {
    return exchange(this.url, {
      method,
      target,
      headers: body ? { 'Content-Type': 'application/json' } : {},
      body: body && JSON.stringify(body),
    });
  }

  /** Throws unless the answer is 200. */
  async call<T = Record<string, unknown>>(target: string, body?: object): Promise<T> {
    const answer = await this.send(body ? 'POST' : 'GET', target, body);
    if (answer.status !== 200)
      throw new Difference(`the control call ${target}`, '200', `${answer.status} ${answer.text}`);
    return answer.json as T;
  }

  async status(customerId: string, status: string, issues?: object): Promise<void> {
    await this.call(`/_sandbox/1money/customers/${customerId}/status`, {
      status,
      ...(issues ? { review_issues: issues } : {}),
    });
  }

  /** What the customer, or the passing of time, does to a consent. */
  async consent(handle: string, ...events: readonly string[]): Promise<void> {
    for (const event of events) await this.call(`/_sandbox/finpro/consents/${handle}/${event}`, {});
  }

  /** The delivery of the first webhook about this subject, once it has been tried. */
  async delivery(subject: string): Promise<WebhookDelivery> {
    for (;;) {
      const {
        deliveries: [delivery],
      } = await this.call<{ deliveries: WebhookDelivery[] }>(`/_sandbox/webhooks?subject=${subject}`);
      if (delivery!.status !== 'sending') return delivery!;
    }
  }

  /** Retries of an unacknowledged webhook: seconds between attempts, then the final state. Each is made at once. */
  async schedule(
    subject: string,
    seconds: readonly number[],
    arrived: (count: number) => Promise<readonly { readonly at: number }[]>,
  ): Promise<string> {
    const seen: string[] = [];
    for (let attempt = 1; attempt <= seconds.length + 1; attempt += 1) {
      const told = (await arrived(attempt)).at(-1)!;
      const delivery = await this.delivery(subject);
      if (delivery.status !== 'waiting') return [...seen, delivery.status].join(', ');
      seen.push(comesAfter(seconds[attempt - 1] ?? 0, delivery, told.at, Date.now()).replace(' seconds later', ' s'));
      await this.call(`/_sandbox/webhooks/${delivery.delivery_id}/repeat`, {});
    }
    return [...seen, 'goes on'].join(', ');
  }

  /** Runs with the clock moved forward, and moves it back afterwards. */
  async later<T>(seconds: number, work: () => Promise<T>): Promise<T> {
    await this.call('/_sandbox/clock/advance', { seconds });
    try {
      return await work();
    } finally {
      await this.call('/_sandbox/clock/advance', { seconds: -seconds });
    }
  }

  /** Runs while the vendor fails in this way, and then clears the fault. */
  async failing<T>(fault: object, work: () => Promise<T>): Promise<T> {
    await this.call('/_sandbox/faults', fault);
    try {
      return await work();
    } finally {
      await this.send('DELETE', '/_sandbox/faults');
    }
  }
}
