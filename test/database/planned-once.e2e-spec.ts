import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { DEMO_HEADERS, newConsent } from '../support/consent-api';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { createPool } from '../support/pool';

/** Requests of each kind. Left to PostgreSQL, it plans a prepared statement five times before it keeps a plan. */
const REQUESTS = 40;
const PRELOADED = "SELECT current_setting('shared_preload_libraries') LIKE '%pg_stat_statements%' AS is";

/**
 * Planning takes as long as the work of most statements. Two things make PostgreSQL plan one again and again: it is not
 * prepared; or a plan for any value is estimated to be worse than one for this value, as of `id = ANY ($1)` for one id,
 * also inside functions and triggers.
 */
describe('statements of requests', () => {
  let database: TestDatabase;
  let gateway: RunningGateway;
  let isPreloaded = false;
  beforeAll(async () => {
    database = await createTestDatabase();
    isPreloaded = (await database.query<{ is: boolean }>(PRELOADED))[0]!.is;
    if (!isPreloaded) return;
    await database.query('CREATE EXTENSION pg_stat_statements');
    for (const setting of ["track = 'all'", 'track_planning = on'])
      await database.query(
        `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET pg_stat_statements.${setting.replaceAll("'", "''")}', ` +
          'current_database()); END $$',
      );
    gateway = await startGateway({
      database,
      environment: { DATABASE_POOL_SIZE: '2', RATE_LIMIT_PER_MINUTE: '100000', GRANTS_PER_CUSTOMER_PER_DAY: '1000' },
    });
  });
  afterAll(async () => {
    if (isPreloaded) await gateway.close();
    else await database.drop();
  });

  /** Statements that ran often, and were planned more than every second time; the sequencer works without requests. */
  const plannedOften = async (): Promise<string[]> =>
    (
      await database.query<{ query: string }>(
        `SELECT s.query FROM pg_stat_statements AS s
         JOIN pg_database AS d ON d.oid = s.dbid AND d.datname = current_database()
         JOIN pg_roles AS r ON r.oid = s.userid AND r.rolname <> 'portico_sequencer'
         WHERE s.calls >= $1 AND s.plans * 2 > s.calls ORDER BY s.plans DESC`,
        [REQUESTS],
      )
    ).map(({ query }) => query);

  it('are planned once for each connection, also those of triggers', async () => {
    if (!isPreloaded) return;
    const { customer_id } = await new Given(gateway).customer();
    for (let sent = 0; sent < REQUESTS; sent++) {
      await request(gateway.url)
        .post('/v3/requestconsent')
        .set({ ...DEMO_HEADERS })
        .send(newConsent())
        .expect(200);
      await request(gateway.url)
        .post('/v1/customers/onboarding/grants')
        .set({ Authorization: DEMO, 'Idempotency-Key': randomUUID() })
        .send({ customer_id, ...(sent % 2 === 0 ? { link: 'durable' } : {}) })
        .expect(201);
      await request(gateway.url).get('/v1/events?limit=1').set('Authorization', DEMO).expect(200);
    }
    expect(await plannedOften()).toEqual([]);
  });

  it('control: one that is not prepared is found', async () => {
    if (!isPreloaded) return;
    const pool = createPool(database.appUrl);
    for (let asked = 0; asked < REQUESTS; asked++)
      await pool.query('SELECT FROM portico.events AS e WHERE e.event_id = $1', [randomUUID()]);
    await pool.end();
    expect(await plannedOften()).toEqual([expect.stringContaining('FROM portico.events AS e WHERE e.event_id')]);
  });
});
