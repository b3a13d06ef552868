import { randomBytes, randomUUID } from 'node:crypto';
import type { DataKey } from '../src/privacy/data-key/data-key';
import { DEMO_HEADERS, newConsent } from '../test/support/consent-api';
import { DEMO } from '../test/support/gateway';
import { startGatewayProcess } from '../test/support/gateway-process';
import { flags, fromCommandLine, pause, pick, randomOf, type Result } from './campaign';
import { fillSubjectKeys, KEPT, KEYS, KeysCommand, RING } from './keys-command';
import { LoadGenerator, type Shot, statuses } from './load-generator';
import { Stage } from './stage';

export interface RotationPlan {
  readonly seed: number;
  readonly replicas: number;
  /** Sealed values besides those of the requests. */
  readonly values: number;
  readonly perSecond: number;
  /** How often the command that seals anew is killed. */
  readonly kills: number;
  /** Retires the old key without sealing anew: errors must follow. */
  readonly isCareless?: boolean;
}

export interface RotationResult extends Result {
  readonly replicas: number;
  readonly values: number;
  readonly requests: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Requests without an answer, or with another one than was expected. */
  readonly errors: number;
  readonly statuses: Readonly<Record<number, number>>;
  /** Errors by the second in which they were due, from the beginning. */
  readonly errorsAt: Readonly<Record<number, number>>;
  /** Milliseconds from the schedule, 99th percentile. */
  readonly p99: number;
  /** Commands that were killed, and how many values were left to be sealed anew each time. */
  readonly left: readonly number[];
  readonly rewrapSeconds: number;
  /** Values that name another key than the new one afterwards, and those that the new key does not open. */
  readonly others: number;
  readonly unopened: number;
  /** Persons that were not found again by their index. */
  readonly twice: number;
  /** What starts with the old key alone, and with a wrong one, end with. */
  readonly refusals: readonly string[];
  readonly audited: readonly string[];
}

const WRONG = Buffer.alloc(32, 0x77).toString('base64url');
const [first, second] = KEYS;
const PERSONS = 50;
/** Of so many requests three ask a vendor; the others read consents, whose values are under a subject's key. */
const CYCLE = 12;

/** A rotation of the data key under load: rotate, seal anew with kill -9 in between, retire. No request fails. */
export async function keyRotation({
  seed,
  replicas,
  values,
  perSecond,
  kills,
  isCareless = false,
}: RotationPlan): Promise<RotationResult> {
  const stage = await Stage.set();
  const generators: LoadGenerator[] = [];
  try {
    const random = randomOf(seed);
    const gateways = await Promise.all(Array.from({ length: replicas }, () => stage.gateway({ ...RING, ...LIMITS })));
    await fillSubjectKeys(stage.database, values);
    generators.push(...gateways.map(({ url }) => new LoadGenerator(url)));
    const work = await workOf(stage, gateways[0]!.url, random);
    const persons = await stage.count('portico.subject_keys');
    const over = new AbortController();
    const begun = performance.now();
    const load = drive(generators, perSecond, over.signal, work.next);
    const command = (words: readonly string[]): KeysCommand => new KeysCommand(words, stage.database.appUrl);
    await pause(1_000);
    await command(['rotate']).done();
    const left: number[] = [];
    const rewrapAt = performance.now();
    if (isCareless)
      await stage.database.query(`UPDATE portico.data_keys SET state = 'RETIRED' WHERE state = 'OPENING'`);
    else {
      for (let kill = 1; kill <= kills; kill++) {
        const killed = command(['rewrap']);
        await killed.untilTold();
        killed.child.kill('SIGKILL');
        await killed.ended;
        left.push(await otherThan(stage, second));
      }
      await command(['rewrap']).done();
    }
    const rewrapSeconds = (performance.now() - rewrapAt) / 1_000;
    if (!isCareless) await command(['retire', first.id]).done();
    await pause(2_000);
    over.abort();
    const shots = await load;
    const seconds = (performance.now() - begun) / 1_000;
    const refusals = await Promise.all(
      [RING.PORTICO_DATA_KEY, WRONG].map((key) => refusalOf(stage, { PORTICO_DATA_KEY: key })),
    );
    const errors = shots.filter(({ status }) => status < 200 || status >= 300).length;
    // Requests that were due at the end may not have been sent.
    const twice = Math.max(0, (await stage.count('portico.subject_keys')) - persons - work.fresh());
    const errorsAt: Record<number, number> = {};
    for (const { due, status } of shots)
      if (status < 200 || status >= 300)
        errorsAt[Math.floor((due - begun) / 1_000)] = (errorsAt[Math.floor((due - begun) / 1_000)] ?? 0) + 1;
    const found = {
      errors,
      errorsAt,
      others: await otherThan(stage, second),
      unopened: await unopened(stage),
      twice,
      audited: (
        await stage.database.query<{ action: string }>(
          `SELECT action FROM portico.audit_entries WHERE action LIKE 'keys.%' ORDER BY entry_id`,
        )
      ).map(({ action }) => action),
    };
    return {
      campaign: 'key-rotation',
      seed,
      isPassed:
        errors === 0 &&
        found.others === 0 &&
        found.unopened === 0 &&
        found.twice === 0 &&
        left.every((count) => count > 0) &&
        refusals.every((text) => text.includes(second.id)),
      replicas,
      values,
      requests: shots.length,
      seconds: Math.round(seconds),
      perSecond: Math.round(shots.length / seconds),
      ...found,
      statuses: statuses(shots),
      p99: Math.round(shots.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.floor(shots.length * 0.99)] ?? 0),
      left,
      rewrapSeconds: Math.round(rewrapSeconds),
      refusals,
    };
  } finally {
    for (const generator of generators) generator.close();
    await stage.close();
  }
}

/** Control: the old key is retired while values name it. Passes when the campaign finds errors. */
export async function keyRotationControl(plan: RotationPlan): Promise<RotationResult> {
  const result = await keyRotation({ ...plan, isCareless: true });
  return { ...result, campaign: 'key-rotation, retired too early', isPassed: result.errors > 0 && result.others > 0 };
}

const LIMITS = { RATE_LIMIT_PER_MINUTE: '0', LOG_LEVEL: 'error' };

interface Work {
  next(generator: LoadGenerator): Buffer;
  /** New persons that requests were about. */
  fresh(): number;
}

/** Consents of known and of new persons, grants, and reads of consents. */
async function workOf(stage: Stage, url: string, random: () => number): Promise<Work> {
  const customers = await stage.customers(url, 20);
  const people = Array.from({ length: PERSONS }, () => mobile(random));
  const handles: string[] = [];
  for (const person of people) {
    const answer = await fetch(`${url}/v3/requestconsent`, {
      method: 'POST',
      headers: { ...DEMO_HEADERS, 'Content-Type': 'application/json' },
      body: JSON.stringify(of(person)),
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`no consent: ${answer.status} ${text}`);
    handles.push((JSON.parse(text) as { data: { consent_handle: string } }).data.consent_handle);
  }
  let [at, fresh] = [0, 0];
  const consent = (generator: LoadGenerator, person: string): Buffer =>
    generator.request('POST', '/v3/requestconsent', { ...DEMO_HEADERS }, JSON.stringify(of(person)));
  const authorization = { Authorization: DEMO };
  return {
    fresh: () => fresh,
    next: (generator) => {
      switch (at++ % CYCLE) {
        case 0:
          return consent(generator, pick(people, random));
        case 1:
          return generator.request(
            'POST',
            '/v1/customers/onboarding/grants',
            { ...authorization, 'Idempotency-Key': randomUUID() },
            JSON.stringify({ customer_id: pick(customers, random) }),
          );
        case 2:
          fresh++;
          return consent(generator, mobile(random));
        default:
          return generator.request('GET', `/v1/consents/${pick(handles, random)}`, authorization);
      }
    },
  };
}

const mobile = (random: () => number): string => `9${String(Math.floor(random() * 1e9)).padStart(9, '0')}`;

const of = (person: string): object =>
  newConsent({
    partyIdentifierType: 'MOBILE',
    partyIdentifierValue: person,
    vua: `${person}@onemoney`,
    accountID: randomBytes(6).toString('hex'),
  });

/** Requests at a steady rate to all replicas in turn, until the signal; resolves when each has ended. */
async function drive(
  generators: readonly LoadGenerator[],
  perSecond: number,
  signal: AbortSignal,
  next: (generator: LoadGenerator) => Buffer,
): Promise<Shot[]> {
  const begun = performance.now();
  const shots: Promise<Shot>[] = [];
  while (!signal.aborted) {
    const due = ((performance.now() - begun) / 1_000) * perSecond;
    for (; shots.length < due;) {
      const generator = generators[shots.length % generators.length]!;
      shots.push(generator.fire(next(generator), begun + (shots.length / perSecond) * 1_000));
    }
    await pause(4);
  }
  return Promise.all(shots);
}

/** Keys of subjects that name another key than this one. */
async function otherThan(stage: Stage, key: DataKey): Promise<number> {
  const [row] = await stage.database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM portico.subject_keys WHERE portico.data_key_of(wrapped_key) <> $1`,
    [key.id],
  );
  return row!.count;
}

/** Values that the new key does not open; of those that were filled in, also those with another content. */
async function unopened(stage: Stage): Promise<number> {
  const rows = await stage.database.query<{ subject_id: string; wrapped_key: Buffer }>(
    'SELECT subject_id, wrapped_key FROM portico.subject_keys WHERE wrapped_key IS NOT NULL',
  );
  return rows.filter(({ subject_id, wrapped_key }) => {
    try {
      return second.open(`subject-key:${subject_id}`, wrapped_key).length !== KEPT.length;
    } catch {
      return true;
    }
  }).length;
}

/** What a start with other keys ends with. */
async function refusalOf(stage: Stage, keys: NodeJS.ProcessEnv): Promise<string> {
  return startGatewayProcess(stage.database.appUrl, stage.sandboxUrl, keys).then(
    async (started) => {
      await started.end('SIGKILL');
      return 'it started';
    },
    (error: Error) => /PORTICO_DATA_KEY .*/.exec(error.message)?.[0] ?? error.message,
  );
}

if (require.main === module) {
  const { control, ...plan } = flags({ replicas: 3, values: 100_000, perSecond: 100, kills: 2, control: 2_000 });
  void fromCommandLine(
    () => keyRotation(plan),
    () => keyRotationControl({ ...plan, values: control }),
  );
}
