import { randomUUID } from 'node:crypto';
import { AnswerError, FinproError, type JourneyState, ProblemError } from '@portico/client';
import { startPortico, type TestPortico } from '@portico/testing';
import { MAGIC_EMAILS, MAGIC_MOBILES, type MagicInput } from '../../src/sandbox/magic-inputs';

const STATES: Readonly<Record<string, JourneyState>> = {
  approve: 'APPROVED',
  reject: 'REJECTED',
  pause: 'PAUSED',
  revoke: 'REVOKED',
};

/** Status, and the problem's type or FinPro's errorCode. */
async function answerTo(work: Promise<{ status: number }>): Promise<readonly [number, string | null]> {
  const found = await work.catch((error: unknown) => error);
  if (found instanceof ProblemError) return [found.status, found.type];
  if (found instanceof FinproError) return [found.status, found.errorCode];
  if (found instanceof Error && !(found instanceof AnswerError)) throw found;
  return [(found as { status: number }).status, null];
}

describe('a magic input', () => {
  let portico: TestPortico;
  beforeAll(async () => {
    portico = await startPortico({ environment: { VENDOR_BREAKER: 'off', VENDOR_DEADLINE_MS: '1500' } });
  });
  afterEach(() => portico.sandbox.faults.release());
  afterAll(() => portico.close());

  it.each(MAGIC_EMAILS.map((row) => [`${row.input}: ${row.happens}`, row] as const))('%s', async (_, row) => {
    const body = {
      email: `${row.input}+${randomUUID()}@acme.example`,
      first_name: 'Zoë',
      last_name: 'Kim',
      customer_type: 'BUSINESS' as const,
    };
    const idempotencyKey = randomUUID();
    const options = { idempotencyKey, retries: 0 };
    expect(await answerTo(portico.client.call('createHostedCustomer', { body }, options))).toEqual(row.answers);
    const received = (await portico.sandbox.requests({ vendor: '1money', path: '/v1/customers' })).filter(
      (one) =>
        one.method === 'POST' && one.idempotency_key !== null && (one.body as { email?: string }).email === body.email,
    );
    expect(received.some(({ fault }) => fault !== null)).toBe(row.creating !== undefined);
    if (row.answers[0] === 201) await afterCreation(row, idempotencyKey);
  });

  async function afterCreation(row: MagicInput, key: string): Promise<void> {
    const { customer_id } = await portico.client.customers.findByKey(key);
    const link = () =>
      answerTo(portico.client.call('createOnboardingGrant', { body: { customer_id } }, { retries: 0 }));
    if (row.linking) expect(await link()).toEqual([503, 'vendor-out-of-service']);
    else expect(await link()).toEqual([201, null]);
    if (!row.submitted) return;
    await portico.sandbox.kyb.submit(customer_id);
    await portico.waitFor(customer_id, row.submitted);
    const mayGrant = ['PENDING_RESPONSE', 'REJECTED'].includes(row.submitted);
    expect(await link()).toEqual(mayGrant ? [201, null] : [409, 'grant-not-allowed']);
    const { review_issues } = await portico.client.customers.getFull(customer_id);
    expect(review_issues?.company_issues != null).toBe(row.submitted === 'PENDING_RESPONSE');
  }

  it.each(MAGIC_MOBILES.map((row) => [`${row.input}: ${row.happens}`, row] as const))('%s', async (_, row) => {
    const body = {
      productID: 'LOAN01',
      vua: `${row.input}@onemoney`,
      partyIdentifierType: 'MOBILE' as const,
      partyIdentifierValue: row.input,
      accountID: randomUUID(),
    };
    const asked = portico.client.call('requestConsent', { body }, { retries: 0 });
    expect(await answerTo(asked)).toEqual(row.answers);
    if (row.answers[0] !== 200) return;
    const { body: answer } = await asked;
    if (!('data' in answer)) throw new Error('it was no dry run');
    const { consent_handle: handle } = answer.data;
    if (row.decides) await portico.waitFor(handle, STATES[row.decides.at(-1)!]!);
    if (row.discovery) {
      await expect(portico.sandbox.consent.approve(handle)).rejects.toThrow('no account');
      expect((await portico.client.consents.get(handle)).state).toBe('PENDING');
    }
  });
});
