import { randomUUID } from 'node:crypto';
import { DEMO_HEADERS, newConsent, OTHER_HEADERS } from '../test/support/consent-api';
import { DEMO, OTHER } from '../test/support/gateway';
import { newCustomer } from '../test/support/given';
import { flags, fromCommandLine, middle, pick, randomOf, type Result } from './campaign';
import { quietRounds } from './host';
import { LoadGenerator, percentile, type Shot, statuses } from './load-generator';
import { mixingAccounts, type OtherBuild, withBuild, withoutShares } from './other-build';
import { Stage } from './stage';

/** Two accounts of each vendor in one deployment. */
const ACCOUNTS = { VENDOR_ACCOUNTS: 'other' };
const IN_OTHER = { 'one-money': ['other'], finpro: ['other'] };
/** The other consumer's account is changed in the middle of the run; its journeys keep the one that they began in. */
const MOVED = { 'one-money': ['default', 'other'], finpro: ['default', 'other'] };
/** Requests at once. */
const AT_ONCE = 12;
/** The sandbox keeps some thousand requests: its journal is read after so many of ours. */
const READ_EVERY = 600;

export interface MixedPlan {
  readonly seed: number;
  readonly requests: number;
  readonly build?: OtherBuild;
}

export interface MixedResult extends Result {
  /** Calls about a journey that were signed with the key of another account than the one it began in. */
  readonly mixed: number;
  /** Calls whose credentials the vendor refused. */
  readonly refused: number;
  /** Calls about a journey, by the entity that signed them. */
  readonly judged: Readonly<Record<string, number>>;
  readonly answers: Readonly<Record<string, number>>;
}

interface JournalEntry {
  readonly id: string;
  readonly path: string;
  readonly query: string;
  readonly body: unknown;
  readonly entity: string | null;
  readonly signature: { readonly verdict: string } | null;
}

/** Requests of two consumers, in an order by chance: creations, links, reads and lists of both vendors. */
class Traffic {
  private readonly random: () => number;
  private readonly customers: Record<string, string[]> = { [DEMO]: [], [OTHER]: [] };
  private readonly handles: Record<string, string[]> = { [DEMO]: [], [OTHER]: [] };
  readonly answers: Record<string, number> = {};

  constructor(
    private readonly url: string,
    seed: number,
  ) {
    this.random = randomOf(seed);
  }

  async one(): Promise<void> {
    const bearer = pick([DEMO, OTHER], this.random);
    const four = { ...(bearer === DEMO ? DEMO_HEADERS : OTHER_HEADERS) };
    const [customers, handles] = [this.customers[bearer]!, this.handles[bearer]!];
    const draw = this.random();
    if (customers.length === 0 || draw < 0.1) return this.note(customers, 'customer_id', await this.customerOf(bearer));
    if (handles.length === 0 || draw < 0.2) return this.note(handles, 'consent_handle', await this.consentOf(four));
    const [customer, handle] = [pick(customers, this.random), pick(handles, this.random)];
    const others: readonly (() => Promise<Response>)[] = [
      () => this.send('GET', `/v1/customers/hosted/${customer}`, { Authorization: bearer }),
      () => this.send('GET', `/v1/customers/${customer}`, { Authorization: bearer }),
      () => this.send('POST', '/v1/customers/onboarding/grants', { Authorization: bearer }, { customer_id: customer }),
      () => this.send('GET', `/v1/consents/${handle}`, { Authorization: bearer }),
      () => this.send('POST', '/v3/getconsentslist', four, { consentHandle: [handle] }),
      () => this.send('POST', '/webRedirection/getEncryptedUrl', four, { consentHandle: [handle] }),
    ];
    const { status } = await pick(others, this.random)();
    this.count(status);
  }

  private customerOf(bearer: string): Promise<Response> {
    const headers = { Authorization: bearer, 'Idempotency-Key': randomUUID() };
    return this.send('POST', '/v1/customers/hosted', headers, newCustomer());
  }

  private consentOf(four: Record<string, string>): Promise<Response> {
    return this.send('POST', '/v3/requestconsent', four, newConsent());
  }

  private async note(ids: string[], name: string, answer: Response): Promise<void> {
    const json = (await answer.json()) as Record<string, unknown> & { data?: Record<string, unknown> };
    const id = json[name] ?? json.data?.[name];
    if (typeof id === 'string') ids.push(id);
    this.count(answer.status);
  }

  private count(status: number): void {
    this.answers[status] = (this.answers[status] ?? 0) + 1;
  }

  private async send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: object,
  ): Promise<Response> {
    const json: Record<string, string> = body ? { 'Content-Type': 'application/json' } : {};
    const answer = await fetch(this.url + path, {
      method,
      headers: { ...headers, ...json },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return new Response(await answer.arrayBuffer(), { status: answer.status });
  }
}

/**
 * Requests of consumers of two accounts, one of which changes its account meanwhile. The vendor itself says with whose
 * key each call was signed, and in whose account each customer and each consent was created.
 */
export async function mixedAccounts({ seed, requests, build }: MixedPlan): Promise<MixedResult> {
  const stage = await Stage.set();
  try {
    const gateway = await stage.gateway({ ...ACCOUNTS, POLL_INTERVAL_SECONDS: '1', VENDOR_BREAKER: 'off' }, build);
    const belong = (accounts: object): Promise<unknown> =>
      stage.database.query("UPDATE portico.consumers SET vendor_accounts = $1 WHERE client_id = 'other-consumer'", [
        JSON.stringify(accounts),
      ]);
    await belong(IN_OTHER);
    const traffic = new Traffic(gateway.url, seed);
    const journal = new Map<string, JournalEntry>();
    const read = async (): Promise<void> => {
      const { requests: entries } = await stage.control<{ requests: JournalEntry[] }>('/_sandbox/requests?limit=5000');
      for (const entry of entries) journal.set(entry.id, entry);
    };
    for (let sent = 0; sent < requests; sent += AT_ONCE) {
      if (sent <= requests / 2 && sent + AT_ONCE > requests / 2) await belong(MOVED);
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, requests - sent) }, () => traffic.one()));
      if (sent % READ_EVERY < AT_ONCE) await read();
    }
    await read();
    const { effects } = await stage.control<{ effects: { kind: string; subject: string; entity: string }[] }>(
      '/_sandbox/effects',
    );
    const owners = new Map(
      effects.flatMap(({ kind, subject, entity }) => (kind.endsWith('.created') ? [[subject, entity] as const] : [])),
    );
    const about = [...journal.values()].flatMap((entry) => {
      const ids = JSON.stringify([entry.path, entry.query, entry.body]).match(UUIDS) ?? [];
      const owner = ids.map((id) => owners.get(id)).find((one) => one !== undefined);
      return owner === undefined ? [] : [{ entry, owner }];
    });
    const mixed = about.filter(({ entry, owner }) => entry.entity !== null && entry.entity !== owner).length;
    const refused = [...journal.values()].filter(({ signature }) => signature?.verdict === 'refused').length;
    const judged: Record<string, number> = {};
    for (const { entry } of about) judged[String(entry.entity)] = (judged[String(entry.entity)] ?? 0) + 1;
    const isWhole = Object.keys(judged).length === 4 && Object.keys(traffic.answers).every((status) => status < '3');
    return {
      campaign: 'vendor-accounts',
      seed,
      isPassed: mixed === 0 && refused === 0 && isWhole,
      mixed,
      refused,
      judged,
      answers: traffic.answers,
    };
  } finally {
    await stage.close();
  }
}

const UUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Control with a build that signs some calls with another account's key: passes when the campaign detects it. */
export async function mixedAccountsControl(plan: MixedPlan): Promise<MixedResult> {
  return withBuild(mixingAccounts(), async (build) => {
    const result = await mixedAccounts({ ...plan, build });
    return { ...result, campaign: 'vendor-accounts, mixed', isPassed: !result.isPassed && result.mixed > 0 };
  });
}

export interface NeighbourPlan {
  readonly seed: number;
  /** Seconds of each round, half of them with trouble. */
  readonly seconds: number;
  readonly rounds: number;
  /** Requests per second: of the one in trouble or the noisy one, and of the other, whose latency counts. */
  readonly rate: number;
  readonly otherRate: number;
  readonly environment?: NodeJS.ProcessEnv;
  readonly build?: OtherBuild;
}

export interface NeighbourResult extends Result {
  /** p99 of the other's requests with the trouble, divided by that without; the median of the rounds. */
  readonly p99Ratio: number;
  /** Requests of the other that did not succeed. */
  readonly errors: number;
  readonly figures: Readonly<Record<string, unknown>>;
}

/** A read that shares no answer with another: each reaches the vendor. */
const ALONE = { Prefer: 'wait=30' };

/** What goes on while requests are measured. */
interface Trouble {
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
  /** Whether the requests of the noisy one are sent in quiet times, too. */
  readonly isAlways: boolean;
}

async function neighbours(
  name: string,
  most: number,
  { seed, seconds, rounds, rate, otherRate }: NeighbourPlan,
  url: string,
  { noisy, quiet }: Readonly<Record<'noisy' | 'quiet', Buffer>>,
  trouble: Trouble,
): Promise<NeighbourResult> {
  const generator = new LoadGenerator(url);
  const [well, troubled, noise]: Shot[][] = [[], [], []];
  const measure = async (forSeconds: number, isNoisy: boolean): Promise<Shot[]> => {
    const [others, own] = await Promise.all([
      isNoisy ? generator.volley(rate, forSeconds, () => noisy) : [],
      generator.volley(otherRate, forSeconds, () => quiet),
    ]);
    noise!.push(...others);
    return own;
  };
  await measure(seconds / 2, trouble.isAlways);
  const { counted, stolen } = await quietRounds(rounds, async () => {
    const before = await measure(seconds / 2, trouble.isAlways);
    await trouble.begin();
    const during = await measure(seconds / 2, true);
    await trouble.end();
    well!.push(...before);
    troubled!.push(...during);
    return { well: percentile(before, 0.99), troubled: percentile(during, 0.99) };
  });
  generator.close();
  const p99Ratio = middle(counted.map((round) => round.troubled / round.well));
  const errors = [...well!, ...troubled!].filter(({ status }) => status !== 200).length;
  return {
    campaign: name,
    seed,
    isPassed: errors === 0 && p99Ratio <= most,
    p99Ratio,
    errors,
    figures: {
      p99: counted.map((round) => [Math.round(round.well), Math.round(round.troubled)]),
      others: statuses([...well!, ...troubled!]),
      noise: statuses(noise!),
      stolen,
    },
  };
}

const readOf = (generator: { request: LoadGenerator['request'] }, id: string, bearer: string): Buffer =>
  generator.request('GET', `/v1/customers/hosted/${id}`, { Authorization: bearer, ...ALONE });

async function customerOf(url: string, bearer: string): Promise<string> {
  const answer = await fetch(`${url}/v1/customers/hosted`, {
    method: 'POST',
    headers: { Authorization: bearer, 'Idempotency-Key': randomUUID(), 'Content-Type': 'application/json' },
    body: JSON.stringify(newCustomer()),
  });
  return ((await answer.json()) as { customer_id: string }).customer_id;
}

/** One account accepts requests and answers none: the requests of the other account are as fast as before. */
export async function blackHoledAccount(plan: NeighbourPlan): Promise<NeighbourResult> {
  const stage = await Stage.set();
  try {
    const gateway = await stage.gateway({ ...ACCOUNTS, ...plan.environment }, plan.build);
    await stage.database.query("UPDATE portico.consumers SET vendor_accounts = $1 WHERE client_id = 'other-consumer'", [
      JSON.stringify(IN_OTHER),
    ]);
    const generator = new LoadGenerator(gateway.url);
    const noisy = readOf(generator, await customerOf(gateway.url, OTHER), OTHER);
    const quiet = readOf(generator, await customerOf(gateway.url, DEMO), DEMO);
    generator.close();
    return await neighbours(
      'vendor-accounts, black hole',
      1.1,
      plan,
      gateway.url,
      { noisy, quiet },
      {
        isAlways: true,
        begin: () => stage.control('/_sandbox/faults', 'POST', { vendor: '1money', entity: 'other', kind: 'hold' }),
        end: () => stage.control('/_sandbox/faults', 'DELETE'),
      },
    );
  } finally {
    await stage.close();
  }
}

/** One consumer asks for more than the bulkhead holds: the requests of another are nearly as fast as before. */
export async function noisyConsumer(plan: NeighbourPlan): Promise<NeighbourResult> {
  const stage = await Stage.set();
  try {
    const gateway = await stage.gateway(
      { VENDOR_CONCURRENCY: '16', VENDOR_QUEUE: '32', ...plan.environment },
      plan.build,
    );
    const generator = new LoadGenerator(gateway.url);
    const noisy = readOf(generator, await customerOf(gateway.url, OTHER), OTHER);
    const quiet = readOf(generator, await customerOf(gateway.url, DEMO), DEMO);
    generator.close();
    await stage.control('/_sandbox/faults', 'POST', { vendor: '1money', kind: 'latency', ms: 100 });
    const nothing = async (): Promise<void> => undefined;
    const trouble = { isAlways: false, begin: nothing, end: nothing };
    return await neighbours('vendor-accounts, noisy consumer', 1.2, plan, gateway.url, { noisy, quiet }, trouble);
  } finally {
    await stage.close();
  }
}

/** Control without shares: passes when requests of the other consumer fail, or take longer. */
export async function noisyConsumerControl(plan: NeighbourPlan): Promise<NeighbourResult> {
  return withBuild(withoutShares(), async (build) => {
    const result = await noisyConsumer({ ...plan, build });
    return { ...result, campaign: 'vendor-accounts, no shares', isPassed: !result.isPassed && result.errors > 0 };
  });
}

if (require.main === module) {
  const { part, requests, control, ...plan } = flags(
    { requests: 10_000, control: 600, seconds: 60, rounds: 3, rate: 300, otherRate: 40 },
    { part: ['mixed', 'black-hole', 'noisy'] },
  );
  const { seed } = plan;
  const parts = {
    mixed: () =>
      fromCommandLine(
        () => mixedAccounts({ seed, requests }),
        () => mixedAccountsControl({ seed, requests: control }),
      ),
    'black-hole': () => fromCommandLine(() => blackHoledAccount(plan)),
    noisy: () =>
      fromCommandLine(
        () => noisyConsumer(plan),
        () => noisyConsumerControl({ ...plan, seconds: 10, rounds: 1 }),
      ),
  };
  void parts[part]();
}
