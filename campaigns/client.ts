import { randomUUID } from 'node:crypto';
import { Agent, request } from 'undici';
import { DEMO } from '../test/support/gateway';
import { newCustomer } from '../test/support/given';
import type { Fleet } from './fleet';

/** An answer that a client got, with its request and key. */
export interface Told {
  readonly kind: 'customer' | 'grant';
  readonly key: string;
  readonly requestId: string;
  readonly isReplay: boolean;
  readonly customerId: string;
  readonly text: string;
}

interface Job {
  readonly kind: Told['kind'];
  readonly key: string;
  readonly path: string;
  readonly body: object;
  readonly customerId: string | null;
  notBefore: number;
}

const MAX_PARKED = 8;
const PATIENCE_MS = 15_000;
const MAX_WAIT_MS = 1_000;

/**
 * One client of a consumer: creates customers and a link for each, repeats with the same key until it is answered, and
 * records the answers.
 */
export class CampaignClient {
  readonly told: Told[] = [];
  /** Answers that a correct gateway never gives to these requests. */
  readonly unexpected: string[] = [];
  /** Keys whose answer was lost; they were replaced by new ones. */
  readonly lost: string[] = [];
  private readonly parked: Job[] = [];
  private readonly agent = new Agent({ connections: 4, connectTimeout: 2_000 });

  constructor(
    private readonly fleet: Fleet,
    private readonly random: () => number,
    readonly authorization = DEMO,
  ) {}

  get unanswered(): readonly string[] {
    return this.parked.map(({ key }) => key);
  }

  /**
   * Sends new requests until `isOver`, then repeats the unanswered ones until all are answered or `until` has passed.
   */
  async run(isOver: () => boolean, until: () => number): Promise<void> {
    while (!isOver() || (this.parked.length > 0 && performance.now() < until())) {
      const job = this.next(isOver());
      if (job) await this.work(job);
      else await new Promise((done) => setTimeout(done, 20));
    }
    await this.agent.destroy();
  }

  private next(isOver: boolean): Job | null {
    const due = this.parked.findIndex(({ notBefore }) => notBefore <= performance.now());
    if (due >= 0) return this.parked.splice(due, 1)[0]!;
    return isOver || this.parked.length >= MAX_PARKED
      ? null
      : {
          kind: 'customer',
          key: randomUUID(),
          path: '/v1/customers/hosted',
          body: newCustomer(),
          customerId: null,
          notBefore: 0,
        };
  }

  private async work(job: Job): Promise<void> {
    const url = this.fleet.pick(this.random);
    if (url === null) return this.park(job, 50);
    try {
      const answer = await request(url + job.path, {
        method: 'POST',
        headers: { Authorization: this.authorization, 'Content-Type': 'application/json', 'Idempotency-Key': job.key },
        body: JSON.stringify(job.body),
        dispatcher: this.agent,
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      this.hear(job, answer.statusCode, answer.headers, await answer.body.text());
    } catch {
      this.park(job, 50);
    }
  }

  private hear(job: Job, status: number, headers: Record<string, string | string[] | undefined>, text: string): void {
    if (status === 201) return this.believe(job, headers, text);
    if (status === 410 && text.includes('answer-lost')) {
      this.lost.push(job.key);
      return this.ask(job.customerId!);
    }
    if (status !== 409 && status < 500) this.unexpected.push(`${job.kind} ${status} ${text}`);
    else this.park(job, Math.min(Number(headers['retry-after'] ?? 0.2) * 1000, MAX_WAIT_MS));
  }

  private believe(
    { kind, key, customerId }: Job,
    headers: Record<string, string | string[] | undefined>,
    text: string,
  ): void {
    const of = customerId ?? (JSON.parse(text) as { customer_id: string }).customer_id;
    this.told.push({
      kind,
      key,
      customerId: of,
      text,
      requestId: String(headers['x-request-id']),
      isReplay: headers['idempotent-replayed'] === 'true',
    });
    if (kind === 'customer') this.ask(of);
  }

  /** For a link. */
  private ask(customerId: string): void {
    this.park(
      {
        kind: 'grant',
        key: randomUUID(),
        path: '/v1/customers/onboarding/grants',
        body: { customer_id: customerId },
        customerId,
        notBefore: 0,
      },
      0,
    );
  }

  private park(job: Job, milliseconds: number): void {
    job.notBefore = performance.now() + milliseconds;
    this.parked.push(job);
  }
}
