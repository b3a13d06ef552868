import type { SandboxConsent } from '../../src/sandbox/finpro/consents/consent';
import { ConsentsStore } from '../../src/sandbox/finpro/consents/consents.store';
import { newMobile } from '../support/finpro-api';
import { type RunningSandbox, startSandbox } from '../support/sandbox';

const CONSENTS = 100;
const STEPS = 8;

/** Reads first and updates afterwards: the mistake that the one conditional update avoids. */
class ReadThenMove extends ConsentsStore {
  constructor(private readonly sandbox: RunningSandbox) {
    super(sandbox.sandbox.context);
  }

  override async transition(consentHandle: string): Promise<SandboxConsent | null> {
    const consent = await this.find(consentHandle);
    if (consent?.status !== 'PENDING') return null;
    await this.sandbox.sandbox.context.db.query(
      "UPDATE sandbox.finpro_consents SET status = 'REJECTED' WHERE consent_handle = $1",
      [consentHandle],
    );
    return { ...consent, status: 'REJECTED' };
  }
}

describe('approval, rejection and expiry of a consent at the same time', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ LOG_LEVEL: 'warn' });
  });
  afterAll(() => sandbox.close());

  const pending = async (store: ConsentsStore, validityDays = 30): Promise<string> => {
    const mobile = newMobile();
    const { consent_handle } = await store.create(
      {
        organisation_id: 'sandbox-org',
        client_id: 'portico-sandbox-fiu',
        app_identifier: 'portico',
        product_id: 'LOAN01',
        account_id: 'RACE',
        vua: `${mobile}@onemoney`,
        party_identifier_type: 'MOBILE',
        party_identifier_value: mobile,
        pan: null,
        fip_ids: null,
        redirect_url: 'https://app.example.com/',
        validityDays,
      },
      'race',
    );
    return consent_handle;
  };

  /** Approves, rejects and ends each consent many times at once. Returns how often each one was rejected. */
  const race = async (store: ConsentsStore, handles: readonly string[]): Promise<number[]> => {
    const rejections: number[] = [];
    for (const handle of handles) {
      const steps = await Promise.all(
        Array.from({ length: STEPS }, (_, at) =>
          at % 4 === 0 ? store.approve(handle, []) : store.transition(handle, at % 4 === 1 ? 'expire' : 'reject'),
        ),
      );
      rejections.push(steps.filter((step) => step?.status === 'REJECTED').length);
    }
    return rejections;
  };

  it('a consent ends once, and is never both rejected and approved', async () => {
    const store = new ConsentsStore(sandbox.sandbox.context);
    const handles = await Promise.all(Array.from({ length: CONSENTS }, () => pending(store)));
    expect((await race(store, handles)).filter((count) => count > 1)).toEqual([]);
    const effects = await sandbox.effects();
    for (const handle of handles) {
      const steps = effects
        .filter(({ subject }) => subject === handle)
        .map(({ kind }) => kind)
        .join(' ');
      expect(steps).toMatch(
        /^consent\.created (consent\.rejected|consent\.expired|consent\.approved( consent\.expired)?)$/,
      );
    }
  }, 60_000);

  it('a consent expires once, with concurrent checks', async () => {
    const store = new ConsentsStore(sandbox.sandbox.context);
    const handles = await Promise.all(Array.from({ length: CONSENTS }, () => pending(store, -1)));
    await Promise.all(Array.from({ length: STEPS }, () => store.expireDue()));
    const effects = await sandbox.effects('consent.expired');
    for (const handle of handles) expect(effects.filter(({ subject }) => subject === handle)).toHaveLength(1);
  }, 60_000);

  it('control: reading and updating in two steps is detected', async () => {
    const careless = new ReadThenMove(sandbox);
    const handles = await Promise.all(Array.from({ length: 30 }, () => pending(careless)));
    expect((await race(careless, handles)).filter((count) => count > 1).length).toBeGreaterThan(0);
  }, 60_000);
});
