import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { FAMILIES, OnboardingApi } from '../support/onboarding-api';

interface Grant {
  readonly grant_id: string;
  readonly state: string;
  readonly locale: string | null;
  readonly requested_locale: string | null;
  readonly issued_at: string;
}

describe('reading customers and grants', () => {
  let gateway: RunningGateway;
  let given: Given;
  let api: OnboardingApi;
  beforeAll(async () => {
    gateway = await startGateway();
    [given, api] = [new Given(gateway), new OnboardingApi(gateway.url, 'hosted')];
  });
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(() => gateway.close());

  const fault = (rest: object): Promise<unknown> =>
    gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', times: 1, ...rest });

  describe.each(FAMILIES)('on the %s paths', (family) => {
    const on = (): OnboardingApi => new OnboardingApi(gateway.url, family);

    it('a consumer sees only customers that it created; others are 404 like unknown ones', async () => {
      const { customer_id, key } = await given.customer();
      const nothing = randomUUID();
      const [mine, unknown] = [on().as(OTHER), nothing];
      const pairs = [
        [await mine.read(customer_id), await mine.read(unknown)],
        [await mine.find(key), await mine.find(unknown)],
        [await mine.grant(customer_id), await mine.grant(unknown)],
        [await mine.listGrants(customer_id), await mine.listGrants(unknown)],
      ] as const;
      for (const [theirs, none] of pairs) {
        expect([theirs.status, none.status]).toEqual([404, 404]);
        expect({ ...theirs.body, instance: '', request_id: '' }).toEqual({
          ...none.body,
          instance: '',
          request_id: '',
        });
      }
    });

    it("another consumer's request does not reach the vendor", async () => {
      const { customer_id } = await given.customer();
      const before = (await gateway.sandbox.requests('/v1')).length;
      await on().as(OTHER).read(customer_id).expect(404);
      await on().as(OTHER).grant(customer_id).expect(404);
      expect(await gateway.sandbox.requests('/v1')).toHaveLength(before);
    });

    it('a vendor response about another customer is never passed on', async () => {
      const [{ customer_id }, other] = [await given.customer(), await given.customer()];
      const full = await request(gateway.sandbox.url)
        .get(`/v1/customers/${other.customer_id}`)
        .set('Authorization', 'Bearer ak_sandbox_portico')
        .set('X-OM-Date', '20260115T093000Z')
        .expect(200);
      await fault({ path: `/v1/customers/${customer_id}`, kind: 'body', body: full.text });
      const { text } = await on().read(customer_id).expect(502);
      expect(text).not.toContain(other.email);
    });

    it('reading writes no intent, and an event only when the status changed', async () => {
      const { customer_id } = await given.customer();
      const count = (): Promise<unknown> =>
        gateway.database.query(
          "SELECT phase, action, detail FROM portico.audit_entries WHERE detail ->> 'customer_id' = $1 AND " +
            "action = 'onboarding.status.observed'",
          [customer_id],
        );
      await on().read(customer_id).expect(200);
      expect(await count()).toEqual([]);
      await given.status(customer_id, 'PENDING_REVIEW');
      for (let time = 0; time < 3; time += 1) await on().read(customer_id).expect(200);
      expect(await count()).toEqual([
        {
          phase: 'OUTCOME',
          action: 'onboarding.status.observed',
          detail: { customer_id, from: 'INIT', to: 'PENDING_REVIEW', confirmed_by: 'VENDOR_READ' },
        },
      ]);
    });

    it('reading works again after every vendor failure, and a failure writes nothing', async () => {
      const { customer_id } = await given.customer();
      for (const kind of ['reset', 'rate-limit', 'redirect'] as const) {
        await fault({ kind });
        expect((await on().read(customer_id)).status).toBeGreaterThanOrEqual(502);
        await on().read(customer_id).expect(200);
      }
    });
  });

  describe('GET /v1/customers/hosted/{customer_id}/grants', () => {
    it('lists the state of each grant, newest first, and never a token or a link', async () => {
      const { customer_id } = await given.customer();
      const made = [
        await given.grant(customer_id, { locale: 'de' }),
        await given.grant(customer_id, { redirect_url: 'https://app.example.com/kyb?secret=1' }),
        await given.grant(customer_id),
      ];
      const { body, text } = await api.listGrants(customer_id).expect(200);
      expect(body).toMatchObject({
        customer_id,
        status: 'INIT',
        next_action: 'Create a grant and send the user to its onboarding_url.',
      });
      const grants = body.grants as Grant[];
      expect(grants.map(({ state, ...one }) => [one.locale, one.requested_locale, state])).toEqual([
        ['en-US', null, 'ISSUED'],
        ['en-US', null, 'ISSUED'],
        ['en-US', 'de', 'ISSUED'],
      ]);
      expect(Object.keys(grants[0]!).toSorted()).toEqual([
        'expires_at',
        'grant_id',
        'issued_at',
        'link_id',
        'locale',
        'requested_locale',
        'return_mode',
        'returned_at',
        'state',
      ]);
      for (const secret of made.flatMap(({ grant_token, onboarding_url }) => [
        grant_token,
        onboarding_url,
        'redirect',
        'secret',
      ]))
        expect(text).not.toContain(secret);
    });

    it('shows which grants have expired', async () => {
      const { customer_id } = await given.customer();
      await given.grant(customer_id);
      await gateway.database.query(
        'UPDATE portico.onboarding_grants AS g SET expires_at = now() FROM portico.customers AS c WHERE ' +
          'c.subject_id = g.subject_id AND c.customer_id = $1',
        [customer_id],
      );
      await given.grant(customer_id);
      const { body } = await api.listGrants(customer_id).expect(200);
      expect((body.grants as Grant[]).map(({ state }) => state)).toEqual(['ISSUED', 'EXPIRED']);
    });

    it('is empty for a customer without grants, and has at most the newest hundred', async () => {
      const { customer_id } = await given.customer();
      expect((await api.listGrants(customer_id).expect(200)).body.grants).toEqual([]);
      await gateway.database.query(
        `INSERT INTO portico.onboarding_grants (grant_id, subject_id, return_mode, issued_at, expires_at)
         SELECT uuidv7(), c.subject_id, 'direct', now(), now() FROM portico.customers AS c, generate_series(1, 105)
           WHERE c.customer_id = $1`,
        [customer_id],
      );
      const { grant_id: newest } = (
        (await given.grant(customer_id), (await api.listGrants(customer_id).expect(200)).body.grants) as Grant[]
      )[0]!;
      const { body } = await api.listGrants(customer_id).expect(200);
      expect([(body.grants as Grant[]).length, (body.grants as Grant[])[0]!.grant_id]).toEqual([100, newest]);
    });

    it.each([
      ['INIT', /^Create a grant/],
      ['PENDING_RESPONSE', /^Create a grant/],
      ['REJECTED', /^Create a grant/],
      ['UNDER_REVIEW', /^Wait/],
      ['APPROVED', /^Nothing is left/],
    ] as const)('returns the next action in %s, by the last confirmed status', async (status, action) => {
      const { customer_id } = await given.customer({ status });
      await api.read(customer_id).expect(200);
      const { body } = await api.listGrants(customer_id).expect(200);
      expect([body.status, action.test(body.next_action as string)]).toEqual([status, true]);
    });

    it('does not call the vendor', async () => {
      const { customer_id } = await given.customer();
      const before = (await gateway.sandbox.requests('/v1')).length;
      await request(gateway.url)
        .get(`/v1/customers/hosted/${customer_id}/grants`)
        .set('Authorization', DEMO)
        .expect(200);
      expect(await gateway.sandbox.requests('/v1')).toHaveLength(before);
    });
  });
});
