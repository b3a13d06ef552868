import request from 'supertest';
import { type ConsumerServer, startConsumerServer } from '../support/consumer-server';
import { eventually } from '../support/eventually';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { ReplicatedPostgres } from '../support/replicated-postgres';

/** How a wait for the standby ends before its confirmation. The commit remains, and is visible, in both cases. */
const ENDS = ['cancel', 'terminate'] as const;

describe('an event whose position no standby has confirmed', () => {
  let pair: ReplicatedPostgres;
  let gateway: RunningGateway;
  let receiver: ConsumerServer;
  beforeEach(async () => {
    pair = await ReplicatedPostgres.start();
    gateway = await startGateway({ database: pair.database });
    receiver = await startConsumerServer();
    await request(gateway.url)
      .post('/v1/webhook_subscriptions')
      .set('Authorization', DEMO)
      .send({ url: `${receiver.url}/hook` })
      .expect(201);
  }, 60_000);
  afterEach(async () => {
    await gateway.close();
    await pair.close();
    await receiver.close();
  });

  const list = (query: object): request.Test =>
    request(gateway.url).get('/v1/events').query(query).set('Authorization', DEMO);
  /** Inserts an event with a commit that does not wait for the standby; returns its id. */
  const happen = async (): Promise<string> => {
    const [row] = await pair.query<{ event_id: string }>(
      `WITH local AS (SELECT set_config('synchronous_commit', 'local', true))
       INSERT INTO portico.events (event_id, inserted, consumer_id, type, journey_id, occurred_at, data)
       SELECT gen_random_uuid(), nextval('portico.event_insertions'), c.consumer_id, 'journey.stalled',
         gen_random_uuid(), now(), '{}' FROM portico.consumers AS c, local WHERE c.client_id = 'demo-consumer'
       RETURNING event_id`,
    );
    return row!.event_id;
  };
  const positions = async (): Promise<(string | null)[]> =>
    (await pair.query<{ position: string | null }>('SELECT position FROM portico.events ORDER BY inserted')).map(
      ({ position }) => position,
    );
  const delivered = (): string[] => receiver.received.map(({ json }) => json.id);

  it.each(ENDS)(
    'is neither listed nor delivered; after a failover no cursor passes over the next event (%s)',
    async (end) => {
      const first = await happen();
      await eventually(
        async () => delivered(),
        (ids) => ids.length === 1,
      );
      const { next_cursor: cursor } = (await list({ cursor: 0 }).expect(200)).body as { next_cursor: string };
      const waiting = Promise.all([list({ cursor, wait: 25 }), list({ cursor, wait: 25 })]);
      await pair.freeze('walsender');
      const lost = await happen();
      // Every wait for the standby is ended: of the commit that numbers the event, and of those that would confirm it.
      const ended = async (): Promise<number> => pair.endWaits(end);
      await eventually(
        async () => (await ended(), positions()),
        (found) => found[1] !== null,
      );
      let isAnswered = false;
      const answers = Promise.all([list({ cursor }), list({ cursor: 0 }), waiting]).finally(() => {
        isAnswered = true;
      });
      await eventually(ended, () => isAnswered, 40_000);
      const [after, all, waited] = await answers;
      for (const answer of [after, all, ...waited])
        expect([answer.status, answer.text.includes(lost)]).toEqual([503, false]);
      expect(delivered()).toEqual([first]);
      await pair.killPrimary();
      await pair.promote();
      const next = await happen();
      const found = await eventually(
        () => list({ cursor }),
        ({ status, body }) => status === 200 && (body as { events: unknown[] }).events.length > 0,
        30_000,
      );
      expect((found.body as { events: { id: string }[] }).events.map(({ id }) => id)).toEqual([next]);
      await eventually(
        async () => delivered(),
        (ids) => ids.includes(next),
        30_000,
      );
      expect(delivered()).toEqual([first, next]);
    },
    120_000,
  );
});
