import { type RunningGateway, startGateway } from '../support/gateway';
import { FAMILIES, GENERATIONS, worldOf } from '../support/onboarding-api';
import { AUTHENTICATION } from './rows/authentication';
import { CUSTOMERS } from './rows/customers';
import { ERRORS } from './rows/errors';
import { GRANTS } from './rows/grants';
import { STATUSES } from './rows/statuses';

const ROWS = [...AUTHENTICATION, ...CUSTOMERS, ...GRANTS, ...STATUSES, ...ERRORS];

describe.each(GENERATIONS)("1Money's contract, kept by a gateway that calls the %s paths", (generation) => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway({ environment: { ONE_MONEY_GENERATION: generation } });
  });
  afterEach(() => gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE'));
  afterAll(() => gateway.close());

  describe.each(FAMILIES)('and answers on the %s paths', (family) => {
    it.each(ROWS.filter(({ reachesVendor }) => reachesVendor || generation === GENERATIONS[0]))(
      '$section: $says',
      ({ check }) => check(worldOf(gateway, family)),
    );
  });
});
