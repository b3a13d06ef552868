import { randomUUID } from 'node:crypto';
import {
  both,
  type ConsentRow,
  type ConsentWorld,
  expectRefusal,
  givenConsent,
  listed,
  move,
  sandboxOnly,
} from '../../support/finpro-api';

const DAY_SECONDS = 86_400;

/** How a consent gets into a state. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  PENDING: [],
  ACTIVE: ['approve'],
  PAUSED: ['approve', 'pause'],
  REJECTED: ['reject'],
  REVOKED: ['approve', 'revoke'],
  EXPIRED: ['approve', 'expire'],
};

const revoke = ({ api }: ConsentWorld, consentID: unknown): ReturnType<ConsentWorld['api']['post']> =>
  api.post('/revokeconsent', { consentID });
const effectsOf = async ({ sandbox }: ConsentWorld, handle: string): Promise<string[]> =>
  (await sandbox.effects()).filter(({ subject }) => subject === handle).map(({ kind }) => kind);
const idOf = async (world: ConsentWorld, handle: string): Promise<string> =>
  (await listed(world, handle)).consentID as string;

/** Runs with the vendor's clock advanced, and resets it afterwards. */
async function later(world: ConsentWorld, days: number, check: () => Promise<unknown>): Promise<void> {
  await world.sandbox.control('/_sandbox/clock/advance', { seconds: days * DAY_SECONDS });
  try {
    await check();
  } finally {
    await world.sandbox.control('/_sandbox/clock/advance', { seconds: -days * DAY_SECONDS });
  }
}

/** Statuses, their transitions, and revocation. */
export const LIFECYCLE: readonly ConsentRow[] = [
  both('4.1', 'a consent has an id from its approval on', async (world) => {
    const { handle } = await givenConsent(world);
    expect(await listed(world, handle)).toMatchObject({ status: 'PENDING', consentID: null, accounts: [] });
    const { consent_id } = await move(world.sandbox, handle, 'approve');
    expect(consent_id).not.toBeNull();
    expect(await listed(world, handle)).toMatchObject({ status: 'ACTIVE', consentID: consent_id });
    for (const event of ['pause', 'resume', 'revoke'])
      expect((await move(world.sandbox, handle, event)).consent_id).toBe(consent_id);
  }),
  both('4.1', 'a rejected consent has no id', async (world) => {
    const { handle } = await givenConsent(world, {}, 'reject');
    expect(await listed(world, handle)).toMatchObject({ status: 'REJECTED', consentID: null, accounts: [] });
  }),
  sandboxOnly('4.1', 'each transition is one effect, of the handle', async (world) => {
    const { handle } = await givenConsent(world, {}, 'approve', 'pause', 'resume', 'revoke');
    expect(await effectsOf(world, handle)).toEqual([
      'consent.created',
      'consent.approved',
      'consent.paused',
      'consent.resumed',
      'consent.revoked',
    ]);
    const { handle: other } = await givenConsent(world, {}, 'reject');
    expect(await effectsOf(world, other)).toEqual(['consent.created', 'consent.rejected']);
  }),
  sandboxOnly('4.1', 'of concurrent transitions that exclude each other, one is made', async (world) => {
    const { handle } = await givenConsent(world);
    const events = Array.from({ length: 12 }, (_, at) => (at % 2 ? 'approve' : 'reject'));
    const answers = await Promise.all(
      events.map((event) =>
        fetch(`${world.sandbox.url}/_sandbox/finpro/consents/${handle}/${event}`, { method: 'POST' }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(11).fill(409)]);
    expect(await effectsOf(world, handle)).toHaveLength(2);
  }),
  ...(['PENDING', 'ACTIVE', 'PAUSED'] as const).map((state) =>
    both('4.1', `${state} is EXPIRED when its end has passed, once`, async (world) => {
      const { handle } = await givenConsent(world, {}, ...WAYS[state]!);
      await later(world, 29, async () => expect(await listed(world, handle)).toMatchObject({ status: state }));
      await later(world, 31, async () => {
        const seen = await Promise.all(Array.from({ length: 5 }, () => listed(world, handle)));
        expect(seen.map(({ status }) => status)).toEqual(Array(5).fill('EXPIRED'));
      });
      expect((await effectsOf(world, handle)).filter((kind) => kind === 'consent.expired')).toHaveLength(1);
    }),
  ),
  ...(['REJECTED', 'REVOKED'] as const).map((state) =>
    both('4.1', `${state} stays so when its end has passed`, async (world) => {
      const { handle } = await givenConsent(world, {}, ...WAYS[state]!);
      await later(world, 31, async () => expect(await listed(world, handle)).toMatchObject({ status: state }));
    }),
  ),
  sandboxOnly('4.1', 'an expired consent cannot be approved', async (world) => {
    const { handle } = await givenConsent(world);
    await later(world, 31, async () =>
      expect(
        (await fetch(`${world.sandbox.url}/_sandbox/finpro/consents/${handle}/approve`, { method: 'POST' })).status,
      ).toBe(409),
    );
  }),
  sandboxOnly(
    '4.1',
    'the customer gives the accounts of the allowed FIPs that the template is about',
    async (world) => {
      const accountsOf = async (change: object): Promise<string[]> => {
        const { handle } = await givenConsent(world, change, 'approve');
        return ((await listed(world, handle)).accounts as { fipId: string; fiType: string }[]).map(
          ({ fipId, fiType }) => `${fipId} ${fiType}`,
        );
      };
      expect(await accountsOf({ fipID: ['BETA-FIP', 'ALPHA-FIP'] })).toEqual([
        'BETA-FIP DEPOSIT',
        'BETA-FIP DEPOSIT',
        'ALPHA-FIP DEPOSIT',
        'ALPHA-FIP TERM_DEPOSIT',
      ]);
      expect(await accountsOf({ productID: 'EQUITY01', pan: 'CANRY1234F', fipID: undefined })).toEqual([
        'DELTA-FIP EQUITIES',
        'DELTA-FIP MUTUAL_FUNDS',
      ]);
      expect(
        new Set(
          (await accountsOf({ productID: 'WEALTH01', fipID: undefined })).map((account) => account.split(' ')[0]),
        ),
      ).toEqual(new Set(['ALPHA-FIP', 'BETA-FIP', 'GAMMA-FIP']));
    },
  ),

  ...(['ACTIVE', 'PAUSED'] as const).map((state) =>
    both('4.3', `${state} can be revoked`, async (world) => {
      const { handle } = await givenConsent(world, {}, ...WAYS[state]!);
      const { body } = await revoke(world, await idOf(world, handle)).expect(200);
      expect(body).toEqual({ status: 'success', ver: expect.any(String), message: expect.any(String) });
      expect(await listed(world, handle)).toMatchObject({ status: 'REVOKED' });
    }),
  ),
  sandboxOnly('4.3', 'of concurrent revocations, one is carried out', async (world) => {
    const { handle } = await givenConsent(world, {}, 'approve');
    const consentId = await idOf(world, handle);
    const answers = await Promise.all(Array.from({ length: 6 }, () => revoke(world, consentId)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(5).fill(400)]);
    expect((await effectsOf(world, handle)).filter((kind) => kind === 'consent.revoked')).toHaveLength(1);
  }),
  both('4.3', 'an unknown id', async (world) => {
    for (const id of [randomUUID(), 'no-such-id'])
      expectRefusal(world, await revoke(world, id), 400, 'InvalidConsentId', 'FP0034', 'consentID does not exist');
  }),
  both('4.3', 'a handle is not accepted as an id', async (world) => {
    const { handle } = await givenConsent(world, {}, 'approve');
    expectRefusal(world, await revoke(world, handle), 400, 'InvalidConsentId', 'FP0034');
  }),
  both('4.3', 'another organisation cannot revoke it', async (world) => {
    const { handle } = await givenConsent(world, {}, 'approve');
    expectRefusal(
      world,
      await world.other.post('/revokeconsent', { consentID: await idOf(world, handle) }),
      400,
      'InvalidConsentId',
      'FP0034',
    );
    expect(await listed(world, handle)).toMatchObject({ status: 'ACTIVE' });
  }),
  both('4.3', 'consentID is required, text, and has its characters', async (world) => {
    for (const value of [undefined, null, '', ' '])
      expectRefusal(
        world,
        await revoke(world, value),
        400,
        'InvalidRequest',
        'FP0901',
        'consentID should not be empty',
      );
    for (const value of [7, ['x']])
      expectRefusal(world, await revoke(world, value), 400, 'InvalidRequest', 'FP0901', 'consentID must be a string');
    expectRefusal(
      world,
      await revoke(world, 'a b'),
      400,
      'InvalidRequest',
      'FP0901',
      'consentID value can have only A to Z, a to z, 0 to 9, _ , - and . characters',
    );
  }),
];
