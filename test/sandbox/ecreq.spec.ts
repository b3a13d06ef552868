import {
  dateForm,
  decrypt,
  encrypt,
  entityIn,
  fiOf,
  keyFor,
  listIn,
  minuteOf,
} from '../../src/sandbox/finpro/redirection/ecreq';

const SHARED = 'sandbox-shared-secret-0001';
const WHO =
  'txnid=7b0d2c1e-5a64-4f0e-9b3f-2f6f0c8a1d11&sessionid=5d6c3f3e-0c58-4f43-8a0f-6d1f1c2b3a44&userid=9876543210%40onemoney';
const BACK = 'redirect=https%3A%2F%2Fapp.example.test%2Fcb%3Fstate%3Dabc';
const HANDLE = 'srcref=3a3f2d96-fc3b-42e5-804f-e65d10a4be98';

interface Vector {
  readonly secret: string;
  readonly id: string;
  readonly date: string;
  readonly text: string;
  readonly key: string;
  readonly encrypted: string;
  readonly fi: string;
}

const A: Vector = {
  secret: 'ac12ghd75kf75r',
  id: 'FIUID',
  date: '031120201803460',
  text: 'txnid=T1234&sessionid=S1234&srcref=Srcref1234&userid=acme@perfios-aa&redirect=https://example.com',
  key: 'f1797871576bb8bfab782e7a02a4fe54b0de9f6ba8b9d2ef34150e62d2be1428',
  encrypted:
    'PPQtAHoxFxDCE5hKlLS0RYWKnYS0IgufJuMWKm80D5dipcqCwNn_2gOHjK8igAKBA-aYtCil_jTtPfu9xqXsyPEiM5H1T8Rn5IR4_8cz3Zk_QoHA_1jw6I6NlpDIr_h8Ap9moabhAuKDbAz-CawVsw==',
  fi: 'dnpkeHY=',
};
const B: Vector = {
  secret: SHARED,
  id: 'sandbox-fiu',
  date: '150120261030459',
  text: `${WHO}&${BACK}&${HANDLE}&fipid=HDFC-FIP%2CICICI-FIP&pan=ABCDE1234F`,
  key: '9b1f26e73e63d66a21c460e6bf069123538bf75f95fa707d81dafd4c8d7fa44e',
  encrypted:
    'Op4BFmMVu9NdKI0I8qumYN_qgxNg4rrJlR-ABwTZiFbqcN0Aw5tConk3OCymodUCK2rMfw4SDBuhcOXKG6jE8s7kmCsX8MnaPcmT68gKmU-7M0vBnLCpobg3mE1N8geuyxsYulD1To0IERBWnnIyY3piMk9RORfwylBfjSvq534eQ8kPGWbddOWin3QPEfp4Y2BCYlNwU7TbHm1RZloDeyesh5uKAAZXoT_EYYaiXR9jlpAHlpFuVblm9vGxMyaMQ9gjeozhhpoErbxxmE_eTk7ElcsbcDXA1Uhn5Lzvbwq9Ts5HoJIQ0lnaJ8cpncCSGmAHSlzFAWYjQi8DzPvg9uN__Bc1pacrv2nBt_Ax1ks=',
  fi: 'QlReVVBfShtXWUY=',
};
const C: Vector = {
  secret: SHARED,
  id: 'onemoney-aa',
  date: '150120261034127',
  text: `${WHO}&status=S&errorcode=0&${HANDLE}&${BACK}`,
  key: 'c0e49da12c3ee8bbfcf219e762458c6094963faf1b2ea0932a93fec65d7b6dfd',
  encrypted:
    'zBQgXiXFOluInLIBisuyubyNi2dYVpcB64IbXMnWp37hge6olr1UxCMZyhuVORJsZVIDzKJFxB7rsrEpcrOfnJmfPY5RZNKTAVBq06GDxu-kuA1-y-G3-pSyAVR2o93NG7XMClCgtt4IuEO3vAh1C7_TbYjjq7QuAh3mXuEtV6JQ15ZlJoUtQjR9NqF98FAMKvznMuVyP7UJrRx_5sTLXEIlympq71UzHO5jABUPNhaviwZqQT6bTGkf_fM57YeJ8rp7Zx5BKgrBvSsbw_BX3E-57Wb7ZRPxPIe99iatKcacIBtuKr6pXn_bYnvdqpNITs6r3eZKjtDJtzytvnxKWA==',
  fi: 'XltVXF1eV08cUVI=',
};
const D: Vector = {
  ...C,
  text: `${WHO}&status=F&errorcode=1&${HANDLE}&${BACK}`,
  encrypted:
    'zBQgXiXFOluInLIBisuyubyNi2dYVpcB64IbXMnWp37hge6olr1UxCMZyhuVORJsZVIDzKJFxB7rsrEpcrOfnJmfPY5RZNKTAVBq06GDxu-kuA1-y-G3-pSyAVR2o93NG7XMClCgtt4IuEO3vAh1C187l0FiooMH11otLYVbgKqsYfj8OpJBWw_-RX7S5JmSdYorRy1zi_xmQuwAmJJa4sNhPjqSsDfOI2HQljwgpcqqr8UabCMlFQEHx8c4catxRJSmUdyFBW9HodFQWSNMzsLa0E9g3ddR6jR81lkmQPAEksc32Vd3zu-Pl4_zUwdBbmxkxC7nHy7fFLh7hytWGg==',
};

describe('the web redirection scheme', () => {
  describe.each([
    ["A, the guideline's own sample", A],
    ['B, a request', B],
    ['C, an answer: approved', C],
    ['D, an answer: rejected', D],
  ])('vector %s', (_name, { secret, id, date, text, key, encrypted, fi }) => {
    it('derives the key', async () => {
      expect((await keyFor(secret, date)).toString('hex')).toBe(key);
    });

    it('encrypts to the text of the vector, and decrypts it', async () => {
      expect(await encrypt(text, secret, date)).toBe(encrypted);
      expect(await decrypt(encrypted, secret, date)).toBe(text);
    });

    it('writes and reads the entity id', () => {
      expect(fiOf(id, date)).toBe(fi);
      expect(entityIn(fi, date)).toBe(id);
    });

    it('is not decrypted with another secret, for another date, or cut short', async () => {
      const other = date.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
      expect(await decrypt(encrypted, `${secret}x`, date)).toBeNull();
      expect(await decrypt(encrypted, secret, other)).not.toBe(text);
      expect(await decrypt(encrypted.slice(0, -24), secret, date)).toBeNull();
      expect(entityIn(fi, `9${date.slice(1)}`)).not.toBe(id);
    });
  });

  it('decrypts vector E, a published sample with an unpadded fi, for its own date only', () => {
    expect(entityIn('Xl5VWl1eV0odWVQ', '100720230858407')).toBe('onemoney-aa');
    expect(entityIn('Xl5VWl1eV0odWVQ', '110720230858407')).not.toBe('onemoney-aa');
  });

  it('accepts both base64 alphabets, without padding, and with spaces for plus signs', async () => {
    const { encrypted, secret, date, text } = B;
    const standard = encrypted.replaceAll('-', '+').replaceAll('_', '/');
    for (const spelling of [
      encrypted.replace(/=+$/, ''),
      standard,
      standard.replace(/=+$/, ''),
      standard.replaceAll('+', ' '),
    ])
      expect(await decrypt(spelling, secret, date)).toBe(text);
  });

  it.each(['', '=', 'A', 'AAAA', `${B.encrypted}!`, '💥'.repeat(16), 'A'.repeat(43)])(
    'decrypts nothing from invalid ciphertext: %s',
    async (encrypted) => {
      expect(await decrypt(encrypted, SHARED, B.date)).toBeNull();
    },
  );

  it.each(['', '15012026103045', '1501202610304599', '15012026103045a', '15012026103045 '])(
    'accepts only dates of 15 digits: %s',
    async (date) => {
      expect(await decrypt(B.encrypted, SHARED, date)).toBeNull();
      expect(entityIn(B.fi, date)).toBeNull();
      expect(minuteOf(date)).toBeNull();
    },
  );

  it('two texts of one date begin alike, and a changed text is never the same', async () => {
    expect(C.encrypted.slice(0, 144)).toBe(D.encrypted.slice(0, 144));
    const bytes = Buffer.from(D.encrypted, 'base64');
    bytes[0] = bytes[0]! ^ 1;
    expect(await decrypt(bytes.toString('base64url'), SHARED, D.date)).not.toBe(D.text);
  });

  describe('dates', () => {
    it('are written with seconds and tenths, in UTC', () => {
      expect(dateForm(new Date('2026-01-15T10:30:45.912Z'))).toBe('150120261030459');
      expect(dateForm(new Date('2026-01-15T10:30:45.099Z'))).toBe('150120261030450');
    });

    it('are read to the minute, since the guideline is ambiguous about the rest', () => {
      expect(minuteOf('150120261030459')).toEqual(new Date('2026-01-15T10:30:00Z'));
      expect(minuteOf('060420210510756')).toEqual(new Date('2021-04-06T05:10:00Z'));
    });

    it.each([
      '310220261030459',
      '151320261030459',
      '000120261030459',
      '150120262430459',
      '150120261060459',
      '999999999999999',
    ])('are refused when the minute does not exist: %s', (date) => {
      expect(minuteOf(date)).toBeNull();
    });
  });

  it.each([
    ['fipid=HDFC-FIP&fipid=ICICI-FIP', ['HDFC-FIP', 'ICICI-FIP']],
    ['fipid=HDFC-FIP%2CICICI-FIP', ['HDFC-FIP', 'ICICI-FIP']],
    ['fipid={HDFC-FIP,ICICI-FIP}', ['HDFC-FIP', 'ICICI-FIP']],
    ['fipid=%5B%22HDFC-FIP%22%2C+%22ICICI-FIP%22%5D', ['HDFC-FIP', 'ICICI-FIP']],
    ['fipid=[HDFC-FIP]', ['HDFC-FIP']],
    ['fipid=HDFC-FIP,HDFC-FIP,', ['HDFC-FIP']],
    ['fipid={}', []],
    ['fipid=', []],
    ['', []],
  ])('reads the list in %s', (text, items) => {
    expect(listIn(new URLSearchParams(text), 'fipid')).toEqual(items);
  });

  it('keeps the case of an id, which is significant', () => {
    expect(listIn(new URLSearchParams('fipid=hdfc-fip'), 'fipid')).not.toEqual(['HDFC-FIP']);
  });
});
