import request from 'supertest';
import { StallsService } from '../../src/journeys/stalls.service';
import { GivenConsents } from '../support/consent-api';
import { DEMO, OTHER, type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { later } from '../support/later';
import { LinkVisitor } from '../support/link-visitor';

const WITH_PAGE = { redirect_url: 'https://app.example.com/kyb' };
const [HALF_AN_HOUR, QUARTER] = [31 * 60, 16 * 60];

interface Stalled {
  readonly journey: string;
  readonly reference: string;
  readonly since: string;
  readonly reason: string;
}

describe('the event journey.stalled', () => {
  let gateway: RunningGateway;
  let given: Given;
  let consents: GivenConsents;
  beforeAll(async () => {
    gateway = await startGateway();
    [given, consents] = [new Given(gateway), new GivenConsents(gateway)];
  });
  afterAll(() => gateway.close());

  const round = ({ app }: RunningGateway): Promise<void> => app.get(StallsService, { strict: false }).round();
  const judgeAfter = (seconds: number): Promise<void> => later(gateway, seconds, () => round(gateway));
  /** Events get their position shortly after their commit. */
  const stalledOf = async (reference: string, authorization = DEMO, wait = 0): Promise<Stalled[]> => {
    const { body } = await request(gateway.url)
      .get('/v1/events')
      .query({ types: 'journey.stalled', limit: 100, ...(wait > 0 ? { wait } : {}) })
      .set('Authorization', authorization)
      .expect(200);
    return (body.events as { data: Stalled }[]).map(({ data }) => data).filter((data) => data.reference === reference);
  };
  const soon = async (reference: string): Promise<Stalled[]> => {
    for (let tried = 0; tried < 40; tried++) {
      const found = await stalledOf(reference);
      if (found.length > 0) return found;
      await stalledOf(reference, DEMO, 1);
    }
    return [];
  };
  const comeBack = async (customerId: string): Promise<void> => {
    const [sent] = (await gateway.sandbox.requests(`/v1/customers/${customerId}/onboarding_links`)).slice(-1);
    await fetch(String(sent!.body!.redirect_url), { redirect: 'manual' });
  };

  it('is made once, whatever the number of replicas, when no return came before the link expired', async () => {
    const { customer_id } = await given.customer();
    const { expires_at } = await given.grant(customer_id, WITH_PAGE);
    await judgeAfter(HALF_AN_HOUR - 120);
    const second = await startGateway({ database: gateway.database, sandbox: gateway.sandbox });
    await later(gateway, HALF_AN_HOUR, () => Promise.all([round(gateway), round(second), round(gateway)]));
    await second.close();
    await judgeAfter(2 * HALF_AN_HOUR);
    expect(await soon(customer_id)).toEqual([
      { journey: 'onboarding', reference: customer_id, since: expires_at, reason: 'NOT_OPENED_OR_LEFT' },
    ]);
    expect(await stalledOf(customer_id, OTHER)).toEqual([]);
  });

  it('has the reason LEFT_AT_VENDOR after a click on a durable link', async () => {
    const { customer_id } = await given.customer();
    await new LinkVisitor((await given.grant(customer_id, { link: 'durable', ...WITH_PAGE })).onboarding_url).click();
    await judgeAfter(HALF_AN_HOUR);
    expect(await soon(customer_id)).toEqual([expect.objectContaining({ reason: 'LEFT_AT_VENDOR' })]);
  });

  it('is made for a consent after a quarter of an hour', async () => {
    const { handle } = await consents.consent();
    await judgeAfter(QUARTER);
    expect(await soon(handle)).toEqual([expect.objectContaining({ journey: 'consent', reason: 'NOT_OPENED_OR_LEFT' })]);
  });

  it('is not made after a return, a final status or a newer link, without a visit, or without a page', async () => {
    const [returned, finished, unopened, renewed, decided] = await Promise.all([
      given.customer(),
      given.customer(),
      given.customer(),
      given.customer(),
      consents.consent({ event: 'approve' }),
    ]);
    await given.grant(returned.customer_id, WITH_PAGE);
    await comeBack(returned.customer_id);
    await given.grant(finished.customer_id, WITH_PAGE);
    await given.status(finished.customer_id, 'PENDING_REVIEW');
    await request(gateway.url)
      .get(`/v1/customers/hosted/${finished.customer_id}`)
      .set('Authorization', DEMO)
      .expect(200);
    const elsewhere = await given.customer();
    await given.grant(elsewhere.customer_id);
    await given.grant(unopened.customer_id, { link: 'durable', ...WITH_PAGE });
    const { expires_at: earlier } = await given.grant(renewed.customer_id, WITH_PAGE);
    await given.grant(renewed.customer_id, WITH_PAGE);
    const expired = await gateway.database.query(
      "UPDATE portico.onboarding_grants SET expires_at = now() - interval '1 minute' WHERE expires_at = $1 " +
        'RETURNING grant_id',
      [earlier],
    );
    expect(expired).toHaveLength(1);
    await request(gateway.url).get(`/v1/consents/${decided.handle}`).set('Authorization', DEMO).expect(200);
    await round(gateway);
    expect(await stalledOf(renewed.customer_id)).toEqual([]);
    const sentinel = await given.customer();
    await given.grant(sentinel.customer_id, WITH_PAGE);
    await judgeAfter(HALF_AN_HOUR);
    await soon(sentinel.customer_id);
    for (const reference of [
      elsewhere.customer_id,
      returned.customer_id,
      finished.customer_id,
      unopened.customer_id,
      decided.handle,
    ])
      expect(await stalledOf(reference)).toEqual([]);
  });
});
