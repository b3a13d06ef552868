import { ACTIONS } from '../../src/audit/actions';
import type { Leaf } from '../../src/audit/leaf';
import { EVIDENCE } from '../../src/words/evidence';
import { meaningOf, outcomeOf, whyOf } from '../../src/evidence/pack/sentences';

const entryOf = (action: string, entry: Partial<Leaf> = {}): Leaf => ({
  entry_id: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a11',
  occurred_at: '2026-01-15T10:00:00.000Z',
  request_id: '019abf6e-21c4-7a35-9b1e-3c0f6f0f2a12',
  consumer: null,
  actor: 'consumer',
  action,
  subject: 'access',
  phase: 'OUTCOME',
  intent_id: null,
  vendor: null,
  vendor_request_id: null,
  result: 'SUCCEEDED',
  detail: {},
  ...entry,
});
const told = (entry: Leaf): (string | null)[] => [meaningOf(entry), outcomeOf(entry), whyOf(entry)];

describe('an entry of the audit log, told in sentences', () => {
  it("tells an operator's look at personal data as the operator's, with name, act and count", () => {
    const detail = { reason: 'read', credential: 'q-multi', operation: 'privacy.subject.found', count: 2 };
    expect(told(entryOf('access.personal', { actor: 'operator', detail }))).toEqual([
      'Counted among the accesses, for persons or companies: 2. An operator looked for a person; what was looked for ' +
        'is not written down, by which kind of identifier is.',
      'Operator q-multi: succeeded.',
      null,
    ]);
  });

  it('tells what a consumer read, and what was refused, with the operation and how often', () => {
    const operation = '/v1/journeys/:reference';
    const read = { reason: 'read', credential: 'lending-app', operation, count: 3, source: '10.0.0.1' };
    expect(told(entryOf('access.personal', { consumer: 'lending-app', detail: read }))).toEqual([
      'Personal data were read in clear at /v1/journeys/:reference, 3 times.',
      'Consumer lending-app: succeeded.',
      null,
    ]);
    const refused = { reason: 'role-missing', credential: 'sam', operation, count: 1, source: '10.0.0.1' };
    expect(told(entryOf('access.refused', { actor: 'operator', result: 'REFUSED', detail: refused }))).toEqual([
      'A request was refused (403) at /v1/journeys/:reference, once: the role is missing.',
      'Operator sam: refused.',
      null,
    ]);
    const failed = { reason: 'unauthorized', credential: null, operation: 'others', count: 90, source: 'others' };
    expect(told(entryOf('access.failed', { result: 'REFUSED', detail: failed }))).toEqual([
      'Credentials were refused (401) at several operations, 90 times.',
      'Several callers: refused.',
      null,
    ]);
    expect(outcomeOf(entryOf('access.failed', { result: 'REFUSED', detail: { ...failed, source: '10.0.0.1' } }))).toBe(
      'No known credential: refused.',
    );
  });

  it('tells what a person decided, and other changes as such', () => {
    const read = (from: string, to: string): string =>
      meaningOf(entryOf('consent.status.observed', { detail: { from, to } }));
    expect([read('PENDING', 'ACTIVE'), read('ACTIVE', 'PAUSED'), read('ACTIVE', 'UNRECOGNISED')]).toEqual([
      'Read at FinPro: The person gave this consent.',
      'Read at FinPro: The person paused this consent.',
      'Read at FinPro: the status of the consent has changed.',
    ]);
  });

  it('says no name of a member, and no one who may not have done it', () => {
    const [acted, refused] = [{ result: 'SUCCEEDED' }, { result: 'REFUSED' }] as const;
    for (const action of Object.keys(ACTIONS))
      for (const entry of [acted, refused]) {
        const sentence = meaningOf(entryOf(action, { actor: 'portico', detail: { count: 1 }, ...entry }));
        expect([action, sentence]).toEqual([
          action,
          expect.not.stringMatching(/`|[{}]|\bcount\b|manifest|variables|detail/),
        ]);
      }
    expect(Object.keys(ACTIONS)).toEqual(expect.arrayContaining(Object.keys(EVIDENCE.meaning)));
    for (const action of ['link.issue', 'link.revoke', 'consent.revoke', 'consent.link.create'])
      expect(meaningOf(entryOf(action, { actor: 'operator' }))).not.toMatch(/consumer/);
  });
});
