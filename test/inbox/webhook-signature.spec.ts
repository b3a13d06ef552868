import { createHmac } from 'node:crypto';
import type { WebhookScheme } from '../../src/config/upkeep.config';
import { judgeWebhook } from '../../src/inbox/webhooks/webhook-signature';

const ONE_MONEY: WebhookScheme = {
  secrets: ['whsec_test_01'],
  signatureHeader: 'x-webhook-signature',
  timestampHeader: 'x-webhook-timestamp',
  encoding: 'hex',
  signs: 'timestamp.body',
  mayHavePrefix: false,
  toleranceSeconds: 300,
  events: [],
};
const FINPRO: WebhookScheme = { ...ONE_MONEY, secrets: ['sandbox-webhook-key'], signs: 'body', mayHavePrefix: true };

/** Vectors of section 5 of the contracts; Python and Node compute the same values. */
const A = {
  body: Buffer.from(
    '{"id":"evt_0001","event_name":"kyb.completed","resource":{"type":"customer","id":"0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10"},"data":{"customer":{"id":"0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10","status":"APPROVED"}}}',
  ),
  timestamp: '1768469460',
  signature: '118a2632d09f3e4b805890cb0d43477ac89e2e55e1d54e16aade586989d45207',
};
const F = {
  body: Buffer.from(
    '{"timestamp":"2026-01-15T10:34:13.000Z","consentHandle":"3a3f2d96-fc3b-42e5-804f-e65d10a4be98","eventType":"CONSENT","eventStatus":"CONSENT_APPROVED","consentId":"bf0cda0b-776c-4104-a4f8-5bcd69764125","vua":"9876543210@onemoney","eventMessage":"Consent ' +
      'approved for consent id bf0cda0b-776c-4104-a4f8-5bcd69764125"}',
  ),
  hex: 'bb6bcade8ce779868766769388338c58900506855374611e7c4d9e10911eb2f8',
  base64: 'u2vK3ozneYaHZnaTiDOMWJAFBoVTdGEefE2eEJEesvg=',
  timestamp: '1768473253',
  timed: '95edf27d86b7326890884cdf4e9f4cebb591634440e8b537faa7a690dd9db801',
};
const at = (seconds: string | number): Date => new Date(Number(seconds) * 1000);

describe("1Money's webhook signature", () => {
  const headers = { 'x-webhook-signature': A.signature, 'x-webhook-timestamp': A.timestamp };
  const judge = (change: object = {}, body = A.body, now = at(A.timestamp)): string =>
    judgeWebhook(ONE_MONEY, { ...headers, ...change }, body, now);

  it('matches the vector', () => {
    expect(A.body).toHaveLength(207);
    expect(judge()).toBe('genuine');
  });

  it.each([-300, -1, 1, 300])('is valid %i s away from the own time, and stale one second further', (seconds) => {
    const now = Number(A.timestamp) + seconds;
    expect(judge({}, A.body, at(now))).toBe('genuine');
    if (Math.abs(seconds) === 300) expect(judge({}, A.body, at(now + Math.sign(seconds)))).toBe('stale');
  });

  it('covers the timestamp and every bit of the body', () => {
    expect(judge({ 'x-webhook-timestamp': '1768469461' })).toBe('forged');
    for (let bit = 0; bit < A.body.length * 8; bit += 1) {
      const flipped = Buffer.from(A.body);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(judge({}, flipped)).toBe('forged');
    }
  });

  it('is compared exactly: no capitals, no prefix, nothing before, behind or missing', () => {
    for (const text of [
      A.signature.toUpperCase(),
      `sha256=${A.signature}`,
      ` ${A.signature}`,
      `${A.signature}00`,
      A.signature.slice(0, -1),
      `${A.signature}, ${A.signature}`,
      '',
    ])
      expect(judge({ 'x-webhook-signature': text })).toBe('forged');
  });

  it('is invalid without its headers, with two of one, or with a timestamp that is not whole seconds', () => {
    expect(judge({ 'x-webhook-signature': undefined })).toBe('unsigned');
    expect(judge({ 'x-webhook-signature': [A.signature, A.signature] })).toBe('unsigned');
    for (const timestamp of [undefined, '', '1768469460.0', '-1', '0x69', ' 1768469460', '1768469460000000', 'now'])
      expect(judge({ 'x-webhook-timestamp': timestamp })).toBe('unsigned');
  });

  it('may be made with any of the secrets; without secrets none is valid', () => {
    const scheme = (...secrets: string[]): WebhookScheme => ({ ...ONE_MONEY, secrets });
    expect(judgeWebhook(scheme('the-new-one', 'whsec_test_01'), headers, A.body, at(A.timestamp))).toBe('genuine');
    expect(judgeWebhook(scheme('the-new-one', 'another'), headers, A.body, at(A.timestamp))).toBe('forged');
    const empty = createHmac('sha256', '').update(`${A.timestamp}.`).update(A.body).digest('hex');
    expect(judgeWebhook(scheme(), { ...headers, 'x-webhook-signature': empty }, A.body, at(A.timestamp))).toBe(
      'unsigned',
    );
    expect(judge({ 'x-webhook-signature': empty })).toBe('forged');
  });

  it('uses the secret as text, not decoded', () => {
    const decoded = createHmac('sha256', Buffer.from('whsec_test_01', 'base64url'))
      .update(`${A.timestamp}.`)
      .update(A.body)
      .digest('hex');
    expect(judge({ 'x-webhook-signature': decoded })).toBe('forged');
  });
});

describe("FinPro's webhook signature", () => {
  const judge = (scheme: Partial<WebhookScheme>, headers: Record<string, string>, now = at(F.timestamp)): string =>
    judgeWebhook({ ...FINPRO, ...scheme }, headers, F.body, now);

  it('matches the vector: hex over the raw body', () => {
    expect(F.body).toHaveLength(315);
    expect(judge({}, { 'x-webhook-signature': F.hex })).toBe('genuine');
    expect(judge({}, { 'x-webhook-signature': `sha256=${F.hex}` })).toBe('genuine');
    expect(judge({}, { 'x-webhook-signature': F.base64 })).toBe('forged');
  });

  it('matches the vector in base64', () => {
    expect(judge({ encoding: 'base64' }, { 'x-webhook-signature': F.base64 })).toBe('genuine');
    for (const text of [F.base64.replace('=', ''), F.hex, F.base64.replace('vg=', 'vh=')])
      expect(judge({ encoding: 'base64' }, { 'x-webhook-signature': text })).toBe('forged');
  });

  it('matches the vector with the timestamp before the body, under the configured headers', () => {
    const timed = {
      signs: 'timestamp.body',
      signatureHeader: 'x-finpro-signature',
      timestampHeader: 'x-finpro-time',
    } as const;
    const headers = { 'x-finpro-signature': F.timed, 'x-finpro-time': F.timestamp };
    expect(judge(timed, headers)).toBe('genuine');
    expect(judge(timed, headers, at(Number(F.timestamp) + 301))).toBe('stale');
    expect(judge({ ...timed, toleranceSeconds: 600 }, headers, at(Number(F.timestamp) + 301))).toBe('genuine');
    expect(judge(timed, { ...headers, 'x-finpro-signature': F.hex })).toBe('forged');
  });
});
