import type { KybStatus } from '../../../src/onboarding/kyb/kyb-status';
import { row, type Row, upstream, type World } from '../../support/onboarding-api';

const EDITABLE = ['INIT', 'PENDING_RESPONSE', 'REJECTED'] as const;
const CLOSED = ['PENDING_REVIEW', 'UNDER_REVIEW', 'APPROVED', 'ESCALATED', 'PENDING_APPROVAL', 'PROVISIONING'] as const;

const effectsOf = async ({ gateway }: World, customerId: string): Promise<string[]> =>
  (
    await gateway.sandbox.control<{ effects: { kind: string }[] }>(`/_sandbox/effects?subject=${customerId}`)
  ).effects.map(({ kind }) => kind);

const grantCalls = async (world: World, customerId: string): Promise<number> =>
  (await world.gateway.sandbox.requests(upstream(world, 'grant', customerId))).filter(
    ({ body }) => world.generation === 'lightweight' || body?.customer_id === customerId,
  ).length;

/** The vendor's answer to a read, with another status. */
const tell = async (
  { gateway, generation }: World,
  customerId: string,
  email: string,
  status: unknown,
): Promise<void> => {
  const path = generation === 'hosted' ? `/v1/customers/hosted/${customerId}` : `/v1/customers/${customerId}`;
  const now = new Date().toISOString();
  const body = JSON.stringify({
    customer_id: customerId,
    email,
    customer_type: 'BUSINESS',
    status,
    created_at: now,
    updated_at: now,
  });
  await gateway.sandbox.control('/_sandbox/faults', {
    vendor: '1money',
    path,
    kind: 'body',
    status: 200,
    body,
    times: 1,
  });
};

const conflict = (status: KybStatus): object => ({
  type: '/errors#grant-not-allowed',
  code: 'Conflict',
  status: 409,
  detail: `The KYB status is ${status}: a grant can be made in INIT, PENDING_RESPONSE and REJECTED only.`,
  retryable: false,
  next_action: expect.stringMatching(
    status === 'APPROVED' || status === 'PROVISIONING' ? /^Nothing is left to do/ : /^Wait for the review/,
  ),
});

/** The KYB status: its values, how it is read, and which grants it allows. */
export const STATUSES: readonly Row[] = [
  ...[...EDITABLE, ...CLOSED].map((status) =>
    row('3.1', `${status} is passed on`, async ({ api, given }) => {
      const { customer_id, key } = await given.customer({ status });
      expect((await api.read(customer_id).expect(200)).body.status).toBe(status);
      expect((await api.find(key).expect(200)).body.status).toBe(status);
    }),
  ),
  row('3.1', 'the vendor may write it in lower case', async (world) => {
    const { customer_id, email, key } = await world.given.customer();
    await tell(world, customer_id, email, 'pending_response');
    expect((await world.api.find(key).expect(200)).body.status).toBe('PENDING_RESPONSE');
  }),
  row('3.1', 'an unknown status counts as in review, is passed on unchanged, and never fails', async (world) => {
    const { customer_id, email, key } = await world.given.customer();
    await tell(world, customer_id, email, 'ON_HOLD');
    expect((await world.api.find(key).expect(200)).body.status).toBe('UNDER_REVIEW');
    const kept = await world.gateway.database.query(
      'SELECT status, status_as_received FROM portico.customers WHERE customer_id = $1',
      [customer_id],
    );
    expect(kept).toEqual([{ status: 'UNDER_REVIEW', status_as_received: 'ON_HOLD' }]);
  }),
  row(
    '3.2',
    'no order is enforced on what the vendor reports, and every change is audited once',
    async ({ api, given, gateway }) => {
      const { customer_id } = await given.customer();
      const steps: readonly KybStatus[] = ['APPROVED', 'INIT', 'PROVISIONING', 'PENDING_REVIEW', 'PENDING_REVIEW'];
      for (const status of steps) {
        await given.status(customer_id, status);
        expect((await api.read(customer_id).expect(200)).body.status).toBe(status);
      }
      const rows = await gateway.database.query<{ to: string }>(
        "SELECT a.detail ->> 'to' AS to FROM portico.audit_entries a WHERE action = 'onboarding.status.observed' " +
          "AND detail ->> 'customer_id' = $1 ORDER BY entry_id",
        [customer_id],
      );
      expect(rows.map(({ to }) => to)).toEqual(['APPROVED', 'INIT', 'PROVISIONING', 'PENDING_REVIEW']);
    },
  ),
  ...EDITABLE.map((status) =>
    row('3.3', `${status}: a grant may be made`, async (world) => {
      const { customer_id } = await world.given.customer({ status });
      await world.api.grant(customer_id).expect(201);
      expect(await grantCalls(world, customer_id)).toBe(1);
    }),
  ),
  ...CLOSED.map((status) =>
    row('3.3', `${status}: known to the gateway, 409 without a grant call`, async (world) => {
      const { customer_id } = await world.given.customer({ status });
      await world.api.read(customer_id).expect(200);
      const { body } = await world.api.grant(customer_id).expect(409);
      expect(body).toMatchObject(conflict(status));
      expect(await grantCalls(world, customer_id)).toBe(0);
      expect(await effectsOf(world, customer_id)).not.toContain('grant.created');
    }),
  ),
  ...CLOSED.map((status) =>
    row('3.3', `${status}: not known yet, the vendor's refusal becomes the same 409`, async (world) => {
      const { customer_id } = await world.given.customer({ status });
      const { body } = await world.api.grant(customer_id).expect(409);
      expect(body).toMatchObject(conflict(status));
      expect(await grantCalls(world, customer_id)).toBe(1);
      expect(await effectsOf(world, customer_id)).not.toContain('grant.created');
      await world.api.grant(customer_id).expect(409);
      expect(await grantCalls(world, customer_id)).toBe(1);
    }),
  ),
  row(
    '3.3',
    'a stored status may be outdated: the vendor is asked before a grant is refused',
    async ({ api, given }) => {
      const { customer_id } = await given.customer({ status: 'UNDER_REVIEW' });
      await api.read(customer_id).expect(200);
      await given.status(customer_id, 'PENDING_RESPONSE');
      await api.grant(customer_id).expect(201);
    },
  ),
  ...[400, 409, 500].map((status) =>
    row('3.3', `a ${status} of the vendor concerns the status only when the status forbids a grant`, async (world) => {
      const { customer_id } = await world.given.customer({ status: 'UNDER_REVIEW' });
      const fault = {
        vendor: '1money',
        path: upstream(world, 'grant', customer_id),
        method: 'POST',
        kind: 'status',
        status,
        times: 1,
      };
      await world.gateway.sandbox.control('/_sandbox/faults', fault);
      expect((await world.api.grant(customer_id).expect(409)).body).toMatchObject(conflict('UNDER_REVIEW'));
      const { customer_id: open } = await world.given.customer();
      await world.gateway.sandbox.control('/_sandbox/faults', { ...fault, path: upstream(world, 'grant', open) });
      expect((await world.api.grant(open)).status).toBe({ 400: 400, 409: 409, 500: 502 }[status]);
    }),
  ),
  row('3.4', 'flagged items are passed on as the vendor wrote them', async ({ api, given }) => {
    const { customer_id } = await given.customer();
    const issues = {
      company_issues: {
        company_name: 'Acme Robotics GmbH',
        description: 'Proof of address is older than 90 days',
        reject_reason: 'DOCUMENT_OUTDATED',
      },
      associated_person_issues: [
        {
          associated_person_id: '5d0a8c52-7f5e-4a0c-8a54-6a1f0a9b2c11',
          name: 'Zo\u00eb Kim',
          description: '<b>Passport</b> is not legible',
          reject_reason: 'DOCUMENT_UNREADABLE',
        },
      ],
    };
    await given.status(customer_id, 'PENDING_RESPONSE', issues);
    const { body } = await api.read(customer_id).expect(200);
    expect(body.status).toBe('PENDING_RESPONSE');
    expect(body.review_issues).toEqual(api.family === 'hosted' ? undefined : issues);
  }),
];
