import { randomUUID } from 'node:crypto';
import { OperatorRegistry } from '../../src/operators/registry/operator-registry';
import { KillSwitches, LINKS } from '../../src/switches/kill-switches';
import type { Role } from '../../src/http/request/operator';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { type Receiver, startReceiver } from '../support/receiver';
import { ConsoleVisitor } from './console-visitor';
import { type GivenTroubles, givenTroubles } from './given-troubles';

const REASON = 'INC-4711: sent again by a test';
const HEALTH = '/console/health';

describe('the page Health of the console', () => {
  let gateway: RunningGateway;
  let receiver: Receiver;
  let troubles: GivenTroubles;
  const visitors: Partial<Record<Role, ConsoleVisitor>> = {};
  beforeAll(async () => {
    receiver = await startReceiver();
    receiver.answerWith(500);
    gateway = await startGateway();
    const registry = gateway.app.get(OperatorRegistry, { strict: false });
    const actor = { requestId: randomUUID(), clientId: null, actor: 'operator' } as const;
    for (const role of ['operator', 'support', 'auditor'] as const) {
      const one = new ConsoleVisitor(gateway);
      await one.login(role, await registry.create(actor, role, [role]));
      visitors[role] = one;
    }
  });
  afterAll(async () => {
    await gateway.close();
    await receiver.close();
  });

  /** The page as a person reads it: without markup, in one line. */
  const read = async (path = HEALTH, role: Role = 'operator'): Promise<string> => {
    const { status, text } = await visitors[role]!.get(path);
    expect(status).toBe(200);
    return text
      .replace(/^[\s\S]*<main/, '<main')
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ');
  };
  const counts = async (): Promise<Record<string, string>> => {
    const { text } = await visitors.operator!.get(HEALTH);
    const tiles = text.matchAll(
      /href="\/console\/health\/exceptions\/([\w-]+)"\s*>\s*<span class="count">([^<]*)<\/span>/g,
    );
    return Object.fromEntries([...tiles].map(([, kind, count]) => [kind, count]));
  };

  it('says that all is well, with each account of a vendor, while it is', async () => {
    const said = await read();
    expect(said).toContain('Nothing at Portico or at the vendors needs attention.');
    expect(said).toMatch(/1Money works no calls yet/);
    expect(said).toContain('Journeys whose poll is due 0');
    expect(Object.values(await counts())).toEqual(['0', '0', '0', '0', '0']);
  });

  it('names that all durable links are stopped', async () => {
    const switches = gateway.app.get(KillSwitches, { strict: false });
    const operator = { id: 'ada', role: 'operator', reason: REASON };
    const actor = { requestId: randomUUID(), clientId: null, actor: 'operator', operator } as const;
    await switches.stop(actor, LINKS);
    expect(await read()).toContain('All durable links were stopped by an operator');
    await switches.resume(actor, LINKS);
    expect(await read()).toContain('Nothing at Portico or at the vendors needs attention.');
  });

  it('counts the calls to a vendor, their times and failures, and names what needs attention', async () => {
    const given = new Given(gateway);
    await given.customer();
    const fault = { vendor: '1money', method: 'GET', times: 1, kind: 'status', status: 500 };
    await gateway.sandbox.control('/_sandbox/faults', fault);
    const { customer_id: id } = await given.customer();
    await fetch(`${gateway.url}/v1/customers/hosted/${id}`, { headers: { Authorization: DEMO } });
    expect(await read()).toMatch(/1Money works ≤ [\d.]+ (?:ms|s) ≤ [\d.]+ (?:ms|s) 1 of \d+ \([\d.]+ %\)/);
  });

  describe('after exceptions', () => {
    beforeAll(async () => {
      troubles = await givenTroubles(gateway, receiver.url);
    }, 60_000);

    it('counts those of the last day, and leads to each and to its journey', async () => {
      expect(await counts()).toEqual({
        'expired-unused': '1',
        'not-returned': '1',
        signatures: '4',
        redirects: '1',
        'forged-webhooks': '3',
      });
      for (const [kind, journeyId, says] of [
        ['expired-unused', troubles.unused, 'A link of a customer'],
        ['not-returned', troubles.stuck, 'The user did not come back from a one-time link'],
        ['redirects', troubles.returned, 'The address was used before.'],
      ] as const) {
        const { text } = await visitors.support!.get(`${HEALTH}/exceptions/${kind}`);
        expect(text).toContain(says);
        const path = `/console/journeys/${journeyId}`;
        expect(text).toContain(`href="${path}"`);
        expect((await visitors.support!.get(path)).status).toBe(200);
        expect((await visitors.auditor!.get(`${HEALTH}/exceptions/${kind}`)).text).not.toContain(`href="${path}"`);
      }
      expect(await read(`${HEALTH}/exceptions/forged-webhooks`)).toContain('The signature is wrong. FinPro 1');
      expect(await read(`${HEALTH}/exceptions/signatures`)).toContain(
        'The credentials or the signature are wrong. /v1/events 4 demo-consumer',
      );
      const { text: forged } = await visitors.auditor!.get(`${HEALTH}/exceptions/forged-webhooks`);
      const [entry] = /\/console\/audit\/entries\/[0-9a-f-]{36}/.exec(forged)!;
      expect((await visitors.auditor!.get(entry)).status).toBe(200);
      expect((await visitors.operator!.get(`${HEALTH}/exceptions/other`)).status).toBe(404);
    });

    it('control: what is older than a day, or ended in use, is not counted', async () => {
      await gateway.database.query(
        "UPDATE portico.events SET occurred_at = now() - interval '25 hours' WHERE type = 'journey.stalled'",
      );
      await gateway.database.query('UPDATE portico.durable_links SET clicks = 1');
      expect(await counts()).toMatchObject({ 'expired-unused': '0', 'not-returned': '0', signatures: '4' });
    });

    it('names the oldest call that is not settled, and lists it', async () => {
      expect(await read()).toMatch(/What became of a call to FinPro has not been known for 20 min/);
      expect(await read(`${HEALTH}/effects`, 'auditor')).toMatch(
        /consent\.request FinPro demo-consumer its answer was lost; being found out/,
      );
    });

    it('sends an event that was given up again, for operators with a reason, and says so in the log', async () => {
      expect(await read()).toContain('Deliveries to consumers that were given up: 1.');
      const path = `${HEALTH}/deliveries`;
      const redeliver = `${path}/${troubles.eventId}/redeliver`;
      expect(await read(path, 'support')).toContain('demo-consumer localhost');
      expect(await read(path, 'support')).not.toContain('Send again');
      expect((await visitors.support!.post(redeliver, { reason: REASON })).status).toBe(403);
      const without = await visitors.operator!.post(redeliver, { reason: '' });
      expect([without.status, without.text.includes('Nothing was sent')]).toEqual([400, true]);
      const gone = await visitors.operator!.post(`${path}/${randomUUID()}/redeliver`, { reason: REASON });
      expect([gone.status, gone.text.includes('Nothing was sent.')]).toEqual([404, true]);
      const dead = (): Promise<object[]> =>
        gateway.database.query("SELECT 1 FROM portico.event_deliveries WHERE state = 'DEAD'");
      expect(await dead()).toHaveLength(1);
      receiver.answerWith(200);
      const done = await visitors.operator!.post(redeliver, { reason: REASON });
      expect([done.status, done.location]).toEqual([303, `${path}?sent=${troubles.eventId}&to=1`]);
      expect(await dead()).toHaveLength(0);
      expect(await read(done.location!)).toContain(
        `The event ${troubles.eventId} is sent again. Subscriptions that get it: 1.`,
      );
      expect(
        await gateway.database.query(
          "SELECT subject, detail->>'operator' AS operator FROM portico.audit_entries WHERE action = " +
            "'operator.event.redeliver' AND detail->>'reason' = $1",
          [REASON],
        ),
      ).toEqual([{ subject: troubles.eventId, operator: 'operator' }]);
    });
  });
});
