import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { oneMoneySigner } from '../../src/vendors/one-money/one-money.signer';
import { DEMO, type RunningGateway } from './gateway';
import { Given, newCustomer } from './given';

/** The two families of paths of the gateway. */
export const FAMILIES = ['hosted', 'lightweight'] as const;
/** 1Money's two generations of paths that the gateway can call. */
export const GENERATIONS = ['lightweight', 'hosted'] as const;
export type Family = (typeof FAMILIES)[number];

/** The onboarding operations on one family of paths, as one consumer. */
export class OnboardingApi {
  constructor(
    readonly url: string,
    readonly family: Family,
    private readonly authorization: string = DEMO,
  ) {}

  as(authorization: string): OnboardingApi {
    return new OnboardingApi(this.url, this.family, authorization);
  }

  get collection(): string {
    return `/v1/customers/${this.family}`;
  }

  pathOf(customerId: string): string {
    return this.family === 'hosted' ? `/v1/customers/hosted/${customerId}` : `/v1/customers/${customerId}`;
  }

  grantPathOf(customerId: string): string {
    return this.family === 'hosted'
      ? '/v1/customers/onboarding/grants'
      : `/v1/customers/${customerId}/onboarding_links`;
  }

  create(body: object = newCustomer(), key: string = randomUUID()): request.Test {
    return request(this.url)
      .post(this.collection)
      .set('Authorization', this.authorization)
      .set('Idempotency-Key', key)
      .send(body);
  }

  find(key: string): request.Test {
    return request(this.url)
      .get(this.collection)
      .query({ idempotency_key: key })
      .set('Authorization', this.authorization);
  }

  read(customerId: string): request.Test {
    return request(this.url).get(this.pathOf(customerId)).set('Authorization', this.authorization);
  }

  grant(customerId: string, rest: object = {}): request.Test {
    const body = this.family === 'hosted' ? { customer_id: customerId, ...rest } : rest;
    return request(this.url).post(this.grantPathOf(customerId)).set('Authorization', this.authorization).send(body);
  }

  listGrants(customerId: string): request.Test {
    return request(this.url).get(`/v1/customers/hosted/${customerId}/grants`).set('Authorization', this.authorization);
  }
}

/** The gateway, sandbox and helpers in which a row of the contract is tested. */
export interface World {
  readonly gateway: RunningGateway;
  readonly generation: Family;
  readonly api: OnboardingApi;
  readonly given: Given;
}

export const worldOf = (gateway: RunningGateway, family: Family): World => ({
  gateway,
  generation: gateway.config.oneMoney!.generation,
  api: new OnboardingApi(gateway.url, family),
  given: new Given(gateway),
});

/** One sentence of the vendor's contract, and its test at the gateway. */
export interface Row {
  readonly section: string;
  readonly says: string;
  readonly check: (world: World) => Promise<unknown>;
  /** Whether it depends on the vendor's paths, so that it is tested with both generations. */
  readonly reachesVendor: boolean;
}

export const row = (section: string, says: string, check: Row['check']): Row => ({
  section,
  says,
  check,
  reachesVendor: true,
});

/** A sentence that the gateway fulfils without a vendor call. */
export const local = (section: string, says: string, check: Row['check']): Row => ({
  ...row(section, says, check),
  reachesVendor: false,
});

/** 1Money's path for the operation, by generation. */
export function upstream({ generation }: World, operation: 'create' | 'grant' | 'read', customerId = ''): string {
  const isHosted = generation === 'hosted';
  if (operation === 'create') return isHosted ? '/v1/customers/hosted' : '/v1/customers/lightweight';
  if (operation === 'grant')
    return isHosted ? '/v1/customers/onboarding/grants' : `/v1/customers/${customerId}/onboarding_links`;
  return isHosted ? `/v1/customers/hosted/${customerId}` : `/v1/customers/${customerId}`;
}

/** Signs for the first sandbox consumer, whose secret is public. */
const sign = oneMoneySigner('demo-consumer', 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA');

/** The headers of a request that the first consumer signs at the time `at`. */
export function signed(
  method: string,
  path: string,
  body = '',
  at = new Date(),
): { Authorization: string; 'X-OM-Date': string } {
  return sign({ method, path, body: Buffer.from(body) }, at) as { Authorization: string; 'X-OM-Date': string };
}
