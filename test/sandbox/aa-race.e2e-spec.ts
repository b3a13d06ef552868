import http from 'node:http';
import { LinksStore } from '../../src/sandbox/finpro/redirection/links.store';
import { asked } from '../support/aa-customer';
import { BROWSERS, race } from '../support/race';
import { type RunningSandbox, startSandbox } from '../support/sandbox';

const LINKS = 200;

/** Reads first and marks afterwards: the mistake that the one conditional update avoids. */
class ReadThenMark extends LinksStore {
  constructor(private readonly sandbox: RunningSandbox) {
    super(sandbox.sandbox.context);
  }

  override async open(txnid: string): Promise<string | null> {
    const { db } = this.sandbox.sandbox.context;
    const { rows } = await db.query(
      'SELECT 1 FROM sandbox.finpro_links WHERE txnid = $1 AND opened_at IS NULL AND expires_at > now()',
      [txnid],
    );
    if (rows.length === 0) return null;
    await db.query('UPDATE sandbox.finpro_links SET opened_at = now() WHERE txnid = $1', [txnid]);
    return 'a session';
  }
}

describe('one link to the Account Aggregator, opened by sixteen browsers at once', () => {
  let sandbox: RunningSandbox;
  let handle: string;
  let vua: string;
  beforeAll(async () => {
    sandbox = await startSandbox({ LOG_LEVEL: 'warn' });
    ({ handle, vua } = await asked(sandbox));
  });
  afterAll(() => sandbox.close());

  const links = async (count: number): Promise<string[]> => {
    const store = new LinksStore(sandbox.sandbox.context);
    const minted: string[] = [];
    while (minted.length < count)
      minted.push(
        ...(await Promise.all(
          Array.from({ length: 10 }, () =>
            store.mint({
              consentHandles: [handle],
              vua,
              redirectUrl: 'https://app.example.com/cb',
              fipIds: null,
              pan: null,
            }),
          ),
        )),
      );
    return minted;
  };

  it('exactly one of them gets a session, for each of two hundred links', async () => {
    const { winners, statuses } = await race(
      sandbox.url,
      (await links(LINKS)).map((link) => link.slice(sandbox.url.length)),
    );
    expect(winners.filter((count) => count !== 1)).toEqual([]);
    expect(Object.fromEntries(statuses)).toEqual({ 303: LINKS, 410: LINKS * (BROWSERS - 1) });
    expect(await sandbox.effects('link.opened')).toHaveLength(LINKS);
  }, 120_000);

  it('control: reading and marking in two steps is detected', async () => {
    const careless = new ReadThenMark(sandbox);
    const server = http.createServer(async (request, reply) => {
      const txnid = new URL(request.url!, 'http://localhost').searchParams.get('txnid')!;
      reply.writeHead((await careless.open(txnid)) ? 303 : 410).end();
    });
    await new Promise<void>((done) => server.listen(0, 'localhost', done));
    const { port } = server.address() as { port: number };
    try {
      await links(50);
      const { rows } = await sandbox.sandbox.context.db.query<{ txnid: string }>(
        'SELECT txnid FROM sandbox.finpro_links WHERE opened_at IS NULL',
      );
      const { winners } = await race(
        `http://localhost:${port}`,
        rows.map(({ txnid }) => `/?txnid=${txnid}`),
      );
      expect(winners.filter((count) => count > 1).length).toBeGreaterThan(0);
    } finally {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  });
});
