import { Client } from 'pg';
import { eventually } from '../support/eventually';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';

/** More searches than the gateway has connections. */
const SEARCHES = 40;

describe('searches that do not return', () => {
  let gateway: RunningGateway;
  let customerId: string;
  let lock: Client;
  beforeAll(async () => {
    gateway = await startGateway();
    customerId = (await new Given(gateway).customer()).customer_id;
    lock = new Client({ connectionString: gateway.database.url });
    await lock.connect();
  });
  afterAll(async () => {
    await lock.end();
    await gateway.close();
  });

  const ask = async (
    path: string,
    authorization = DEMO,
    body?: object,
  ): Promise<{ status: number; code: string; retryAfter: string | null }> => {
    const answer = await fetch(gateway.url + path, {
      method: body ? 'POST' : 'GET',
      headers: { Authorization: authorization, 'Content-Type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const { type } = (await answer.json()) as { type?: string };
    return { status: answer.status, code: type?.split('#')[1] ?? '', retryAfter: answer.headers.get('retry-after') };
  };

  it("delay neither the consumer's other requests nor other consumers' searches, and are refused in time", async () => {
    await lock.query('BEGIN');
    await lock.query('LOCK TABLE portico.consents IN ACCESS EXCLUSIVE MODE');
    const hanging = Promise.all(Array.from({ length: SEARCHES }, () => ask('/v1/consents')));
    const blocked = async (): Promise<number> =>
      Number(
        (
          await gateway.database.query<{ count: string }>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
          )
        )[0]!.count,
      );
    await eventually(blocked, (count) => count === 2);
    expect(await ask('/v1/customers/onboarding/grants', DEMO, { customer_id: customerId })).toMatchObject({
      status: 201,
    });
    expect(await ask(`/v1/customers/hosted/${customerId}`)).toMatchObject({ status: 200 });
    expect(await ask('/v1/links', OTHER)).toMatchObject({ status: 200 });
    expect(await ask('/v1/events?types=consent.created', OTHER)).toMatchObject({ status: 200 });
    const answers = await hanging;
    await lock.query('ROLLBACK');
    expect(answers.every(({ status, retryAfter }) => status === 503 && retryAfter !== null)).toBe(true);
    expect(answers.filter(({ code }) => code === 'overloaded').length).toBeGreaterThan(SEARCHES / 2);
    expect(await ask('/v1/consents')).toMatchObject({ status: 200 });
  }, 30_000);
});
