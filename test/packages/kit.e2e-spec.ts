import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startPortico, type TestPortico } from '@portico/testing';
import { Client } from 'pg';
import { eventually } from '../support/eventually';
import { newCustomer } from '../support/given';

const CONSENT = {
  productID: 'LOAN01',
  vua: '9876543210@onemoney',
  partyIdentifierType: 'MOBILE',
  partyIdentifierValue: '9876543210',
  accountID: 'A-1',
} as const;

/** SQLSTATE: there is no such database. */
const DATABASE_MISSING = '3D000';

/** A suite that is killed: it prints the URL of its database, and waits. */
const KILLED = `require('@portico/testing').startPortico().then(({ databaseUrl }) => {
  process.stdout.write(databaseUrl + '\\n');
  setInterval(() => undefined, 1000);
});`;

describe('the testing kit', () => {
  let portico: TestPortico;
  let other: TestPortico;
  beforeAll(async () => {
    [portico, other] = await Promise.all([startPortico(), startPortico({ environment: { VENDOR_RETRIES: '0' } })]);
  });
  afterAll(() => Promise.all([portico.close(), other.close()]));

  const ageOf = async ({ databaseUrl }: TestPortico): Promise<number> => {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    const { rows } = await client.query<{ now: Date; defaulted: Date }>(
      'SELECT now(), (SELECT max(created_at) FROM portico.customers) AS defaulted',
    );
    await client.end();
    return (rows[0]!.now.getTime() - Date.now()) / 1000;
  };

  it('gives each suite vendors, faults, a clock and data of its own', async () => {
    await portico.sandbox.faults.add({ vendor: '1money', kind: 'status', status: 503 });
    await portico.clock.advance(86_400);
    const { customer_id } = await other.client.customers.create(newCustomer());
    expect(await other.sandbox.effects()).toHaveLength(1);
    expect(await portico.sandbox.effects()).toEqual([]);
    await portico.sandbox.faults.clear();
    await expect(portico.client.customers.get(customer_id)).rejects.toMatchObject({ type: 'not-found' });
    expect(await ageOf(other)).toBeLessThan(60);
  });

  it('moves one clock: of the gateway, of its database, and of the vendors', async () => {
    const before = portico.clock.now().getTime();
    await portico.clock.advance(3_600);
    expect(portico.clock.now().getTime() - before).toBeGreaterThanOrEqual(3_600_000);
    expect(Math.abs((await ageOf(portico)) - (portico.clock.now().getTime() - Date.now()) / 1000)).toBeLessThan(60);
    // Both sign and verify, in both directions, by this clock.
    const signing = portico.clientOf(portico.consumer, { scheme: 'hmac' });
    const { customer_id } = await signing.customers.create(newCustomer());
    const grant = await portico.client.grants.create({ customer_id });
    expect(Date.parse(grant.expires_at)).toBeGreaterThan(portico.clock.now().getTime());
    expect(await portico.client.grants.list(customer_id)).toMatchObject([{ state: 'ISSUED' }]);
    await portico.clock.advance(1_801);
    expect(await portico.client.grants.list(customer_id)).toMatchObject([{ state: 'EXPIRED' }]);
    await portico.sandbox.kyb.submit(customer_id);
    await portico.waitFor(customer_id, 'PENDING_REVIEW');
  });

  it('plays people: a form, compliance, a consent in all its states', async () => {
    const { customer_id } = await portico.client.customers.create(newCustomer());
    await portico.sandbox.kyb.submit(customer_id);
    await expect(portico.sandbox.kyb.submit(customer_id)).rejects.toThrow('409');
    for (const [act, status] of [
      ['flag', 'PENDING_RESPONSE'],
      ['reject', 'REJECTED'],
      ['approve', 'APPROVED'],
    ] as const) {
      await portico.sandbox.kyb[act](customer_id);
      await portico.waitFor(customer_id, status);
    }
    const { consent_handle } = await portico.client.consents.request(CONSENT);
    for (const [act, state] of [
      ['approve', 'APPROVED'],
      ['pause', 'PAUSED'],
      ['resume', 'APPROVED'],
      ['expire', 'EXPIRED'],
    ] as const) {
      await portico.sandbox.consent[act](consent_handle);
      await portico.waitFor(consent_handle, state);
    }
  });

  it('takes each id that Portico answers in control calls', async () => {
    const { sandbox, client } = other;
    const { customer_id } = await client.customers.create(newCustomer());
    const [first, second] = [await client.grants.create({ customer_id }), await client.grants.create({ customer_id })];
    const [newest] = await client.grants.list(customer_id);
    const expired = await Promise.all(
      [first.grant_token, newest!.grant_id, customer_id].map((id) =>
        sandbox.send('POST', `1money/grants/${id}/expire`),
      ),
    );
    const [byToken, byId, byCustomer] = expired.map(({ grant_id }) => grant_id);
    expect(byId).toBe(byCustomer);
    expect(byToken).not.toBe(byId);
    expect(second.grant_token).not.toBe(first.grant_token);
    const { consent_handle } = await client.consents.request(CONSENT);
    await sandbox.send('POST', `finpro/links/${consent_handle}/expire`);
    await sandbox.consent.approve(consent_handle);
    await other.waitFor(consent_handle, 'APPROVED');
    const { consent_id } = await client.consents.get(consent_handle);
    await sandbox.consent.pause(consent_id!);
    await other.waitFor(consent_handle, 'PAUSED');
  });

  it('resets both sides in step, at the same addresses', async () => {
    const { url, sandboxUrl } = other;
    const body = newCustomer();
    const key = '6fdf3bd2-7b51-4bcb-9f4b-0f7a5a8d1f11';
    await other.client.customers.create(body, { idempotencyKey: key });
    await other.clock.advance(600);
    await other.reset();
    expect([other.url, other.sandboxUrl]).toEqual([url, sandboxUrl]);
    expect(await ageOf(other)).toBeLessThan(60);
    expect(await other.sandbox.effects()).toEqual([]);
    await other.client.customers.create({ ...body, last_name: 'Kim-Lee' }, { idempotencyKey: key });
    expect(await other.log()).toContain('sandbox request');
  });

  it('refuses a move of the clock that is no number, or too far', async () => {
    for (const seconds of ['5' as unknown as number, Number.NaN, 1e12])
      await expect(other.clock.advance(seconds)).rejects.toThrow(RangeError);
    expect(Math.abs(other.clock.now().getTime() - Date.now())).toBeLessThan(60_000);
  });

  it('has ended what it serves when close() is answered, also after reset(), and takes no call then', async () => {
    const ended = await startPortico();
    await ended.reset();
    await ended.close();
    await expect(fetch(`${ended.url}/health/live`)).rejects.toThrow();
    await expect(ended.reset()).rejects.toThrow('reset() was called after close()');
  });

  it('says what is wrong with an environment', async () => {
    await expect(startPortico({ environment: { VENDOR_RETRIES: 'many' } })).rejects.toThrow('VENDOR_RETRIES');
  });

  it('leaves nothing of a suite that is killed', async () => {
    const suite = spawn(process.execPath, ['-e', KILLED], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(suite.stdout, 'data')) as [Buffer];
    const problem = async (): Promise<string | null> => {
      const client = new Client({ connectionString: String(said).trim() });
      return client.connect().then(
        () => client.end().then(() => null),
        (error: { code: string }) => error.code,
      );
    };
    expect(await problem()).toBeNull();
    suite.kill('SIGKILL');
    await eventually(problem, (code) => code === DATABASE_MISSING);
  });
});
