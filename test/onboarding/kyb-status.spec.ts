import {
  KYB_STATUSES,
  type KybStatus,
  kybStatusOf,
  mayGrant,
  nextActionWithoutGrant,
} from '../../src/onboarding/kyb/kyb-status';

/** 1Money's statuses, and whether each allows a new link or grant. */
const TABLE: readonly (readonly [KybStatus, boolean])[] = [
  ['INIT', true],
  ['PENDING_RESPONSE', true],
  ['REJECTED', true],
  ['PENDING_REVIEW', false],
  ['UNDER_REVIEW', false],
  ['APPROVED', false],
  ['ESCALATED', false],
  ['PENDING_APPROVAL', false],
  ['PROVISIONING', false],
];

describe('the KYB statuses', () => {
  it("are exactly 1Money's", () => {
    expect(Object.keys(KYB_STATUSES).toSorted()).toEqual(TABLE.map(([status]) => status).toSorted());
  });

  it.each(TABLE)('%s: a grant is allowed: %s', (status, allowed) => {
    expect(mayGrant(status)).toBe(allowed);
  });

  it.each(TABLE.map(([status]) => status))('%s is read without case', (status) => {
    for (const spelling of [status, status.toLowerCase(), status[0] + status.slice(1).toLowerCase()])
      expect(kybStatusOf(spelling)).toBe(status);
  });

  it.each(['', 'ON_HOLD', 'INIT ', ' APPROVED', 'toString', '__proto__', 'constructor', 'INIT\0'])(
    'the unknown status %j counts as in review, where no grant is allowed',
    (word) => {
      expect(kybStatusOf(word)).toBe('UNDER_REVIEW');
      expect(mayGrant(kybStatusOf(word))).toBe(false);
    },
  );
});

describe('the next action while no grant is allowed', () => {
  it.each(['APPROVED', 'PROVISIONING'] as const)('%s: nothing', (status) => {
    expect(nextActionWithoutGrant(status)).toMatch(/^Nothing is left to do/);
  });

  it.each(['PENDING_REVIEW', 'UNDER_REVIEW', 'ESCALATED', 'PENDING_APPROVAL'] as const)('%s: wait', (status) => {
    expect(nextActionWithoutGrant(status)).toMatch(/^Wait .* GET \/v1\/customers\/hosted\//);
  });
});
