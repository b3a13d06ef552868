import http from 'node:http';
import { GrantsStore, hashToken, type SandboxGrant } from '../../src/sandbox/one-money/customers/grants.store';
import { BROWSERS, race } from '../support/race';
import { type RunningSandbox, startSandbox } from '../support/sandbox';
import { Partner } from '../support/visitor';

const GRANTS = 300;

/** Reads first and marks afterwards: the mistake that the one conditional update avoids. */
class ReadThenMark extends GrantsStore {
  constructor(private readonly sandbox: RunningSandbox) {
    super(sandbox.sandbox.context);
  }

  override async exchange(token: string): Promise<SandboxGrant | null> {
    const { db } = this.sandbox.sandbox.context;
    const { rows } = await db.query<SandboxGrant>(
      'SELECT * FROM sandbox.grants WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now()',
      [hashToken(token)],
    );
    if (!rows[0]) return null;
    await db.query('UPDATE sandbox.grants SET used_at = now() WHERE token_hash = $1', [hashToken(token)]);
    return rows[0];
  }
}

describe('one link, opened by sixteen browsers at once', () => {
  let sandbox: RunningSandbox;
  let customer: string;
  beforeAll(async () => {
    sandbox = await startSandbox({ LOG_LEVEL: 'warn' });
    customer = await new Partner(sandbox).customer();
  });
  afterAll(() => sandbox.close());

  const tokens = async (count: number): Promise<string[]> => {
    const grants = new GrantsStore(sandbox.sandbox.context);
    const issued: string[] = [];
    while (issued.length < count)
      issued.push(
        ...(
          await Promise.all(
            Array.from({ length: 10 }, () =>
              grants.issue(customer, 'portico', null, 'en-US', { requestId: 'race', idempotencyKey: null }),
            ),
          )
        ).map(({ token }) => token),
      );
    return issued;
  };

  it('exactly one of them gets a session, for each of a thousand links', async () => {
    const paths = (await tokens(GRANTS)).map((token) => `/onboarding/start?grant_token=${token}&locale=en-US`);
    const { winners, statuses } = await race(sandbox.url, paths);
    expect(winners.filter((count) => count !== 1)).toEqual([]);
    expect(Object.fromEntries(statuses)).toEqual({ 303: GRANTS, 410: GRANTS * (BROWSERS - 1) });
    expect(await sandbox.effects('grant.exchanged')).toHaveLength(GRANTS);
  }, 120_000);

  it('control: reading and marking in two steps is detected', async () => {
    const careless = new ReadThenMark(sandbox);
    const server = http.createServer(async (request, reply) => {
      const token = new URL(request.url!, 'http://localhost').searchParams.get('grant_token')!;
      reply.writeHead((await careless.exchange(token)) ? 303 : 410).end();
    });
    await new Promise<void>((done) => server.listen(0, 'localhost', done));
    const { port } = server.address() as { port: number };
    try {
      const { winners } = await race(
        `http://localhost:${port}`,
        (await tokens(50)).map((token) => `/?grant_token=${token}`),
      );
      expect(winners.filter((count) => count > 1).length).toBeGreaterThan(0);
    } finally {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  });
});
