import { randomUUID } from 'node:crypto';
import { DEMO_HEADERS, newConsent } from '../test/support/consent-api';
import { DEMO } from '../test/support/gateway';
import { oneMoneyWebhook, type VendorWebhook } from '../test/support/vendor-webhooks';
import { pick } from './campaign';
import type { LoadGenerator } from './load-generator';
import type { Stage } from './stage';

/** A kind of request, its percentage, and its allowed answers while vendors fail. */
interface Kind {
  readonly name: string;
  readonly share: number;
  readonly answers: readonly number[];
  readonly bytes: () => Buffer;
}

export interface Errand {
  readonly kind: Pick<Kind, 'name' | 'answers'>;
  readonly bytes: Buffer;
}

const VENDOR_FAILED = [502, 503, 504];
const BUSY = 503;
const BUSINESSES = 20;
const JSON_BODY = { 'Content-Type': 'application/json' };

/** A mix of the requests of consumers, browsers and vendors. */
export class Traffic {
  private readonly kinds: readonly Kind[];

  /** `observed`: customers whose status changes at the vendor; no links are requested for them. */
  private constructor(
    private readonly generator: LoadGenerator,
    private readonly random: () => number,
    customers: readonly string[],
    readonly observed: readonly string[],
    handles: readonly string[],
    links: readonly string[],
  ) {
    const grant = (headers: object = {}): Buffer =>
      this.post(
        '/v1/customers/onboarding/grants',
        { Authorization: DEMO, ...headers },
        { customer_id: pick(customers, random) },
      );
    this.kinds = [
      {
        name: 'customer',
        share: 28,
        answers: [200, ...VENDOR_FAILED],
        bytes: () => this.get(`/v1/customers/hosted/${pick(customers, random)}`),
      },
      { name: 'grant', share: 24, answers: [201, ...VENDOR_FAILED], bytes: () => grant() },
      {
        name: 'keyed grant',
        share: 10,
        answers: [201, ...VENDOR_FAILED],
        bytes: () => grant({ 'Idempotency-Key': randomUUID() }),
      },
      {
        name: 'consent',
        share: 6,
        answers: [200, ...VENDOR_FAILED],
        bytes: () => this.post('/v3/requestconsent', { ...DEMO_HEADERS }, newConsent()),
      },
      {
        name: 'consent journey',
        share: 6,
        answers: [200, ...VENDOR_FAILED],
        bytes: () => this.get(`/v1/consents/${pick(handles, random)}`),
      },
      {
        name: 'timeline',
        share: 5,
        answers: [200, BUSY],
        bytes: () => this.get(`/v1/journeys/${pick(observed, random)}`),
      },
      { name: 'events', share: 5, answers: [200, BUSY], bytes: () => this.get('/v1/events?cursor=0&limit=10') },
      {
        name: 'link page',
        share: 5,
        answers: [200, BUSY],
        bytes: () => generator.request('GET', pick(links, random), {}),
      },
      {
        name: 'webhook',
        share: 5,
        answers: [200, BUSY],
        bytes: () => this.deliver(oneMoneyWebhook(pick(observed, random), { id: `genuine_${randomUUID()}` })),
      },
      {
        name: 'forged webhook',
        share: 2,
        answers: [401, BUSY],
        bytes: () =>
          this.deliver(oneMoneyWebhook(pick(observed, random), { id: `forged_${randomUUID()}`, secret: 'a-guess' })),
      },
      {
        name: 'malformed',
        share: 2,
        answers: [400, BUSY],
        bytes: () => this.post('/v1/customers/onboarding/grants', { Authorization: DEMO }, { customer_id: 42 }),
      },
      {
        name: 'stranger',
        share: 2,
        answers: [401, BUSY],
        bytes: () => this.get('/v1/events', `Bearer absent.${randomUUID()}`),
      },
    ];
  }

  /** Creates customers, and a consent and a durable link for each of some. */
  static async through(generator: LoadGenerator, stage: Stage, url: string, random: () => number): Promise<Traffic> {
    const ask = async <T>(path: string, headers: Readonly<Record<string, string>>, body: object): Promise<T> => {
      const answer = await fetch(url + path, {
        method: 'POST',
        headers: { ...JSON_BODY, ...headers },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as T;
    };
    const [customers, observed] = [await stage.customers(url, BUSINESSES), await stage.customers(url, BUSINESSES)];
    const [handles, links]: [string[], string[]] = [[], []];
    for (const customer_id of observed) {
      handles.push(
        (await ask<{ data: { consent_handle: string } }>('/v3/requestconsent', { ...DEMO_HEADERS }, newConsent())).data
          .consent_handle,
      );
      links.push(
        new URL(
          (
            await ask<{ onboarding_url: string }>(
              '/v1/customers/onboarding/grants',
              { Authorization: DEMO },
              { customer_id, link: 'durable' },
            )
          ).onboarding_url,
        ).pathname,
      );
    }
    return new Traffic(generator, random, customers, observed, handles, links);
  }

  next(): Errand {
    let left = this.random() * 100;
    const kind = this.kinds.find(({ share }) => (left -= share) < 0)!;
    return { kind, bytes: kind.bytes() };
  }

  private get(path: string, Authorization = DEMO): Buffer {
    return this.generator.request('GET', path, { Authorization });
  }

  private post(path: string, headers: Readonly<Record<string, string>>, body: object): Buffer {
    return this.generator.request('POST', path, headers, JSON.stringify(body));
  }

  private deliver({ path, headers, body }: VendorWebhook): Buffer {
    return this.generator.request('POST', path, headers, body);
  }
}
