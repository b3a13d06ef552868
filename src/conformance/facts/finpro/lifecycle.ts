import { randomUUID } from 'node:crypto';
import { anObject, fits, holds, members, same, UUID } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import type { Need } from '../../needs';
import { FP, refusedAs } from '../../vendors/finpro-answers';
import type { World } from '../../world';

const { stated, open } = factsInGroup('finpro');
const NEEDS: readonly Need[] = ['effects', 'template'];
const PERSON: readonly Need[] = [...NEEDS, 'person'];
const DAY = 86_400;

/** How a consent gets into a state, and what may happen there. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  PENDING: [],
  ACTIVE: ['approve'],
  PAUSED: ['approve', 'pause'],
  REJECTED: ['reject'],
  REVOKED: ['approve', 'revoke'],
  EXPIRED: ['approve', 'expire'],
};
const LEADS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  PENDING: { approve: 'ACTIVE', reject: 'REJECTED', expire: 'EXPIRED' },
  ACTIVE: { pause: 'PAUSED', revoke: 'REVOKED', expire: 'EXPIRED' },
  PAUSED: { resume: 'ACTIVE', revoke: 'REVOKED', expire: 'EXPIRED' },
};

/** Makes a consent in this state; returns its handle and its id. */
export async function inState({ finpro, sandbox }: World, state: string): Promise<{ handle: string; id: unknown }> {
  const { handle } = await finpro.consent();
  await sandbox.consent(handle, ...WAYS[state]!);
  return { handle, id: (await finpro.listed(handle)).consentID };
}

/** States of a consent, and revoking it (finpro.md 4.1, 4.3). */
export const FINPRO_LIFECYCLE: readonly Fact[] = [
  stated(
    'consent.pending',
    '4.1',
    'integrators',
    'a consent that was asked for is PENDING and has no consentID',
    NEEDS,
    async ({ finpro }) => {
      const { status, consentID } = await finpro.listed((await finpro.consent()).handle);
      same('the consent', [status, consentID], ['PENDING', null]);
    },
  ),
  ...Object.keys(WAYS).map((state) =>
    stated(
      `consent.steps.${state}`,
      '4.1',
      'page',
      `from ${state} ${Object.keys(LEADS[state] ?? {}).join(', ') || 'nothing'} can happen, and nothing else`,
      PERSON,
      async (world) => {
        for (const event of ['approve', 'reject', 'pause', 'resume', 'revoke', 'expire']) {
          const { handle } = await inState(world, state);
          const leads = LEADS[state]?.[event];
          same(
            `${event} in ${state}`,
            (await world.sandbox.send('POST', `/_sandbox/finpro/consents/${handle}/${event}`)).status,
            leads ? 200 : 409,
          );
          same(`the state after ${event}`, (await world.finpro.listed(handle)).status, leads ?? state);
        }
      },
    ),
  ),
  stated(
    'consent.id',
    '4.1',
    'page',
    'consentID is assigned by the approval, is another id than the handle, and stays',
    PERSON,
    async (world) => {
      const { handle, id } = await inState(world, 'ACTIVE');
      fits('consentID', id, UUID);
      holds('consentID', id !== handle, 'not the handle', 'the handle');
      await world.sandbox.consent(handle, 'pause', 'resume', 'revoke');
      same('consentID afterwards', (await world.finpro.listed(handle)).consentID, id);
    },
  ),
  stated(
    'consent.expires',
    '4.1',
    'page',
    'a consent whose end has passed is EXPIRED',
    [...PERSON, 'clock'],
    async (world) => {
      const { handle } = await inState(world, 'ACTIVE');
      same(
        'before',
        await world.sandbox.later(29 * DAY, async () => (await world.finpro.listed(handle)).status),
        'ACTIVE',
      );
      same(
        'after',
        await world.sandbox.later(31 * DAY, async () => (await world.finpro.listed(handle)).status),
        'EXPIRED',
      );
    },
  ),
  open(
    'consent.pending-expires',
    '4.1',
    'an undecided consent, after its end',
    [...NEEDS, 'clock'],
    'EXPIRED',
    async ({ finpro, sandbox }) => {
      const { handle } = await finpro.consent();
      return sandbox.later(31 * DAY, async () => String((await finpro.listed(handle)).status));
    },
  ),

  stated(
    'revoke.success',
    '4.3',
    'page',
    'revokeconsent answers ver, status and message, and the consent is REVOKED',
    PERSON,
    async (world) => {
      const { handle, id } = await inState(world, 'ACTIVE');
      const answer = await world.finpro.post('/revokeconsent', { consentID: id });
      same('status', answer.status, 200);
      const { status, message } = members('the answer', answer.json, ['ver', 'status', 'message']);
      same('status in the answer', status, 'success');
      fits('message', message, /\S/);
      same('the consent', (await world.finpro.listed(handle)).status, 'REVOKED');
    },
  ),
  stated('revoke.paused', '4.3', 'page', 'a PAUSED consent can be revoked', PERSON, async (world) =>
    same(
      'status',
      (await world.finpro.post('/revokeconsent', { consentID: (await inState(world, 'PAUSED')).id })).status,
      200,
    ),
  ),
  ...['REVOKED', 'EXPIRED'].map((state) =>
    stated(
      `revoke.${state}`,
      '4.3',
      'integrators',
      `a ${state} consent cannot be revoked: InvalidStatus`,
      PERSON,
      async (world) =>
        refusedAs(
          world,
          await world.finpro.post('/revokeconsent', { consentID: (await inState(world, state)).id }),
          400,
          'InvalidStatus',
          { code: FP.InvalidStatus },
        ),
    ),
  ),
  stated(
    'revoke.unknown',
    '4.3',
    'integrators',
    'an id that does not exist is InvalidConsentId, FP0034',
    ['effects'],
    async (world) =>
      refusedAs(
        world,
        await world.finpro.post('/revokeconsent', { consentID: randomUUID() }),
        400,
        'InvalidConsentId',
        { code: 'FP0034' },
      ),
  ),
  stated('revoke.handle', '4.1', 'page', 'a handle is no consentID', NEEDS, async (world) =>
    refusedAs(
      world,
      await world.finpro.post('/revokeconsent', { consentID: (await world.finpro.consent()).handle }),
      400,
      'InvalidConsentId',
      { code: 'FP0034' },
    ),
  ),
  stated(
    'revoke.of-another',
    '4.3',
    'integrators',
    "another organisation's consent does not exist",
    [...PERSON, 'second-partner'],
    async (world) =>
      refusedAs(
        world,
        await world.otherOrganisation.post('/revokeconsent', { consentID: (await inState(world, 'ACTIVE')).id }),
        400,
        'InvalidConsentId',
        { code: 'FP0034' },
      ),
  ),
  ...[undefined, null, ''].map((consentID, at) =>
    stated(
      `revoke.missing-${at + 1}`,
      '4.3',
      'page',
      `consentID is required (${JSON.stringify(consentID) ?? 'absent'})`,
      ['effects'],
      async (world) =>
        refusedAs(world, await world.finpro.post('/revokeconsent', { consentID }), 400, 'InvalidRequest', {
          code: FP.InvalidRequest,
          text: 'consentID should not be empty',
        }),
    ),
  ),
  stated(
    'revoke.characters',
    '2.4',
    'page',
    'consentID has letters, digits, _, - and . alone, by the text of the vendor',
    ['effects'],
    async (world) => {
      const answer = await world.finpro.post('/revokeconsent', { consentID: 'a b' });
      refusedAs(world, answer, 400, 'InvalidRequest', { code: FP.InvalidRequest });
      same(
        'errorMsg',
        anObject('the error', answer.json).errorMsg,
        'consentID value can have only A to Z, a to z, 0 to 9, _ , - and . characters',
      );
    },
  ),
];
