import { randomUUID } from 'node:crypto';
import { Agent, request } from 'undici';
import { createTestDatabase } from '../test/support/database';
import { DEMO, OTHER } from '../test/support/gateway';
import { newCustomer } from '../test/support/given';
import { startSandbox } from '../test/support/sandbox';
import { flags, fromCommandLine, pause, randomOf, type Result } from './campaign';
import { Fleet } from './fleet';
import { everyKeyIsFree, withBuild } from './other-build';

export interface KeysPlan {
  readonly seed: number;
  readonly keys: number;
  /** Concurrent requests for each key; one in ten has another body. */
  readonly concurrent: number;
  readonly main?: string;
}

export interface KeysResult extends Result {
  readonly keys: number;
  readonly requests: number;
  /** Keys, counted once for each consumer that used them. */
  readonly distinct: number;
  readonly effects: number;
  readonly altered: number;
  readonly alteredRefused: number;
  /** Answers that differ from the first answer's bytes, or are not 201 in the end. */
  readonly otherAnswers: number;
  /** Keys for which not exactly one answer was no replay. */
  readonly notOnce: number;
  readonly conflicts: number;
  readonly seconds: number;
}

/** One request: its path and body. */
interface Ask {
  readonly path: string;
  readonly body: object;
  readonly altered: object;
}

const AT_ONCE = 4;
const ENVIRONMENT = { LOG_LEVEL: 'info' };

/**
 * Many keys, each used by many concurrent requests through two replicas: for customers, which 1Money deduplicates by
 * key, and for links, which it does not.
 */
export async function keys({ seed, keys: count, concurrent, main }: KeysPlan): Promise<KeysResult> {
  const begun = performance.now();
  const random = randomOf(seed);
  const [database, sandbox] = [await createTestDatabase(), await startSandbox({ LOG_LEVEL: 'warn' })];
  const fleet = await Fleet.start(
    {
      databaseUrl: database.appUrl,
      sandboxUrl: sandbox.url,
      environment: ENVIRONMENT,
      ...(main === undefined ? {} : { main }),
    },
    2,
  );
  const agent = new Agent({ connections: 64 });
  const tally = { requests: 0, distinct: 0, altered: 0, alteredRefused: 0, otherAnswers: 0, notOnce: 0, conflicts: 0 };
  /** Customers for the links. */
  let besides = 0;

  const send = async (
    authorization: string,
    key: string,
    path: string,
    body: object,
  ): Promise<{ status: number; text: string; isReplay: boolean }> => {
    tally.requests++;
    const answer = await request(fleet.pick(random)! + path, {
      method: 'POST',
      dispatcher: agent,
      headers: { Authorization: authorization, 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify(body),
    });
    return {
      status: answer.statusCode,
      text: await answer.body.text(),
      isReplay: answer.headers['idempotent-replayed'] === 'true',
    };
  };

  /** Repeats the request until the key is no longer in flight; `heard` gets every answer. */
  const insist = async (
    authorization: string,
    key: string,
    { path, body }: Ask,
    heard: () => void,
  ): ReturnType<typeof send> => {
    for (;;) {
      const answer = await send(authorization, key, path, body);
      heard();
      if (answer.status !== 409) return answer;
      tally.conflicts++;
      await pause(10 + random() * 20);
    }
  };

  const ask = async (authorization: string, isLink: boolean): Promise<Ask> => {
    const customer = newCustomer();
    if (!isLink) return { path: '/v1/customers/hosted', body: customer, altered: { ...customer, last_name: 'Other' } };
    besides++;
    const { text } = await send(authorization, randomUUID(), '/v1/customers/hosted', customer);
    const { customer_id } = JSON.parse(text) as { customer_id: string };
    return { path: '/v1/customers/onboarding/grants', body: { customer_id }, altered: { customer_id, locale: 'ja' } };
  };

  /** All requests of one consumer for one key. Altered ones are sent as soon as the key is known to be in use. */
  const use = async (authorization: string, key: string, isLink: boolean, number: number): Promise<void> => {
    tally.distinct++;
    const one = await ask(authorization, isLink);
    const alteredCount = Math.round(number / 10);
    let heard: () => void = () => undefined;
    const first = new Promise<void>((done) => (heard = done));
    const answers = Promise.all(
      Array.from({ length: number - alteredCount }, () => insist(authorization, key, one, heard)),
    );
    await first;
    const refusals = await Promise.all(
      Array.from({ length: alteredCount }, () => send(authorization, key, one.path, one.altered)),
    );
    const said = await answers;
    tally.altered += alteredCount;
    tally.alteredRefused += refusals.filter(({ status }) => status === 422).length;
    tally.otherAnswers += said.filter(({ status, text }) => status !== 201 || text !== said[0]!.text).length;
    if (said.filter(({ isReplay }) => !isReplay).length !== 1) tally.notOnce++;
  };

  try {
    let next = 0;
    const work = async (): Promise<void> => {
      for (let index = next++; index < count; index = next++) {
        const key = randomUUID();
        const users = [use(DEMO, key, index % 2 === 1, concurrent)];
        if (index % 10 === 0) users.push(use(OTHER, key, index % 20 === 10, 4));
        await Promise.all(users);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const effects =
      (await sandbox.effects()).filter(({ kind }) => kind === 'customer.created' || kind === 'grant.created').length -
      besides;
    const isPassed =
      effects === tally.distinct &&
      tally.alteredRefused === tally.altered &&
      tally.otherAnswers === 0 &&
      tally.notOnce === 0;
    return {
      campaign: 'keys',
      seed,
      isPassed,
      keys: count,
      ...tally,
      effects,
      seconds: Math.round((performance.now() - begun) / 1000),
    };
  } finally {
    await agent.destroy();
    await fleet.stop();
    await sandbox.close();
    await database.drop();
  }
}

/** Control with a build that grants key leases unconditionally: passes when there are more effects than keys. */
export async function keysControl(plan: Omit<KeysPlan, 'main'>): Promise<KeysResult> {
  return withBuild(everyKeyIsFree(), async (build) => {
    const result = await keys({ ...plan, main: build.main });
    return {
      ...result,
      campaign: 'keys, unconditional leases',
      isPassed: result.effects > result.distinct && result.alteredRefused < result.altered,
    };
  });
}

if (require.main === module) {
  const { seed, control, ...plan } = flags({ keys: 2_000, concurrent: 32, control: 20 });
  void fromCommandLine(
    () => keys({ seed, ...plan }),
    () => keysControl({ seed, ...plan, keys: control }),
  );
}
