import { same } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import { decipher, encipher, encryptedEntity, fiFor } from '../../vendors/redirection-cipher';

const { stated } = factsInGroup('finpro');

const SHARED = 'sandbox-shared-secret-0001';
const ANSWER =
  'txnid=7b0d2c1e-5a64-4f0e-9b3f-2f6f0c8a1d11&sessionid=5d6c3f3e-0c58-4f43-8a0f-6d1f1c2b3a44&userid=9876543210%40onemoney&status=S&errorcode=0&srcref=3a3f2d96-fc3b-42e5-804f-e65d10a4be98&redirect=https%3A%2F%2Fapp.example.test%2Fcb%3Fstate%3Dabc';

interface Vector {
  readonly name: string;
  readonly secret: string;
  readonly id: string;
  readonly date: string;
  readonly text: string;
  readonly encrypted: string;
  readonly fi: string;
}

const VECTORS: readonly Vector[] = [
  {
    name: 'A',
    secret: 'ac12ghd75kf75r',
    id: 'FIUID',
    date: '031120201803460',
    text: 'txnid=T1234&sessionid=S1234&srcref=Srcref1234&userid=acme@perfios-aa&redirect=https://example.com',
    encrypted:
      'PPQtAHoxFxDCE5hKlLS0RYWKnYS0IgufJuMWKm80D5dipcqCwNn_2gOHjK8igAKBA-aYtCil_jTtPfu9xqXsyPEiM5H1T8Rn5IR4_8cz3Zk_QoHA_1jw6I6NlpDIr_h8Ap9moabhAuKDbAz-CawVsw==',
    fi: 'dnpkeHY=',
  },
  {
    name: 'B',
    secret: SHARED,
    id: 'sandbox-fiu',
    date: '150120261030459',
    text: 'txnid=7b0d2c1e-5a64-4f0e-9b3f-2f6f0c8a1d11&sessionid=5d6c3f3e-0c58-4f43-8a0f-6d1f1c2b3a44&userid=9876543210%40onemoney&redirect=https%3A%2F%2Fapp.example.test%2Fcb%3Fstate%3Dabc&srcref=3a3f2d96-fc3b-42e5-804f-e65d10a4be98&fipid=HDFC-FIP%2CICICI-FIP&pan=ABCDE1234F',
    encrypted:
      'Op4BFmMVu9NdKI0I8qumYN_qgxNg4rrJlR-ABwTZiFbqcN0Aw5tConk3OCymodUCK2rMfw4SDBuhcOXKG6jE8s7kmCsX8MnaPcmT68gKmU-7M0vBnLCpobg3mE1N8geuyxsYulD1To0IERBWnnIyY3piMk9RORfwylBfjSvq534eQ8kPGWbddOWin3QPEfp4Y2BCYlNwU7TbHm1RZloDeyesh5uKAAZXoT_EYYaiXR9jlpAHlpFuVblm9vGxMyaMQ9gjeozhhpoErbxxmE_eTk7ElcsbcDXA1Uhn5Lzvbwq9Ts5HoJIQ0lnaJ8cpncCSGmAHSlzFAWYjQi8DzPvg9uN__Bc1pacrv2nBt_Ax1ks=',
    fi: 'QlReVVBfShtXWUY=',
  },
  {
    name: 'C',
    secret: SHARED,
    id: 'onemoney-aa',
    date: '150120261034127',
    text: ANSWER,
    encrypted:
      'zBQgXiXFOluInLIBisuyubyNi2dYVpcB64IbXMnWp37hge6olr1UxCMZyhuVORJsZVIDzKJFxB7rsrEpcrOfnJmfPY5RZNKTAVBq06GDxu-kuA1-y-G3-pSyAVR2o93NG7XMClCgtt4IuEO3vAh1C7_TbYjjq7QuAh3mXuEtV6JQ15ZlJoUtQjR9NqF98FAMKvznMuVyP7UJrRx_5sTLXEIlympq71UzHO5jABUPNhaviwZqQT6bTGkf_fM57YeJ8rp7Zx5BKgrBvSsbw_BX3E-57Wb7ZRPxPIe99iatKcacIBtuKr6pXn_bYnvdqpNITs6r3eZKjtDJtzytvnxKWA==',
    fi: 'XltVXF1eV08cUVI=',
  },
  {
    name: 'D',
    secret: SHARED,
    id: 'onemoney-aa',
    date: '150120261034127',
    text: ANSWER.replace('status=S&errorcode=0', 'status=F&errorcode=1'),
    encrypted:
      'zBQgXiXFOluInLIBisuyubyNi2dYVpcB64IbXMnWp37hge6olr1UxCMZyhuVORJsZVIDzKJFxB7rsrEpcrOfnJmfPY5RZNKTAVBq06GDxu-kuA1-y-G3-pSyAVR2o93NG7XMClCgtt4IuEO3vAh1C187l0FiooMH11otLYVbgKqsYfj8OpJBWw_-RX7S5JmSdYorRy1zi_xmQuwAmJJa4sNhPjqSsDfOI2HQljwgpcqqr8UabCMlFQEHx8c4catxRJSmUdyFBW9HodFQWSNMzsLa0E9g3ddR6jR81lkmQPAEksc32Vd3zu-Pl4_zUwdBbmxkxC7nHy7fFLh7hytWGg==',
    fi: 'XltVXF1eV08cUVI=',
  },
];

/** The published encryption of links and returns (finpro.md 3.5). */
export const FINPRO_ENCRYPTION: readonly Fact[] = [
  ...VECTORS.map(({ name, secret, id, date, text, encrypted, fi }) =>
    stated(
      `encryption.vector.${name}`,
      '3.5',
      'guideline',
      `test vector ${name}: PBKDF2-HMAC-SHA256, AES-256-CBC, XOR`,
      [],
      async () => {
        same('encrypted', await encipher(text, date, secret), encrypted.replace(/={1,2}$/, ''));
        same('decrypted', (await decipher(encrypted, date, secret)).toString(), new URLSearchParams(text).toString());
        same('fi', [fiFor(id, date), encryptedEntity(fi, date)], [fi, id]);
      },
    ),
  ),
  stated(
    'encryption.vector.E',
    '3.5',
    'integrators',
    'test vector E: the fi of a published return names onemoney-aa',
    [],
    async () => same('the Account Aggregator', encryptedEntity('Xl5VWl1eV0odWVQ', '100720230858407'), 'onemoney-aa'),
  ),
  ...[
    ['C', 'S', '0'],
    ['D', 'F', '1'],
  ].map(([name, status, errorcode]) =>
    stated(
      `encryption.served.${name}`,
      '3.5',
      'guideline',
      `test vector ${name} is decrypted by the vendor too`,
      ['shared-secret'],
      async ({ finpro }) => {
        const { encrypted, date, fi } = VECTORS.find((vector) => vector.name === name)!;
        const { json } = await finpro.post('/webRedirection/decryptUrl', {
          webRedirectionURL: { ecres: encrypted, resdate: date, fi },
        });
        const { data } = json as { data: Record<string, unknown> };
        same('status and errorcode', [data.status, data.errorcode], [status, errorcode]);
      },
    ),
  ),
];
