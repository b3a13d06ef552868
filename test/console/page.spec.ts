import { consoleEnvelopes } from '../../src/console/page/console-envelope';
import { stepsIn } from '../../src/console/journey/steps';
import { asHtml, html } from '../../src/http/pages/html';
import { durationOf } from '../../src/console/page/times';
import { withParameters } from '../../src/console/page/parts';
import { Fault, FAULTS, type FaultName } from '../../src/errors';
import { NO_OPERATION } from '../../src/http/path-methods';
import { ErrorAnswers, ownEnvelopes } from '../../src/http/errors/envelope';
import type { TimelineEntry } from '../../src/journeys/timeline';

const ID = '0197a3c4-5b2e-7c31-9f8a-2d4e6b8c0a1f';
const HOSTILE = `"><script>alert(1)</script>'&`;

describe('a page of the console', () => {
  it('escapes every value in its texts and attributes, also in lists, and writes nothing for what is absent', () => {
    const made = html`<p title="${HOSTILE}">
      ${HOSTILE}${[HOSTILE, [html`<b>${HOSTILE}</b>`]]}${null}${undefined}${false}${0}
    </p>`;
    const escaped = '&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#39;&#38;';
    expect(String(made).replaceAll(/(?<=>)\s+|\s+(?=<)/g, '')).toBe(
      `<p title="${escaped}">${escaped}${escaped}<b>${escaped}</b>0</p>`,
    );
    // Control: markup of Portico's own making stands as it is.
    expect(String(html`${asHtml('<svg></svg>')}`)).toBe('<svg></svg>');
  });

  it('says lengths of time in their two largest units', () => {
    const told = [-5, 0, 40, 999, 1_000, 3_240, 59_600, 61_000, 3_600_000, 90_061_000, 172_800_000].map(durationOf);
    expect(told).toEqual([
      '0 ms',
      '0 ms',
      '40 ms',
      '999 ms',
      '1 s',
      '3.2 s',
      '1 min',
      '1 min 1 s',
      '1 h',
      '1 d 1 h',
      '2 d',
    ]);
  });

  it('tells every error in words for a person, with the policy of the console and a way back', () => {
    const answers = new ErrorAnswers(consoleEnvelopes(ownEnvelopes(null)));
    for (const name of Object.keys(FAULTS) as FaultName[])
      for (const accept of ['text/html', '*/*']) {
        const { headers, body } = answers.of(new Fault(name), '/console/health?x=1', ID, { headers: { accept } });
        expect([name, headers['Content-Security-Policy']]).toEqual([name, expect.stringContaining("style-src 'self'")]);
        expect([name, body.includes('href="/console"'), body.includes(ID)]).toEqual([name, true, true]);
        expect([name, body.includes('<style')]).toEqual([name, false]);
        expect([name, /OpenAPI|named in errors|created it/.test(body)]).toEqual([name, false]);
        if (FAULTS[name].status >= 500 && FAULTS[name].retryable)
          expect([name, /Retry-After|Idempotency-Key/.test(body)]).toEqual([name, false]);
      }
    const missing = answers.of(new Fault('not-found', NO_OPERATION), '/console/nope', ID).body;
    expect(missing).toContain('There is no page at this address.');
    expect(missing).not.toContain('OpenAPI');
    const told = answers.of(new Fault('database-unavailable'), '/console', ID).body;
    expect(told).toContain('Portico cannot reach its database');
    // Control: other paths keep their envelope.
    expect(answers.of(new Fault('internal'), '/v1/x', ID).headers['Content-Type']).toContain('problem+json');
  });

  it('leaves empty parameters out of an address, and encodes the others', () => {
    expect(withParameters('/console/x', { a: 'b c', d: '', e: null })).toBe('/console/x?a=b+c');
    expect(withParameters('/console/x', {})).toBe('/console/x');
  });

  it('tells a request and its end as one step, a lost answer and its finding as two', () => {
    const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 15, 9, 30, seconds));
    const entry = (change: Partial<TimelineEntry>): TimelineEntry => ({
      at: at(0),
      step: 'LINK',
      action: 'onboarding.grant.create',
      actor: 'consumer',
      outcome: 'STARTED',
      requestId: null,
      vendorRequestId: null,
      facts: {},
      entryId: '1',
      intentId: null,
      ...change,
    });
    const steps = stepsIn(
      [
        entry({}),
        entry({ at: at(2), entryId: '2', intentId: '1', outcome: 'REFUSED', facts: { fault: 'vendor-busy' } }),
        entry({ at: at(62), entryId: '3' }),
        entry({ at: at(72), entryId: '4', intentId: '3', outcome: 'UNKNOWN' }),
        entry({ at: at(90), entryId: '5', intentId: '3', outcome: 'FAILED', actor: 'portico' }),
        entry({
          at: at(95),
          action: 'webhook.received',
          entryId: null,
          outcome: 'SUCCEEDED',
          facts: { state: 'APPLIED' },
        }),
      ],
      'the vendor',
    );
    expect(steps.map(({ sentence, tookMs, gapMs, tone }) => [sentence, tookMs, gapMs, tone])).toEqual([
      ['The consumer asked for a link to the form; it was refused: the vendor limits our rate.', 2_000, null, 'bad'],
      [
        'The consumer asked for a link to the form; the answer was lost, and what became of it is being found out.',
        10_000,
        62_000,
        'waiting',
      ],
      ['Portico found out what became of it: the vendor had not done it.', null, 28_000, 'bad'],
      [
        'A webhook of the vendor arrived: the state was read because of it, and a change is a step of its own.',
        null,
        5_000,
        'good',
      ],
    ]);
  });
});
