import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { AccessAudit } from '../../src/audit/access/access-audit';
import { StallsService } from '../../src/journeys/stalls.service';
import { eventually } from '../support/eventually';
import { DEMO, type RunningGateway } from '../support/gateway';
import { Given } from '../support/given';
import { signedByFinpro } from '../support/vendor-webhooks';

/** One exception of each kind, a delivery that was given up, and a call that is not settled. */
export interface GivenTroubles {
  /** Ids of the journeys. */
  readonly unused: string;
  readonly stuck: string;
  readonly returned: string;
  /** The event that was given up. */
  readonly eventId: string;
}

/** `target`: where events are sent, to no avail. */
export async function givenTroubles(gateway: RunningGateway, target: string): Promise<GivenTroubles> {
  const { database } = gateway;
  const given = new Given(gateway);
  const subjectOf = async (customerId: string): Promise<string> =>
    (
      await database.query<{ id: string }>('SELECT subject_id AS id FROM portico.customers WHERE customer_id = $1', [
        customerId,
      ])
    )[0]!.id;
  await request(gateway.url)
    .post('/v1/webhook_subscriptions')
    .set('Authorization', DEMO)
    .send({ url: target })
    .expect(201);

  const [unused, stuck, returned] = [await given.customer(), await given.customer(), await given.customer()];
  const { link_id } = await given.grant(unused.customer_id, { link: 'durable' });
  await database.query("UPDATE portico.durable_links SET expires_at = now() - interval '1 hour' WHERE link_id = $1", [
    link_id,
  ]);
  const page = { redirect_url: 'https://app.example.com/kyb' };
  await given.grant(stuck.customer_id, page);
  await database.query(
    "UPDATE portico.onboarding_grants SET expires_at = now() - interval '1 minute' WHERE subject_id = $1",
    [await subjectOf(stuck.customer_id)],
  );
  await gateway.app.get(StallsService, { strict: false }).round();
  await given.grant(returned.customer_id, page);
  const [sent] = (await gateway.sandbox.requests(`/v1/customers/${returned.customer_id}/onboarding_links`)).slice(-1);
  for (let times = 0; times < 2; times++) await fetch(String(sent!.body!.redirect_url), { redirect: 'manual' });

  for (let times = 0; times < 3; times++) {
    const { path, headers, body } = signedByFinpro('{}', { secret: 'another-secret' });
    await fetch(gateway.url + path, { method: 'POST', headers, body });
  }
  for (let times = 0; times < 4; times++)
    await fetch(`${gateway.url}/v1/events`, { headers: { Authorization: 'Bearer demo-consumer.wrong' } });
  await gateway.app.get(AccessAudit, { strict: false }).flush();

  await database.query(
    `INSERT INTO portico.vendor_effects (intent_id, request_id, consumer, action, subject, vendor, state, fence,
      begun_at, lease_expires_at)
    VALUES ($1, $1, 'demo-consumer', 'consent.request', 'x', 'finpro', 'UNKNOWN', 1, now() - interval '20 minutes',
      now() + interval '1 hour')`,
    [randomUUID()],
  );
  const [dead] = await eventually(
    () =>
      database.query<{ event_id: string }>(
        `UPDATE portico.event_deliveries SET state = 'DEAD', due_at = NULL, last_status = 500, attempts = 10,
          last_attempt_at = now() WHERE event_id = (SELECT event_id FROM portico.event_deliveries ORDER BY event_id
          LIMIT 1) RETURNING event_id`,
      ),
    (rows) => rows.length > 0,
  );
  await eventually(
    () => database.query("SELECT 1 FROM portico.events WHERE type = 'journey.stalled' AND position IS NOT NULL"),
    (rows) => rows.length > 0,
  );
  return {
    unused: await subjectOf(unused.customer_id),
    stuck: await subjectOf(stuck.customer_id),
    returned: await subjectOf(returned.customer_id),
    eventId: dead!.event_id,
  };
}
