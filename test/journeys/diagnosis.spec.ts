import { CONSENT_STATUSES } from '../../src/consent/consent-status';
import { consentAwaiting } from '../../src/consent/status/consent-facts';
import { standingOf } from '../../src/console/journeys/standing';
import { FAULTS } from '../../src/errors';
import { diagnose } from '../../src/journeys/diagnosis';
import { isDropped } from '../../src/journeys/flow/flow-figures';
import { type StuckAt, STUCK_AT_MEANINGS } from '../../src/journeys/stuck-at';
import { KYB_STATUSES } from '../../src/onboarding/kyb/kyb-status';
import { kybAwaiting } from '../../src/onboarding/kyb/customer-facts';
import type { JourneyFacts, LinkFacts, Awaiting, VisitFacts } from '../../src/journey-registry/journey-facts';

const minute = (n: number): Date => new Date(Date.UTC(2026, 0, 15, 9, n));
const REQUESTED = minute(0);
const TURNED = minute(1);
const ISSUED = minute(2);
const MINTED = minute(3);
const EXPIRED = minute(33);
const RETURNED = minute(10);
const FAILED = minute(12);
const EARLY = minute(15);
const LATE = minute(59);

const stand = (awaiting: Awaiting): Partial<JourneyFacts> => ({ stand: { awaiting, since: TURNED } });
const request = (outcome: JourneyFacts['request']['outcome'], fault: string | null = null): Partial<JourneyFacts> => ({
  request: { outcome, fault, at: REQUESTED },
  stand: null,
});
const durable = (
  state: LinkFacts['state'] = 'LIVE',
  endedAt: Date | null = null,
  rest: Partial<LinkFacts> = {},
): Partial<JourneyFacts> => ({
  link: { mode: 'durable', state, issuedAt: ISSUED, endedAt, pressedAt: null, ...rest },
});
const pressed = (at: Date, rest: Partial<LinkFacts> = {}): Partial<JourneyFacts> =>
  durable('LIVE', null, { pressedAt: at, ...rest });
const oneTime = (rest: Partial<VisitFacts> = {}): Partial<JourneyFacts> => ({
  link: { mode: 'one-time', state: 'LIVE', issuedAt: MINTED, endedAt: null, pressedAt: null },
  ...visit(rest),
});
const visit = (rest: Partial<VisitFacts> = {}): Partial<JourneyFacts> => ({
  visit: {
    issuedAt: MINTED,
    expiresAt: EXPIRED,
    wasClicked: false,
    returnedAt: null,
    said: null,
    isConfirmed: true,
    ...rest,
  },
});
const failed = (
  fault: string | null,
  outcome: 'REFUSED' | 'FAILED' | 'UNKNOWN' = 'REFUSED',
): Partial<JourneyFacts> => ({ failedLink: { outcome, fault, at: FAILED } });

const factsOf = (...parts: Partial<JourneyFacts>[]): JourneyFacts =>
  Object.assign(
    {
      journey: 'onboarding',
      now: EARLY,
      erasedAt: null,
      request: { outcome: 'SUCCEEDED', fault: null, at: REQUESTED },
      stand: { awaiting: 'USER', since: TURNED },
      link: null,
      visit: null,
      failedLink: null,
    } satisfies JourneyFacts,
    ...parts,
  );

type Expected = readonly [stuckAt: string | null, owner: string | null, since: Date | null, reason?: string | null];

/** Each way of getting stuck, and its diagnosis: where, owner, since, and the reason. */
const WAYS: readonly (readonly [way: string, facts: JourneyFacts, expected: Expected])[] = [
  [
    'the vendor refused the request',
    factsOf(request('REFUSED', 'vendor-refused')),
    ['REQUEST_REFUSED', 'CONSUMER', REQUESTED, 'vendor-refused'],
  ],
  [
    "the vendor refused Portico's credentials",
    factsOf(request('REFUSED', 'vendor-credentials')),
    ['CREDENTIALS', 'PORTICO', REQUESTED, 'vendor-credentials'],
  ],
  [
    'the vendor limited the rate of the request',
    factsOf(request('REFUSED', 'vendor-busy')),
    ['REQUEST_FAILED', 'VENDOR', REQUESTED, 'vendor-busy'],
  ],
  [
    'the request did not reach the vendor',
    factsOf(request('FAILED', 'vendor-unreachable')),
    ['REQUEST_FAILED', 'VENDOR', REQUESTED, 'vendor-unreachable'],
  ],
  [
    'the answer to the request was lost',
    factsOf(request('UNKNOWN', 'vendor-timeout')),
    ['REQUEST_UNKNOWN', 'PORTICO', REQUESTED, 'vendor-timeout'],
  ],
  ['the request is under way', factsOf(request('OPEN')), ['REQUEST_OPEN', 'VENDOR', REQUESTED]],

  ['the journey is done', factsOf(stand('DONE')), [null, null, null]],
  [
    'the journey is done, with a failed link',
    factsOf(stand('DONE'), durable('EXPIRED'), failed('vendor-failed')),
    [null, null, null],
  ],
  ['the vendor reviews', factsOf(stand('VENDOR'), oneTime({ returnedAt: RETURNED })), ['REVIEW', 'VENDOR', TURNED]],
  ['the vendor sets up', factsOf(stand('SET_UP')), ['SET_UP', 'VENDOR', TURNED]],
  ['the user paused', factsOf(stand('PAUSED')), ['PAUSED', 'USER', TURNED]],
  ['the user declined', factsOf(stand('DECLINED')), ['DECLINED', 'CONSUMER', TURNED]],
  ['the consent was revoked or has expired', factsOf(stand('ENDED')), ['ENDED', 'CONSUMER', TURNED]],
  ['the status is unknown', factsOf(stand('UNRECOGNISED')), ['STATUS_UNRECOGNISED', 'PORTICO', TURNED]],
  ['the vendor refused the application', factsOf(stand('REFUSED')), ['REFUSED', 'CONSUMER', TURNED]],
  [
    'the vendor refused the application, and the user has a link to correct it',
    factsOf(stand('REFUSED'), oneTime()),
    ['LINK_GIVEN', 'USER', MINTED],
  ],
  [
    'the vendor refused the application, and a durable link was made since',
    factsOf(stand('REFUSED'), durable()),
    ['LINK_NOT_OPENED', 'USER', ISSUED],
  ],
  [
    'the vendor refused what was submitted through the durable link',
    factsOf({ stand: { awaiting: 'REFUSED', since: RETURNED } }, pressed(MINTED)),
    ['REFUSED', 'CONSUMER', RETURNED],
  ],
  [
    'the vendor refused the application, and an older durable link was never pressed',
    factsOf({ stand: { awaiting: 'REFUSED', since: RETURNED } }, durable()),
    ['REFUSED', 'CONSUMER', RETURNED],
  ],
  [
    'the vendor was down when the durable link was pressed to correct the application',
    factsOf({ stand: { awaiting: 'REFUSED', since: RETURNED } }, pressed(FAILED), failed('vendor-failed')),
    ['LINK_FAILED', 'VENDOR', FAILED, 'vendor-failed'],
  ],
  [
    'the vendor wants the user again, who pressed the durable link before',
    factsOf({ stand: { awaiting: 'USER', since: RETURNED } }, pressed(MINTED)),
    ['LINK_TO_REOPEN', 'USER', RETURNED],
  ],
  [
    'the vendor wants the user again, who has a durable link that was not pressed',
    factsOf({ stand: { awaiting: 'USER', since: RETURNED } }, durable()),
    ['LINK_NOT_OPENED', 'USER', RETURNED],
  ],
  [
    'a durable link was made after a one-time link that still works',
    factsOf(oneTime(), durable('LIVE', null, { issuedAt: FAILED })),
    ['LINK_NOT_OPENED', 'USER', FAILED],
  ],
  [
    'a second durable link was made while the user is at the vendor',
    factsOf(visit({ wasClicked: true }), durable('LIVE', null, { issuedAt: FAILED })),
    ['LINK_NOT_OPENED', 'USER', FAILED],
  ],
  [
    'a durable link was made after the vendor gave none',
    factsOf(failed('vendor-failed'), durable('LIVE', null, { issuedAt: EARLY })),
    ['LINK_NOT_OPENED', 'USER', EARLY],
  ],
  [
    'a one-time link was made after a durable link that was pressed',
    factsOf(pressed(ISSUED), oneTime()),
    ['LINK_GIVEN', 'USER', MINTED],
  ],
  [
    'a one-time link expired, and an older durable link was pressed before',
    factsOf(pressed(ISSUED), visit(), { now: LATE }),
    ['LINK_TO_REOPEN', 'USER', EXPIRED],
  ],

  ['no link was requested', factsOf(), ['LINK_MISSING', 'CONSUMER', TURNED]],
  [
    'the vendor refused a link',
    factsOf(failed('vendor-refused')),
    ['LINK_REFUSED', 'CONSUMER', FAILED, 'vendor-refused'],
  ],
  [
    'the vendor was down when the link was requested',
    factsOf(failed('vendor-failed')),
    ['LINK_FAILED', 'VENDOR', FAILED, 'vendor-failed'],
  ],
  [
    "the vendor refused Portico's credentials when the link was asked for",
    factsOf(failed('vendor-credentials')),
    ['CREDENTIALS', 'PORTICO', FAILED, 'vendor-credentials'],
  ],
  [
    'the vendor was down when a durable link was clicked',
    factsOf(durable(), failed('vendor-timeout')),
    ['LINK_FAILED', 'VENDOR', FAILED, 'vendor-timeout'],
  ],

  ['the user has a one-time link', factsOf(oneTime()), ['LINK_GIVEN', 'USER', MINTED]],
  ['the subject was erased', factsOf(oneTime(), { now: LATE, erasedAt: RETURNED }), ['ERASED', null, RETURNED]],
  ['the one-time link expired', factsOf(oneTime(), { now: LATE }), ['LINK_EXPIRED', 'CONSUMER', EXPIRED]],
  [
    'the user came back from a one-time link unfinished',
    factsOf(oneTime({ returnedAt: RETURNED })),
    ['LEFT_UNFINISHED', 'CONSUMER', RETURNED, null],
  ],
  [
    'the user came back with an outcome',
    factsOf(oneTime({ returnedAt: RETURNED, said: 'ABANDONED' })),
    ['LEFT_UNFINISHED', 'CONSUMER', RETURNED, 'ABANDONED'],
  ],
  [
    'the user came back and the vendor did not answer',
    factsOf(oneTime({ returnedAt: RETURNED, isConfirmed: false })),
    ['RETURN_UNCONFIRMED', 'PORTICO', RETURNED],
  ],

  ['the durable link was not opened', factsOf(durable()), ['LINK_NOT_OPENED', 'USER', ISSUED]],
  ['the user clicked the durable link', factsOf(durable(), visit({ wasClicked: true })), ['AT_VENDOR', 'USER', MINTED]],
  [
    'the user clicked the durable link and did not come back',
    factsOf(durable(), visit({ wasClicked: true }), { now: LATE }),
    ['NOT_RETURNED', 'USER', EXPIRED],
  ],
  [
    'the user came back from a durable link unfinished',
    factsOf(durable(), visit({ wasClicked: true, returnedAt: RETURNED })),
    ['LEFT_UNFINISHED', 'USER', RETURNED, null],
  ],
  ['the durable link expired', factsOf(durable('EXPIRED', RETURNED)), ['LINK_EXPIRED', 'CONSUMER', RETURNED]],
  ['the durable link was withdrawn', factsOf(durable('REVOKED', RETURNED)), ['LINK_REVOKED', 'CONSUMER', RETURNED]],
  [
    'the durable link was pressed too often',
    factsOf(durable('LIMIT', RETURNED), visit({ wasClicked: true }), { now: LATE }),
    ['LINK_LIMIT', 'CONSUMER', RETURNED],
  ],
  [
    'the durable link was withdrawn while the user is at the vendor',
    factsOf(durable('REVOKED', RETURNED), visit({ wasClicked: true })),
    ['AT_VENDOR', 'USER', MINTED],
  ],
];

describe('the diagnosis', () => {
  it.each(WAYS)('when %s', (_way, facts, [stuckAt, owner, since, reason = null]) => {
    expect(diagnose(facts)).toMatchObject({ stuckAt: stuckAt, owner, since, reason });
  });

  it.each(WAYS)('has a next action in both journeys, when %s', (_way, facts) => {
    const both = (['onboarding', 'consent'] as const).map((journey) => diagnose({ ...facts, journey }).nextAction);
    expect(both.join(' ')).toMatch(/\S.*\./);
  });

  it('never tells a consumer to correct a link that no vendor refused, for any fault', () => {
    for (const outcome of ['FAILED', 'UNKNOWN'] as const) {
      for (const fault of [null, ...Object.keys(FAULTS)].filter((name) => name !== 'vendor-credentials')) {
        expect({ outcome, fault, ...diagnose(factsOf(failed(fault, outcome))) }).toMatchObject({
          outcome,
          fault,
          stuckAt: 'LINK_FAILED',
          owner: 'VENDOR',
        });
      }
    }
  });

  /** Every vendor status, with every link, at every step of a visit, before and after the status changed. */
  const everyCase = (): { name: string; facts: JourneyFacts }[] => {
    const statuses = [
      ...Object.keys(KYB_STATUSES).map((status) => ['onboarding', status, kybAwaiting(status)] as const),
      ...Object.keys(CONSENT_STATUSES).map((status) => ['consent', status, consentAwaiting(status)] as const),
    ];
    const times = [0, 5, 11, 14].map(minute);
    const links: Record<string, Partial<JourneyFacts>> = {
      none: {},
      'one-time': { link: { mode: 'one-time', state: 'LIVE', issuedAt: MINTED, endedAt: null, pressedAt: null } },
    };
    for (const state of ['LIVE', 'EXPIRED', 'REVOKED', 'LIMIT'] as const)
      for (const issuedAt of times)
        for (const pressedAt of [null, ...times.filter((at) => at >= issuedAt)])
          links[`durable ${state} of ${issuedAt.toISOString()}, pressed ${pressedAt?.toISOString()}`] = durable(
            state,
            state === 'LIVE' ? null : EARLY,
            { issuedAt, pressedAt },
          );
    const steps: Record<string, Partial<JourneyFacts>> = {
      'no visit': {},
      'a failed link': failed('vendor-failed'),
      'a refused link': failed('vendor-refused'),
    };
    for (const wasClicked of [true, false]) {
      const of = wasClicked ? 'a press' : 'a one-time link';
      steps[`away by ${of}`] = visit({ wasClicked });
      steps[`over by ${of}`] = visit({ wasClicked, expiresAt: FAILED });
      steps[`back by ${of}`] = visit({ wasClicked, returnedAt: RETURNED });
      steps[`back by ${of}, not confirmed`] = visit({ wasClicked, returnedAt: RETURNED, isConfirmed: false });
    }
    return statuses.flatMap(([journey, status, awaiting]) =>
      awaiting === null
        ? []
        : Object.entries(links).flatMap(([link, linked]) =>
            Object.entries(steps)
              .filter(([, { visit: one }]) => link !== 'one-time' || one?.wasClicked === false)
              .flatMap(([step, stepped]) =>
                [TURNED, FAILED].map((since) => ({
                  name: `${journey} ${status} since ${since.toISOString()}, link ${link}, ${step}`,
                  facts: factsOf({ journey, stand: { awaiting, since } }, linked, stepped),
                })),
              ),
          ),
    );
  };

  it('never says of a button that was pressed that it was not, and tells of a link that was made last', () => {
    const cases = everyCase();
    expect(cases.length).toBeGreaterThan(10_000);
    const wrong = cases.filter(({ facts }) => {
      const { stuckAt, since } = diagnose(facts);
      const { link, visit: last, failedLink, stand: standing } = facts;
      const isWaiting = ['USER', 'REFUSED'].includes(standing!.awaiting) && last?.isConfirmed !== false;
      const others = [last?.issuedAt, failedLink?.at, standing!.since];
      const isNewest = link?.mode === 'durable' && others.every((at) => !at || at <= link.issuedAt);
      return (
        (stuckAt === 'LINK_NOT_OPENED' && !(link!.mode === 'durable' && link!.pressedAt === null)) ||
        ((stuckAt === 'AT_VENDOR' || stuckAt === 'NOT_RETURNED') && !last!.wasClicked) ||
        (stuckAt === 'LINK_GIVEN' && last!.wasClicked) ||
        (isWaiting && isNewest && link.state === 'LIVE' && !link.pressedAt && since !== link.issuedAt)
      );
    });
    expect(wrong.map(({ name, facts }) => `${name}: ${diagnose(facts).stuckAt}`)).toEqual([]);
  });

  it('says that the vendor refused the application, whatever link the user had before', () => {
    const refused = everyCase().filter(
      ({ facts: { link, visit: last, failedLink, stand: standing } }) =>
        standing!.awaiting === 'REFUSED' && !last && !failedLink && (!link || link.issuedAt < standing!.since),
    );
    expect(refused.length).toBeGreaterThan(10);
    expect(refused.filter(({ facts }) => diagnose(facts).stuckAt !== 'REFUSED').map(({ name }) => name)).toEqual([]);
  });

  it.each(Object.keys(STUCK_AT_MEANINGS) as StuckAt[])(
    'has dropped out where the list says stuck or over: %s',
    (at) => {
      const inList = standingOf({ stuckAt: at });
      expect(isDropped({ step: 'LINK', standing: at })).toBe(inList !== 'under-way');
      expect(isDropped({ step: 'APPROVED', standing: at })).toBe(false);
    },
  );

  it('covers every value of stuck_at', () => {
    const told = new Set(WAYS.map(([, facts]) => diagnose(facts).stuckAt));
    expect(Object.keys(STUCK_AT_MEANINGS).filter((stuckAt) => !told.has(stuckAt as StuckAt))).toEqual([]);
  });
});
