import { randomUUID } from 'node:crypto';
import request from 'supertest';
import type { KybStatus } from '../../src/onboarding/kyb/kyb-status';
import { DEMO, type RunningGateway } from './gateway';

/** All personal data of the tests contain this word, so that a leak can be found. */
export const CANARY = 'canary';

export interface GivenCustomer {
  readonly customer_id: string;
  readonly email: string;
  readonly status: KybStatus;
  readonly key: string;
}

export const newCustomer = (): {
  email: string;
  first_name: string;
  last_name: string;
  company_name: string;
  customer_type: 'BUSINESS';
} => ({
  email: `${CANARY}-${randomUUID()}@acme.example`,
  first_name: 'Zoë',
  last_name: 'Kim',
  company_name: 'Acme Robotics GmbH',
  customer_type: 'BUSINESS',
});

/** Brings customers into a state over the API. */
export class Given {
  constructor(private readonly gateway: RunningGateway) {}

  /** A customer of the consumer, in the given status at 1Money (the gateway does not know it until it asks). */
  async customer({
    status = 'INIT',
    authorization = DEMO,
  }: { status?: KybStatus; authorization?: string } = {}): Promise<GivenCustomer> {
    const key = randomUUID();
    const body = newCustomer();
    const { body: created } = await request(this.gateway.url)
      .post('/v1/customers/hosted')
      .set('Authorization', authorization)
      .set('Idempotency-Key', key)
      .send(body)
      .expect(201);
    if (status !== 'INIT') await this.status(created.customer_id, status);
    return { customer_id: created.customer_id, email: body.email, status, key };
  }

  async status(customerId: string, status: KybStatus, reviewIssues?: object): Promise<void> {
    await this.gateway.sandbox.control(`/_sandbox/1money/customers/${customerId}/status`, {
      status,
      ...(reviewIssues ? { review_issues: reviewIssues } : {}),
    });
  }

  async grant(
    customerId: string,
    rest: object = {},
  ): Promise<{ onboarding_url: string; grant_token: string; expires_at: string; link_id?: string }> {
    const { body, headers } = await request(this.gateway.url)
      .post('/v1/customers/onboarding/grants')
      .set('Authorization', DEMO)
      .send({ customer_id: customerId, ...rest })
      .expect(201);
    return headers['portico-link-id'] ? { ...body, link_id: headers['portico-link-id'] } : body;
  }
}
