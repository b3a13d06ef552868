import { maskEmail, maskMobile, maskPan, maskVua, untrustedText } from '../../src/privacy/mask';

describe('a masked address', () => {
  it.each([
    ['ada@acme.example', 'a***@***'],
    ['\u00e9va@acme.example', '\u00e9***@***'],
    ['', '***@***'],
    ['no address at all', 'n***@***'],
  ])('%j shows its first letter only', (email, shown) => {
    expect(maskEmail(email)).toBe(shown);
  });

  it('never splits a surrogate pair, which no log or database can store', () => {
    const shown = maskEmail('\u{1f600}@acme.example');
    expect(shown.isWellFormed()).toBe(true);
  });
});

describe('a masked number', () => {
  it.each([
    ['9876543210', 'XXXXXX3210'],
    ['12345', 'X2345'],
    ['1234', 'XXXX'],
    ['', ''],
  ])('%j shows its last four digits', (mobile, shown) => {
    expect(maskMobile(mobile)).toBe(shown);
  });

  it('can be a PAN', () => {
    expect(maskPan('ABCDE1234F')).toBe('XXXXXX234F');
  });

  it.each([
    ['9876543210@onemoney', 'XXXXXX3210@onemoney'],
    ['ada@acme.example@onemoney', 'a***@***@onemoney'],
    ['ada@onemoney', 'a***@***@onemoney'],
    ['no address', 'n***@***'],
  ])('can be the first part of the VUA %j', (vua, shown) => {
    expect(maskVua(vua)).toBe(shown);
  });
});

describe("a vendor's free text", () => {
  it.each([
    [
      'stays as it is when it is harmless',
      'A customer with this email already exists.',
      'A customer with this email already exists.',
    ],
    [
      'loses addresses',
      'The address "ops@acme.example" is taken, also <b@c.example>',
      'The address "***" is taken, also <***>',
    ],
    ['loses addresses at its ends', 'ops@acme.example', '***'],
    ['loses anything that could be a token', 'Token og_5mZr3Qh0cV7nT1yXk2LwB9sD is used', 'Token *** is used'],
    [
      'loses a link with a token',
      'See https://x.example/start?grant_token=og_5mZr3Qh0cV7nT1yXk2LwB9sD',
      'See https://x.example/start?***',
    ],
    ['loses signatures', `signature ${'0b3f8c1b'.repeat(8)} is wrong`, 'signature *** is wrong'],
    ['loses numbers that could be a mobile', 'the user 9876543210 is known', 'the user *** is known'],
    ['loses a PAN', 'pan ABCDE1234F, abcde1234f', 'pan ***, ***'],
    ['keeps short numbers', 'at most 64 characters, FP0901', 'at most 64 characters, FP0901'],
    ['keeps identifiers that are short', 'customer acme-1', 'customer acme-1'],
    ['loses line ends, so that it cannot forge a log line', 'a\r\nlevel=info b', 'a  level=info b'],
    ['loses characters that turn text around', 'a\u202eb\u2066c\0d\u001b[31m', 'a b c d [31m'],
  ])('%s', (_what, text, shown) => {
    expect(untrustedText(text)).toBe(shown);
  });

  it('is null when nothing remains', () => {
    expect(untrustedText(' \r\n ')).toBeNull();
    expect(untrustedText('')).toBeNull();
  });

  it('is cut after 200 characters, between characters', () => {
    expect(untrustedText('ab '.repeat(200))!.length).toBeLessThanOrEqual(200);
    expect(untrustedText(`a${'\u{1f600} '.repeat(200)}`)).toBe(`a${'\u{1f600} '.repeat(99)}\u{1f600}`);
  });

  it('is removed when it contains a secret', () => {
    expect(untrustedText('the key ak_short is unknown', ['ak_short'])).toBeNull();
    expect(untrustedText('the key ak_short is unknown', ['', 'another'])).toBe('the key ak_short is unknown');
  });
});
