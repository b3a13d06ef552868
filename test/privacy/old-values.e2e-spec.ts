import request from 'supertest';
import { DataSource } from 'typeorm';
import { SealedReferences1790000000015 } from '../../migrations/0015-sealed-references';
import { ConsentApi, GivenConsents, returnParameters } from '../support/consent-api';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { dumpOf, columnsWith } from '../support/dump';
import { eraseAll } from '../support/erase';
import { eventually } from '../support/eventually';
import { type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';
import { LinkVisitor } from '../support/link-visitor';
import { type RunningSandbox, startSandbox } from '../support/sandbox';

const [ACCOUNT, PAGE] = ['7770012345', 'https://app.example.com/back?mobile=7770054321'];

/** The former schema, with values in clear. All consents are ACCOUNT's. */
const BACK = `
  ALTER TABLE portico.consents ADD COLUMN account_id text, ADD COLUMN redirect_url text;
  ALTER TABLE portico.consent_links ADD COLUMN redirect_url text;
  ALTER TABLE portico.onboarding_grants ADD COLUMN redirect_url text;
  ALTER TABLE portico.durable_links ADD COLUMN settings jsonb;
  UPDATE portico.consents SET account_id = '${ACCOUNT}', redirect_url = '${PAGE}';
  UPDATE portico.consent_links SET redirect_url = '${PAGE}';
  UPDATE portico.onboarding_grants SET redirect_url = '${PAGE}';
  UPDATE portico.durable_links SET settings = jsonb_build_object('redirect_url', '${PAGE}', 'locale', null);
  ALTER TABLE portico.consents DROP COLUMN account_index, DROP COLUMN account_sealed, DROP COLUMN redirect_url_sealed,
    DROP COLUMN erased_at;
  ALTER TABLE portico.consent_links DROP COLUMN redirect_url_sealed;
  ALTER TABLE portico.onboarding_grants DROP COLUMN redirect_url_sealed;
  ALTER TABLE portico.durable_links DROP COLUMN settings_sealed;
  ALTER TABLE portico.customers DROP COLUMN erased_at;
  DROP INDEX portico.idempotency_keys_subject_id_idx;
  DROP TABLE portico.values_to_seal, portico.audit_samples;
  DROP FUNCTION portico.erase_subject(uuid);
`;

describe('values that an earlier version stored in clear', () => {
  let database: TestDatabase;
  let sandbox: RunningSandbox;
  let gateway: RunningGateway;
  beforeAll(async () => {
    [database, sandbox] = [await createTestDatabase(), await startSandbox()];
    gateway = await startGateway({ database, sandbox });
  });
  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
    await database.drop();
  });

  it('are sealed at the start, and work as before; values of erased subjects are removed', async () => {
    const [given, consents] = [new Given(gateway), new GivenConsents(gateway)];
    const { customer_id: erasedId } = await given.customer();
    await given.grant(erasedId, { redirect_url: PAGE, link: 'durable' });
    await consents.consent({ accountID: ACCOUNT, redirectUrl: PAGE });
    await eraseAll(gateway);
    const { customer_id: customerId } = await given.customer();
    const { onboarding_url: link } = await given.grant(customerId, { redirect_url: PAGE, link: 'durable' });
    await given.grant(customerId, { redirect_url: PAGE });
    const consent = await consents.consent({ accountID: ACCOUNT, redirectUrl: PAGE });
    const pathOf = (url: unknown): string => String(url).replace(/^https?:\/\/[^/]+/, '');
    const fromKyb = pathOf(
      (await gateway.sandbox.requests(`/v1/customers/${customerId}/onboarding_links`)).at(-1)!.body!.redirect_url,
    );
    const fromConsent = pathOf((await consents.sent('/v3/requestconsent')).at(-1)!.body!.redirectUrl);
    const port = gateway.config.port;
    await gateway.close();

    await database.query(BACK);
    const owner = await new DataSource({ type: 'postgres', url: database.ownerUrl }).initialize();
    const runner = owner.createQueryRunner();
    await new SealedReferences1790000000015().up(runner);
    await runner.release();
    await owner.destroy();
    expect(columnsWith(await dumpOf(database), [ACCOUNT, PAGE])).toEqual(['values_to_seal.value']);

    gateway = await startGateway({ database, sandbox, environment: { PORT: String(port) } });
    await eventually(
      () => database.query('SELECT FROM portico.values_to_seal'),
      (rows) => rows.length === 0,
    );
    expect(columnsWith(await dumpOf(database), [ACCOUNT, PAGE])).toEqual([]);
    const { body: found } = await new ConsentApi(gateway.url).journeys({ account_id: ACCOUNT }).expect(200);
    expect(found.consents).toEqual([expect.objectContaining({ consent_handle: consent.handle, account_id: ACCOUNT })]);
    const kyb = await request(gateway.url).get(fromKyb).expect(303);
    expect(kyb.headers.location).toContain(`${PAGE}&customer_id=${customerId}`);
    const parameters = await returnParameters({ handle: consent.handle, vua: consent.body.vua });
    const back = await request(gateway.url)
      .get(`${fromConsent}${fromConsent.includes('?') ? '&' : '?'}${new URLSearchParams({ ...parameters })}`)
      .expect(303);
    expect(back.headers.location).toContain(`${PAGE}&consent_handle=${consent.handle}`);
    await new LinkVisitor(link).click();
    const minted = (await gateway.sandbox.requests(`/v1/customers/${customerId}/onboarding_links`)).at(-1)!.body!
      .redirect_url;
    expect((await request(gateway.url).get(pathOf(minted)).expect(303)).headers.location).toContain(
      `${PAGE}&customer_id=${customerId}`,
    );
  }, 60_000);
});
