import { assertPan, assertPartyIdentifier, assertVua } from '../../src/consent/finpro/finpro-rules.service';
import type { PartyType } from '../../src/consent/finpro/text-rules';
import { Fault } from '../../src/errors';
import { caught } from '../support/caught';

const nameOf = (work: () => void): string | undefined => {
  const error = caught(work);
  return error instanceof Fault ? error.faultName : undefined;
};

describe('the person of a consent (page on V3 requests)', () => {
  it.each<[PartyType, string, string]>([
    ['MOBILE', '9876543210', '9876543210@onemoney'],
    ['MOBILE', '1999999999', '1999999999@onemoney'],
    ['EMAIL', 'a@b.co', 'a@b.co@onemoney'],
    ['EMAIL', 'first.last+x%y@sub-1.mail.example', 'first.last+x%y@sub-1.mail.example@onemoney'],
    ['PAN', 'ABCDE1234F', '9876543210@onemoney'],
    ['PAN', 'ABCDE1234F', 'a@b.co@onemoney'],
  ])('%s %s with %s', (type, value, vua) => {
    expect([nameOf(() => assertVua(vua, type, value)), nameOf(() => assertPartyIdentifier(type, value))]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it.each([
    '9876543210@OneMoney',
    '9876543210@onemoney ',
    ' 9876543210@onemoney',
    '9876543210@onemoney\n',
    '9876543210\n@onemoney',
    '9876543210',
    '@onemoney',
    'onemoney',
    '9876543210@onemoney@onemoney',
    '9876543211@onemoney',
    '+919876543210@onemoney',
    '9876543210@finvu',
  ])('refuses the VUA %j of 9876543210', (vua) => {
    expect(nameOf(() => assertVua(vua, 'MOBILE', '9876543210'))).toBe('bad-request');
  });

  it.each<[PartyType, readonly string[]]>([
    [
      'MOBILE',
      [
        '987654321',
        '98765432100',
        '+919876543210',
        '98765 43210',
        '9876543210\n',
        '９８７６５４３２１０',
        'a876543210',
      ],
    ],
    [
      'EMAIL',
      [
        'a',
        'a@b',
        'a@b.c',
        'a b@c.de',
        'a@b.co\n',
        '@b.co',
        'a@.co',
        'a@b..co',
        `${'a'.repeat(65)}@b.co`,
        'ä@b.co',
        'a@b.co@c.de',
      ],
    ],
    ['PAN', ['abcde1234f', 'ABCDE1234', 'ABCDE12345', 'ABCD1234F', 'ABCDE1234F\n', ' ABCDE1234F', 'ABCDE1234FF']],
  ])('refuses an almost valid %s', (type, values) => {
    for (const value of values)
      expect([value, nameOf(() => assertPartyIdentifier(type, value))]).toEqual([value, 'invalid-party-identifier']);
  });

  it('requires one PAN, not two', () => {
    expect(nameOf(() => assertPan('ABCDE1234F', 'PAN', 'ABCDE1234F'))).toBeUndefined();
    expect(nameOf(() => assertPan('ABCDE1234G', 'PAN', 'ABCDE1234F'))).toBe('bad-request');
    expect(nameOf(() => assertPan(null, 'PAN', 'ABCDE1234F'))).toBeUndefined();
  });

  it('repeats no personal data in its errors', () => {
    for (const work of [
      () => assertVua('9876543210@x', 'MOBILE', '9876543210'),
      () => assertPartyIdentifier('PAN', 'ABCDE1234'),
      () => assertPan('ABCDE1234', 'PAN', 'ABCDE1234F'),
    ]) {
      expect((caught(work) as Fault).detail).not.toMatch(/9876543210|ABCDE/);
    }
  });

  it('takes no longer for a hostile address than for a valid one', () => {
    const started = performance.now();
    for (let times = 0; times < 200; times++) nameOf(() => assertPartyIdentifier('EMAIL', `a@${'a.'.repeat(160)}`));
    expect(performance.now() - started).toBeLessThan(500);
  });
});
