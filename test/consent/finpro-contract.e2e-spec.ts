import { gatewayWorld } from '../support/consent-api';
import { rowsAt } from '../support/finpro-api';
import { type RunningGateway, startGateway } from '../support/gateway';
import { CREDENTIALS } from './rows/credentials';
import { GATEWAY } from './rows/gateway';
import { LIFECYCLE } from './rows/lifecycle';
import { LISTS } from './rows/lists';
import { REDIRECTION } from './rows/redirection';
import { REFERENCE } from './rows/reference';
import { REQUEST } from './rows/request';

const ROWS = [...CREDENTIALS, ...REQUEST, ...REDIRECTION, ...LIFECYCLE, ...LISTS, ...REFERENCE, ...GATEWAY];

describe("FinPro's contract, kept by the gateway", () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  it.each(rowsAt('gateway', ROWS))('$section: $says', ({ check }) => check(gatewayWorld(gateway)));
});
