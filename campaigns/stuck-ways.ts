import { randomUUID } from 'node:crypto';
import request from 'supertest';
import type { KybStatus } from '../src/onboarding/kyb/kyb-status';
import { ConsentApi, GivenConsents, newConsent, returnParameters } from '../test/support/consent-api';
import { DEMO, type RunningGateway } from '../test/support/gateway';
import { Given, newCustomer } from '../test/support/given';
import { LinkVisitor } from '../test/support/link-visitor';

/** The consumer's page to which users return. */
const PAGE = 'https://app.example.com/kyb';

const [MINUTE, DAY] = [60, 86_400];

/** The expected diagnosis of a journey. */
export interface Expected {
  readonly stuck_at: string;
  readonly owner: 'USER' | 'PORTICO' | 'VENDOR' | 'CONSUMER';
  /** The beginning, or a part, of the next action. */
  readonly next_action: RegExp;
  /** Seconds that pass before the diagnosis is read. */
  readonly after?: number;
}

/** A way to get stuck: the script brings a journey there and returns its reference. */
export interface Way {
  readonly journey: 'onboarding' | 'consent';
  readonly way: string;
  readonly script: (world: StuckWorld) => Promise<string>;
  readonly expected: Expected;
}

/** The helpers of the scripts. */
export class StuckWorld {
  readonly given: Given;
  readonly consents: GivenConsents;
  readonly api: ConsentApi;

  constructor(readonly gateway: RunningGateway) {
    this.given = new Given(gateway);
    this.consents = new GivenConsents(gateway);
    this.api = new ConsentApi(gateway.url);
  }

  async oneMoneyFails(fault: object, times = 1): Promise<void> {
    await this.gateway.sandbox.control('/_sandbox/faults', { vendor: '1money', times, ...fault });
  }

  async finproFails(fault: object, times = 1): Promise<void> {
    await this.gateway.sandbox.control('/_sandbox/faults', { vendor: 'finpro', times, ...fault });
  }

  /** A customer whose creation fails. Returns the key. */
  async createInVain(): Promise<string> {
    const key = randomUUID();
    await request(this.gateway.url)
      .post('/v1/customers/hosted')
      .set('Authorization', DEMO)
      .set('Idempotency-Key', key)
      .send(newCustomer());
    return key;
  }

  async grantInVain(customerId: string): Promise<void> {
    await request(this.gateway.url)
      .post('/v1/customers/onboarding/grants')
      .set('Authorization', DEMO)
      .send({ customer_id: customerId });
  }

  /** A customer whose status the gateway has read. */
  async customerIn(status: KybStatus): Promise<string> {
    const { customer_id } = await this.given.customer({ status });
    await this.read(customer_id);
    return customer_id;
  }

  async read(customerId: string): Promise<void> {
    await request(this.gateway.url).get(`/v1/customers/hosted/${customerId}`).set('Authorization', DEMO).expect(200);
  }

  /** The browser returns from 1Money, to the return address of the customer's latest link. */
  async comeBack(customerId: string): Promise<void> {
    const [sent] = (await this.gateway.sandbox.requests(`/v1/customers/${customerId}/onboarding_links`))
      .filter(({ status }) => status === 201)
      .slice(-1);
    await fetch(String(sent!.body!.redirect_url), { redirect: 'manual' });
  }

  /** The browser returns from the Account Aggregator with a redirection error code. */
  async comeBackFromAa(handle: string, vua: string, code: string): Promise<void> {
    const sent = [
      ...(await this.consents.sent('/v3/requestconsent')),
      ...(await this.consents.sent('/webRedirection/getEncryptedUrl')),
    ];
    const { body } = sent.findLast(({ body: asked }) => asked?.vua === vua || asked?.consentHandle === handle)!;
    const parameters = new URLSearchParams(Object.entries(await returnParameters({ handle, vua, code })));
    await fetch(`${String(body!.redirectUrl)}?${parameters}`, { redirect: 'manual' });
  }

  async durable(customerId: string): Promise<{ visitor: LinkVisitor; linkId: string }> {
    const { onboarding_url, link_id } = await this.given.grant(customerId, { link: 'durable', redirect_url: PAGE });
    return { visitor: new LinkVisitor(onboarding_url), linkId: link_id! };
  }

  /** A consent in a status that the gateway has read. */
  async consentAfter(...events: readonly string[]): Promise<string> {
    const { handle } = await this.consents.consent();
    for (const event of events) await this.consents.happens(handle, event);
    await this.api.journey(handle).expect(200);
    return handle;
  }
}

const way = (
  journey: Way['journey'],
  name: string,
  stuck_at: string,
  owner: Expected['owner'],
  next_action: RegExp,
  script: Way['script'],
  after?: number,
): Way => ({
  journey,
  way: name,
  script,
  expected: { stuck_at, owner, next_action, ...(after === undefined ? {} : { after }) },
});

const ONBOARDING: readonly Way[] = [
  way('onboarding', 'the vendor refuses the request', 'REQUEST_REFUSED', 'CONSUMER', /^Correct what/, async (world) => {
    await world.oneMoneyFails({ kind: 'status', status: 400, method: 'POST' });
    return world.createInVain();
  }),
  way(
    'onboarding',
    'the vendor limits the rate of the request',
    'REQUEST_FAILED',
    'VENDOR',
    /^Send the same request again/,
    async (world) => {
      await world.oneMoneyFails({ kind: 'rate-limit', method: 'POST' });
      return world.createInVain();
    },
  ),
  way('onboarding', "the vendor refuses Portico's credentials", 'CREDENTIALS', 'PORTICO', /operator/, async (world) => {
    await world.oneMoneyFails({ kind: 'status', status: 401, method: 'POST' });
    return world.createInVain();
  }),
  way(
    'onboarding',
    'the answer to the request is lost',
    'REQUEST_UNKNOWN',
    'PORTICO',
    /^Portico finds out/,
    async (world) => {
      await world.oneMoneyFails({ kind: 'reset', when: 'after', method: 'POST' });
      return world.createInVain();
    },
  ),
  way(
    'onboarding',
    'no link is asked for',
    'LINK_MISSING',
    'CONSUMER',
    /^Create a grant/,
    async (world) => (await world.given.customer()).customer_id,
  ),
  way('onboarding', 'the vendor refuses the link', 'LINK_REFUSED', 'CONSUMER', /correct the request/, async (world) => {
    const { customer_id } = await world.given.customer();
    await world.oneMoneyFails({ kind: 'status', status: 422, method: 'POST' });
    await world.grantInVain(customer_id);
    return customer_id;
  }),
  way(
    'onboarding',
    'the vendor is down when the link is asked for',
    'LINK_FAILED',
    'VENDOR',
    /^Ask for the grant again/,
    async (world) => {
      const { customer_id } = await world.given.customer();
      await world.oneMoneyFails({ kind: 'status', status: 503, method: 'POST' });
      await world.grantInVain(customer_id);
      return customer_id;
    },
  ),
  way(
    'onboarding',
    'the user has the one-time link and the form',
    'LINK_GIVEN',
    'USER',
    /^Let the user finish/,
    async (world) => {
      const { customer_id } = await world.given.customer();
      await world.given.grant(customer_id, { redirect_url: PAGE });
      return customer_id;
    },
  ),
  way(
    'onboarding',
    'the one-time link runs out',
    'LINK_EXPIRED',
    'CONSUMER',
    /^Create a grant .* earlier link/,
    async (world) => {
      const { customer_id } = await world.given.customer();
      await world.given.grant(customer_id, { redirect_url: PAGE });
      return customer_id;
    },
    31 * MINUTE,
  ),
  way(
    'onboarding',
    'the user saves the form for later',
    'LEFT_UNFINISHED',
    'CONSUMER',
    /^Create a grant .* earlier link/,
    async (world) => {
      const { customer_id } = await world.given.customer();
      await world.given.grant(customer_id, { redirect_url: PAGE });
      await world.comeBack(customer_id);
      return customer_id;
    },
  ),
  way(
    'onboarding',
    'the user comes back while the vendor cannot be asked',
    'RETURN_UNCONFIRMED',
    'PORTICO',
    /^Wait: Portico asks/,
    async (world) => {
      const { customer_id } = await world.given.customer();
      await world.given.grant(customer_id, { redirect_url: PAGE });
      await world.oneMoneyFails({ kind: 'status', status: 500, method: 'GET' });
      await world.comeBack(customer_id);
      return customer_id;
    },
  ),
  way('onboarding', 'compliance reviews', 'REVIEW', 'VENDOR', /^Wait for the vendor/, (world) =>
    world.customerIn('UNDER_REVIEW'),
  ),
  way('onboarding', 'the vendor sets up accounts', 'SET_UP', 'VENDOR', /^Wait for the vendor/, (world) =>
    world.customerIn('PROVISIONING'),
  ),
  way('onboarding', 'compliance refuses the application', 'REFUSED', 'CONSUMER', /^Tell the user/, (world) =>
    world.customerIn('REJECTED'),
  ),
  way(
    'onboarding',
    'compliance flags items, and only the used link is there',
    'LINK_MISSING',
    'CONSUMER',
    /^Create a grant/,
    async (world) => {
      const { customer_id } = await world.given.customer();
      await world.given.grant(customer_id, { redirect_url: PAGE });
      await world.given.status(customer_id, 'PENDING_RESPONSE');
      await world.comeBack(customer_id);
      return customer_id;
    },
  ),
  way(
    'onboarding',
    'the vendor uses an unknown status',
    'STATUS_UNRECOGNISED',
    'PORTICO',
    /operator/,
    async (world) => {
      const { customer_id, email } = await world.given.customer();
      const now = new Date().toISOString();
      await world.oneMoneyFails({
        kind: 'body',
        method: 'GET',
        body: JSON.stringify({ customer_id, email, status: 'HIBERNATING', created_at: now, updated_at: now }),
      });
      await world.read(customer_id);
      return customer_id;
    },
  ),
  way(
    'onboarding',
    'the button of the durable link is not pressed',
    'LINK_NOT_OPENED',
    'USER',
    /^Remind the user/,
    async (world) => {
      const { customer_id } = await world.given.customer();
      const { visitor } = await world.durable(customer_id);
      await visitor.open({ 'User-Agent': 'Slackbot-LinkExpanding 1.0' });
      return customer_id;
    },
  ),
  way(
    'onboarding',
    'the user went through the durable link',
    'AT_VENDOR',
    'USER',
    /^Let the user finish/,
    async (world) => {
      const { customer_id } = await world.given.customer();
      const { visitor } = await world.durable(customer_id);
      await visitor.click();
      return customer_id;
    },
  ),
  way(
    'onboarding',
    'the vendor wants the user again, who went through the durable link',
    'LINK_TO_REOPEN',
    'USER',
    /durable link that they have/,
    async (world) => {
      const { customer_id } = await world.given.customer();
      const { visitor } = await world.durable(customer_id);
      await visitor.click();
      await world.given.status(customer_id, 'PENDING_RESPONSE');
      await world.read(customer_id);
      return customer_id;
    },
  ),
  way(
    'onboarding',
    'the user goes through the durable link and does not come back',
    'NOT_RETURNED',
    'USER',
    /durable link that they have/,
    async (world) => {
      const { customer_id } = await world.given.customer();
      const { visitor } = await world.durable(customer_id);
      await visitor.click();
      return customer_id;
    },
    31 * MINUTE,
  ),
  way(
    'onboarding',
    'the durable link is withdrawn',
    'LINK_REVOKED',
    'CONSUMER',
    /^Issue a new durable link/,
    async (world) => {
      const { customer_id } = await world.given.customer();
      const { linkId } = await world.durable(customer_id);
      await request(world.gateway.url).post(`/v1/links/${linkId}/revoke`).set('Authorization', DEMO).expect(200);
      return customer_id;
    },
  ),
  way(
    'onboarding',
    'the durable link is pressed too often',
    'LINK_LIMIT',
    'CONSUMER',
    /^Issue a new durable link/,
    async (world) => {
      const { customer_id } = await world.given.customer();
      const { visitor } = await world.durable(customer_id);
      for (let left = world.gateway.config.durableLinks.clicksPerDay; left > 0; left--) await visitor.click();
      return customer_id;
    },
    31 * MINUTE,
  ),
];

const CONSENT: readonly Way[] = [
  way('consent', 'the vendor refuses the request', 'REQUEST_REFUSED', 'CONSUMER', /^Correct what/, async (world) => {
    const key = randomUUID();
    await world.finproFails({ kind: 'status', status: 400, path: '/v3/requestconsent' });
    await world.api.request(newConsent(), key);
    return key;
  }),
  way(
    'consent',
    'the answer to the request is lost',
    'REQUEST_UNKNOWN',
    'PORTICO',
    /^Portico finds out/,
    async (world) => {
      const body = newConsent();
      await world.finproFails({ kind: 'reset', when: 'after', path: '/v3/requestconsent' });
      await world.api.request(body);
      return body.accountID;
    },
  ),
  way(
    'consent',
    'the user has the link',
    'LINK_GIVEN',
    'USER',
    /^Let the user decide/,
    async (world) => (await world.consents.consent()).body.accountID,
  ),
  way(
    'consent',
    'the link runs out',
    'LINK_EXPIRED',
    'CONSUMER',
    /getEncryptedUrl .* still pending/,
    async (world) => (await world.consents.consent()).handle,
    16 * MINUTE,
  ),
  way(
    'consent',
    'the user cannot sign in and leaves',
    'LEFT_UNFINISHED',
    'CONSUMER',
    /getEncryptedUrl .* still pending/,
    async (world) => {
      const { handle, body } = await world.consents.consent();
      await world.comeBackFromAa(handle, body.vua, '4');
      return handle;
    },
  ),
  way(
    'consent',
    'the vendor is down when a fresh link is asked for',
    'LINK_FAILED',
    'VENDOR',
    /^Ask for the link again/,
    async (world) => {
      const { handle } = await world.consents.consent();
      await world.finproFails({ kind: 'status', status: 500, path: '/webRedirection/getEncryptedUrl' });
      await world.api.link({ consentHandle: handle });
      return handle;
    },
  ),
  way(
    'consent',
    'the user leaves what the durable link led to',
    'LEFT_UNFINISHED',
    'USER',
    /durable link that they have/,
    async (world) => {
      const { handle, url, body } = await world.consents.consent({ link: 'durable' });
      await new LinkVisitor(url).click();
      await world.comeBackFromAa(handle, body.vua, '6');
      return handle;
    },
  ),
  way(
    'consent',
    'the durable link runs out unopened',
    'LINK_EXPIRED',
    'CONSUMER',
    /^Issue a new durable link/,
    async (world) => (await world.consents.consent({ link: 'durable' })).handle,
    8 * DAY,
  ),
  way('consent', 'the user says no', 'DECLINED', 'CONSUMER', /^Request another consent/, (world) =>
    world.consentAfter('reject'),
  ),
  way('consent', 'the user pauses the consent', 'PAUSED', 'USER', /resume/, (world) =>
    world.consentAfter('approve', 'pause'),
  ),
  way('consent', 'the consent is taken back', 'ENDED', 'CONSUMER', /^Request another consent/, (world) =>
    world.consentAfter('approve', 'revoke'),
  ),
];

/** Every way to get stuck, in both journeys. */
export const WAYS: readonly Way[] = [...ONBOARDING, ...CONSENT];
