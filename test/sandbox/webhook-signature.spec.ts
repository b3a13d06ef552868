import { signatureHeaders } from '../../src/sandbox/webhooks/webhook-signature';

const FINPRO =
  '{"timestamp":"2026-01-15T10:34:13.000Z","consentHandle":"3a3f2d96-fc3b-42e5-804f-e65d10a4be98","eventType":"CONSENT","eventStatus":"CONSENT_APPROVED","consentId":"bf0cda0b-776c-4104-a4f8-5bcd69764125","vua":"9876543210@onemoney","eventMessage":"Consent ' +
  'approved for consent id bf0cda0b-776c-4104-a4f8-5bcd69764125"}';
const ONE_MONEY =
  '{"id":"evt_0001","event_name":"kyb.completed","resource":{"type":"customer","id":"0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10"},"data":{"customer":{"id":"0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10","status":"APPROVED"}}}';

describe('the published vectors of webhook signatures', () => {
  it('FinPro 5.1, hex', () => {
    expect(signatureHeaders('hex', 'sandbox-webhook-key', FINPRO, 1_768_473_253)).toEqual({
      'X-Webhook-Signature': 'bb6bcade8ce779868766769388338c58900506855374611e7c4d9e10911eb2f8',
    });
  });
  it('FinPro 5.1, base64', () => {
    expect(signatureHeaders('base64', 'sandbox-webhook-key', FINPRO, 1_768_473_253)).toEqual({
      'X-Webhook-Signature': 'u2vK3ozneYaHZnaTiDOMWJAFBoVTdGEefE2eEJEesvg=',
    });
  });
  it('FinPro 5.1, with a timestamp', () => {
    expect(signatureHeaders('timestamp', 'sandbox-webhook-key', FINPRO, 1_768_473_253)).toEqual({
      'X-Webhook-Signature': '95edf27d86b7326890884cdf4e9f4cebb591634440e8b537faa7a690dd9db801',
      'X-Webhook-Timestamp': '1768473253',
    });
  });
  it('1Money 5.1', () => {
    expect(signatureHeaders('timestamp', 'whsec_test_01', ONE_MONEY, 1_768_469_460)).toEqual({
      'X-Webhook-Signature': '118a2632d09f3e4b805890cb0d43477ac89e2e55e1d54e16aade586989d45207',
      'X-Webhook-Timestamp': '1768469460',
    });
  });
  it('another secret or body gives another signature', () => {
    const signature = (secret: string, body: string): string =>
      signatureHeaders('hex', secret, body, 0)['X-Webhook-Signature']!;
    expect(new Set([signature('k', FINPRO), signature('l', FINPRO), signature('k', `${FINPRO} `)]).size).toBe(3);
  });
});
