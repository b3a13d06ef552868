import { randomUUID } from 'node:crypto';
import type { KybStatus } from '../src/onboarding/kyb/kyb-status';
import { DEMO_HEADERS } from '../test/support/consent-api';
import { consentBody } from '../test/support/finpro-api';
import { createTestDatabase, type TestDatabase } from '../test/support/database';
import { DEMO, type RunningGateway, startGateway } from '../test/support/gateway';
import { Given } from '../test/support/given';
import { startSandbox } from '../test/support/sandbox';
import { flags, fromCommandLine, pick, randomOf, type Result } from './campaign';

export interface DryRunResult extends Result {
  readonly requests: number;
  /** Dry runs that found no broken rule, and those that found some. */
  readonly passed: number;
  readonly refused: number;
  /** Dry runs that named more than one fault. */
  readonly several: number;
  /** Effects at the vendors, and rows of the database, that the dry runs left. */
  readonly effects: number;
  readonly rows: number;
  /** Real requests, under the same conditions, that failed though the dry run had passed, or the other way round. */
  readonly failedAfterPass: readonly string[];
  readonly passedAfterRefusal: readonly string[];
  /** Dry runs whose first fault, text and wait included, is not the one that the real request was answered with. */
  readonly otherFirst: readonly string[];
  readonly seconds: number;
}

/** A request, valid or not. */
interface Drawn {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown>;
}

interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** Seconds; 0 without one. */
  readonly retryAfter: number;
}

/** A fault that a dry run names. */
interface Violation {
  readonly status: number;
  readonly detail: string;
  readonly retry_after_seconds?: number;
}

/** What requests are about: customers and consents in every state. */
interface Known {
  readonly customers: readonly string[];
  readonly handles: readonly string[];
}

const STATUSES: readonly KybStatus[] = [
  'INIT',
  'PENDING_RESPONSE',
  'REJECTED',
  'APPROVED',
  'UNDER_REVIEW',
  'PENDING_REVIEW',
];
/** Dry runs between two counts of rows and effects. */
const BATCH = 50;
const AT_ONCE = 8;
/** Grants or consents for one customer: few, so that the quota is used up by some. */
const QUOTA = '40';
/** Persons who ask again and again. */
const MOBILES = ['7771000001', '7771000002', '7771000003'];
/** Seconds by which two waits for the same moment may differ. */
const APART = 10;

const ONBOARDING = { Authorization: DEMO, 'Content-Type': 'application/json' };
const CONSENT = { ...DEMO_HEADERS, 'Content-Type': 'application/json' };

const PAGES: readonly unknown[] = [
  undefined,
  'https://app.example.com/back?state=abc',
  'http://localhost:8080/back',
  'https://evil.example/back',
  'http://app.example.com/back',
  'https://app.example.com/back#top',
  'no page',
  7,
  null,
];
/** Values of each field: valid ones stand more than once, so that requests with one flaw or none are drawn often. */
const FIELDS: Readonly<Record<'grant' | 'consent' | 'link', Readonly<Record<string, readonly unknown[]>>>> = {
  grant: {
    redirect_url: PAGES,
    locale: [undefined, undefined, 'en-US', 'de', 'no tag!', 5],
    link: [undefined, undefined, 'one-time', 'durable', 'other'],
    extra: [undefined, undefined, undefined, undefined, undefined, 1],
  },
  consent: {
    productID: ['LOAN01', 'LOAN01', 'WEALTH01', 'EQUITY01', 'CLOSED01', 'NONE01', 'no word', undefined],
    fipID: [undefined, undefined, ['ALPHA-FIP'], ['ALPHA-FIP', 'BETA-FIP'], ['NONE-FIP'], [], 'ALPHA-FIP'],
    pan: [undefined, undefined, 'ABCDE1234F', 'abc', 1],
    redirectUrl: PAGES,
    link: [undefined, undefined, 'one-time', 'durable', 'other'],
    extra: [undefined, undefined, undefined, undefined, undefined, 1],
  },
  link: {
    fipID: [undefined, undefined, undefined, ['ALPHA-FIP'], ['NONE-FIP'], []],
    pan: [undefined, undefined, undefined, 'ABCDE1234F', 'abc'],
    redirectUrl: PAGES,
    userid: [undefined, undefined, undefined, '9876543210@onemoney', '9876543210@other'],
    link: [undefined, undefined, 'one-time', 'durable', 'other'],
  },
};

function drawn(known: Known, random: () => number): Drawn {
  const kind = pick(['grant', 'grant-path', 'consent', 'consent', 'link'] as const, random);
  const fields = FIELDS[kind === 'grant-path' ? 'grant' : kind];
  const isSound = random() < 0.3;
  const body = Object.fromEntries(
    Object.entries(fields)
      .map(([name, values]) => [name, isSound ? values[0] : pick(values, random)] as const)
      .filter(([, value]) => value !== undefined),
  );
  if (kind === 'consent') return { path: '/v3/requestconsent', headers: CONSENT, body: { ...party(random), ...body } };
  if (kind === 'link') {
    const one = pick([...known.handles, randomUUID(), 'no handle', ''], random);
    const consentHandle = random() < 0.2 ? [one, pick(known.handles, random)] : one;
    return { path: '/webRedirection/getEncryptedUrl', headers: CONSENT, body: { consentHandle, ...body } };
  }
  const customer = pick([...known.customers, ...known.customers, randomUUID()], random);
  return kind === 'grant-path'
    ? { path: `/v1/customers/${customer}/onboarding_links`, headers: ONBOARDING, body }
    : {
        path: '/v1/customers/onboarding/grants',
        headers: ONBOARDING,
        body: random() < 0.1 ? body : { customer_id: customer, ...body },
      };
}

/** A person, new or known, and an accountID; each of them is drawn wrong now and then. */
function party(random: () => number): Record<string, unknown> {
  const mobile = pick(MOBILES, random);
  const known = { vua: `${mobile}@onemoney`, partyIdentifierValue: mobile };
  const { vua, partyIdentifierType, partyIdentifierValue, accountID } = consentBody(random() < 0.2 ? known : {});
  return {
    vua: random() < 0.15 ? pick(['9876543210@other', 'nonsense', '', 7], random) : vua,
    partyIdentifierType: random() < 0.1 ? pick(['EMAIL', 'PAN', 'OTHER'], random) : partyIdentifierType,
    partyIdentifierValue: random() < 0.1 ? pick(['12', 'x@y', ''], random) : partyIdentifierValue,
    accountID: random() < 0.1 ? pick(['', 'no word', null], random) : accountID,
  };
}

async function send({ url }: RunningGateway, { path, headers, body }: Drawn, query: string): Promise<Answered> {
  const answer = await fetch(url + path + query, { method: 'POST', headers, body: JSON.stringify(body) });
  const retryAfter = Number(answer.headers.get('Retry-After'));
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown>, retryAfter };
}

/**
 * Rows of each table that a request can write: the sequencer's, for one, are written in the background, with another
 * role, for what real requests did before, and so are the figures of how journeys go. The row that counts a consumer's
 * requests is left out, and so is the one in which a replica names the data keys that it holds.
 */
async function rowsOf(database: TestDatabase): Promise<Map<string, number>> {
  const tables = await database.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'portico' AND tablename NOT IN ('request_rates', " +
      "'data_key_holders') " +
      "AND tablename NOT LIKE 'flow\\_%' " +
      "AND has_table_privilege('portico_app', format('%I.%I', schemaname, tablename), 'INSERT')",
  );
  const text = tables
    .map(({ name }) => `SELECT '${name}' AS name, count(*)::int AS rows FROM portico."${name}"`)
    .join(' UNION ALL ');
  const counts = await database.query<{ name: string; rows: number }>(text);
  return new Map(counts.map(({ name, rows }) => [name, rows]));
}

/** Work that was done in the background is removed meanwhile, so only more rows count. */
const moreIn = (now: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): number =>
  [...now].reduce((sum, [name, rows]) => sum + Math.max(0, rows - (before.get(name) ?? 0)), 0);

/** The faults that a dry run names. */
const violationsOf = ({ body }: Answered): readonly Violation[] => (body.violations ?? []) as Violation[];

/**
 * Random requests: many dry runs at once, which must leave nothing, and then each again, followed by the real request,
 * with no other in between, so that both meet the same conditions. `isReal` is for the control: the dry runs at once
 * are real requests, so that there are effects and rows.
 */
export async function dryRuns({
  seed,
  requests,
  isReal = false,
}: {
  seed: number;
  requests: number;
  isReal?: boolean;
}): Promise<DryRunResult> {
  const begun = performance.now();
  const random = randomOf(seed);
  const [database, sandbox] = [await createTestDatabase(), await startSandbox({ LOG_LEVEL: 'warn' })];
  const gateway = await startGateway({
    database,
    sandbox,
    environment: {
      LOG_LEVEL: 'warn',
      GRANTS_PER_CUSTOMER_PER_DAY: QUOTA,
      CONSENTS_PER_CUSTOMER_PER_DAY: QUOTA,
      RATE_LIMIT_PER_MINUTE: '0',
    },
  });
  const tally = { passed: 0, refused: 0, several: 0, effects: 0, rows: 0 };
  const found = {
    failedAfterPass: new Set<string>(),
    passedAfterRefusal: new Set<string>(),
    otherFirst: new Set<string>(),
  };
  try {
    const known = await given(gateway);
    for (let done = 0; done < requests; done += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, requests - done) }, () => drawn(known, random));
      const before = { rows: await rowsOf(database), effects: (await sandbox.effects()).length };
      await inParallel(batch, (one) => send(gateway, one, isReal ? '' : '?dry_run=true'));
      tally.rows += moreIn(await rowsOf(database), before.rows);
      tally.effects += (await sandbox.effects()).length - before.effects;
      for (const one of batch) {
        const said = await send(gateway, one, '?dry_run=true');
        const real = await send(gateway, one, '');
        const what = `${one.path} ${JSON.stringify(one.body)}: ${said.status}, ${JSON.stringify(real)}`;
        if (said.status === 200) tally.passed++;
        else tally.refused++;
        if (violationsOf(said).length > 1) tally.several++;
        const isDone = real.status === 200 || real.status === 201;
        if (said.status === 200 && !isDone) found.failedAfterPass.add(what);
        if (said.status !== 200 && isDone) found.passedAfterRefusal.add(what);
        const first = violationsOf(said)[0];
        if (said.status !== 200 && !isDone && !(first && isSame(first, real)))
          found.otherFirst.add(`${what} ${JSON.stringify(first)}`);
      }
    }
    const lists = {
      failedAfterPass: [...found.failedAfterPass].slice(0, 5),
      passedAfterRefusal: [...found.passedAfterRefusal].slice(0, 5),
      otherFirst: [...found.otherFirst].slice(0, 5),
    };
    return {
      campaign: 'dry-run',
      seed,
      isPassed: tally.effects === 0 && tally.rows === 0 && Object.values(lists).every((list) => list.length === 0),
      requests,
      ...tally,
      ...lists,
      seconds: Math.round((performance.now() - begun) / 1000),
    };
  } finally {
    await gateway.close();
    await sandbox.close();
    await database.drop();
  }
}

/** Whether the real answer is this fault: its status, its text and its wait, which shortens meanwhile. */
function isSame({ status, detail, retry_after_seconds: wait = 0 }: Violation, real: Answered): boolean {
  const wordOf = (text: unknown): string => String(text).replace(/ Retry after \d+s\.$/, '');
  const isSameText = wordOf(detail) === wordOf(real.body.errorMsg ?? real.body.detail);
  return status === real.status && isSameText && Math.abs(wait - real.retryAfter) <= APART;
}

async function given(gateway: RunningGateway): Promise<Known> {
  const onboarding = new Given(gateway);
  const customers: string[] = [];
  for (const status of STATUSES) customers.push((await onboarding.customer({ status })).customer_id);
  const handles: string[] = [];
  for (const event of [null, null, 'approve', 'reject', 'expire'] as const) {
    const { body } = await send(gateway, { path: '/v3/requestconsent', headers: CONSENT, body: consentBody({}) }, '');
    const handle = (body.data as { consent_handle: string }).consent_handle;
    if (event) await gateway.sandbox.control(`/_sandbox/finpro/consents/${handle}/${event}`, {});
    handles.push(handle);
  }
  return { customers, handles };
}

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE)
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  return results;
}

if (require.main === module) {
  const { seed, requests } = flags({ requests: 10_000 });
  void fromCommandLine(() => dryRuns({ seed, requests }));
}
