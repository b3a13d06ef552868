import { confirmationOf, journeyStateOf, nextActionOf, JOURNEY_STATES } from '../../src/consent/status/consent-state';
import {
  CONSENT_STATUSES,
  type ConsentStatus,
  consentStatusOf,
  mayBecome,
  statusesBefore,
  TRANSITIONS,
  visitOutcomeOf,
} from '../../src/consent/consent-status';

const ALL = Object.keys(CONSENT_STATUSES) as ConsentStatus[];

describe('the statuses of a consent (pages on revocation and consent events)', () => {
  it('makes every transition of the table, and accepts the same status again', () => {
    for (const [from, , to] of TRANSITIONS) expect(mayBecome(from, to)).toBe(true);
    for (const status of ALL) expect(mayBecome(status, status)).toBe(true);
  });

  it.each([
    ['PENDING', ['ACTIVE', 'PAUSED', 'REJECTED', 'REVOKED', 'EXPIRED', 'UNRECOGNISED']],
    ['ACTIVE', ['PAUSED', 'REVOKED', 'EXPIRED', 'UNRECOGNISED']],
    ['PAUSED', ['ACTIVE', 'REVOKED', 'EXPIRED', 'UNRECOGNISED']],
    ['REJECTED', []],
    ['REVOKED', []],
    ['EXPIRED', []],
    ['UNRECOGNISED', ['PENDING', 'ACTIVE', 'PAUSED', 'REJECTED', 'REVOKED', 'EXPIRED']],
  ] as const)('%s may be followed by %j and nothing else, also over missed transitions', (from, after) => {
    const others = ALL.filter((status) => status !== from && mayBecome(from, status));
    expect(others.toSorted()).toEqual([...after].toSorted());
  });

  it('has no transition out of a final status', () => {
    for (const status of ALL.filter((one) => CONSENT_STATUSES[one].isFinal))
      expect(TRANSITIONS.filter(([from]) => from === status)).toEqual([]);
  });

  it('knows from which statuses a status can be reached', () => {
    expect([...statusesBefore('REVOKED')].toSorted()).toEqual([
      'ACTIVE',
      'PAUSED',
      'PENDING',
      'REQUESTED',
      'REVOKED',
      'UNKNOWN',
      'UNRECOGNISED',
    ]);
  });

  it.each([
    ['ACTIVE', 'ACTIVE'],
    ['active', 'ACTIVE'],
    ['Revoked', 'REVOKED'],
    ['FAILED', 'UNRECOGNISED'],
    ['READY', 'UNRECOGNISED'],
    ['REQUESTED', 'UNRECOGNISED'],
    ['UNKNOWN', 'UNRECOGNISED'],
    ['constructor', 'UNRECOGNISED'],
    ['', 'UNRECOGNISED'],
  ])('reads %j as %s', (word, status) => {
    expect(consentStatusOf(word)).toBe(status);
  });
});

describe('the outcome of a visit (redirection guideline, errorcode)', () => {
  it.each([
    ['S', '0', 'APPROVED'],
    ['F', '1', 'REJECTED'],
    ['F', '2', 'FAILED'],
    ['F', '3', 'FAILED'],
    ...['4', '5', '6', '7', '8', '9', '10', '99', '0', 'constructor'].map((code) => ['F', code, 'ABANDONED'] as const),
  ] as const)('%s with %s: %s', (status, code, outcome) => {
    expect(visitOutcomeOf(status, code)).toBe(outcome);
  });
});

describe('the state of a journey', () => {
  const at = new Date('2026-01-15T10:00:00Z');
  const visited = new Date('2026-01-15T11:00:00Z');
  const stale = new Date('2026-01-15T12:00:00Z');

  it.each([
    ['PENDING', null, 'PENDING', 'VENDOR_READ'],
    ['PENDING', 'APPROVED', 'PENDING', 'VENDOR_READ'],
    ['PENDING', 'REJECTED', 'PENDING', 'VENDOR_READ'],
    ['PENDING', 'FAILED', 'FAILED', 'REDIRECT_HINT'],
    ['PENDING', 'ABANDONED', 'ABANDONED', 'REDIRECT_HINT'],
    ['ACTIVE', 'REJECTED', 'APPROVED', 'VENDOR_READ'],
    ['ACTIVE', 'ABANDONED', 'APPROVED', 'VENDOR_READ'],
    ['REJECTED', 'APPROVED', 'REJECTED', 'VENDOR_READ'],
    ['REVOKED', 'APPROVED', 'REVOKED', 'VENDOR_READ'],
    ['UNRECOGNISED', 'APPROVED', 'UNRECOGNISED', 'VENDOR_READ'],
    ['UNKNOWN', null, 'UNKNOWN', null],
    ['REQUESTED', null, 'REQUESTED', null],
  ] as const)(
    'of a consent that is %s, after a visit that ended %s: %s, by %s',
    (status, visitOutcome, state, confirmedBy) => {
      const standing = {
        status,
        statusConfirmedAt: at,
        statusConfirmedBy: 'VENDOR_READ' as const,
        statusStaleAfter: stale,
        visitOutcome,
        visitedAt: visitOutcome && visited,
      };
      expect([journeyStateOf(standing), confirmationOf(standing)]).toEqual([
        state,
        { confirmedBy, asOf: confirmedBy === 'REDIRECT_HINT' ? visited : at, staleAfter: stale },
      ]);
    },
  );

  it('always has a next action', () => {
    for (const state of JOURNEY_STATES) expect(nextActionOf(state)).toMatch(/^[A-Z].{20,}\.$/);
  });
});
