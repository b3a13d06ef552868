import { sandboxWorld } from '../support/finpro-api';
import { type RunningSandbox, startSandbox } from '../support/sandbox';
import { CREDENTIALS } from './rows/credentials';
import { LIFECYCLE } from './rows/lifecycle';
import { LISTS } from './rows/lists';
import { REDIRECTION } from './rows/redirection';
import { REFERENCE } from './rows/reference';
import { REQUEST } from './rows/request';

const ROWS = [...CREDENTIALS, ...REQUEST, ...REDIRECTION, ...LIFECYCLE, ...LISTS, ...REFERENCE];

/** Rules that hold for gateway and sandbox are among the facts of test/conformance. */
describe("FinPro's contract, kept by the sandbox alone", () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  it.each(ROWS.filter(({ at }) => at === 'sandbox'))('$section: $says', ({ check }) => check(sandboxWorld(sandbox)));
});
