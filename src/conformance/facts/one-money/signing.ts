import { createHash, createHmac, randomUUID } from 'node:crypto';
import { oneMoneySigner } from '../../../vendors/one-money/one-money.signer';
import { type VendorResponse, exchange } from '../../exchange';
import { anObject, Difference, fits, holds, ISO_TIME, same } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import type { OneMoney } from '../../vendors/one-money';
import { envelope } from '../../vendors/one-money-answers';
import { ACCESS_KEY, SECRET_KEY, VECTORS, vectorNamed, WRONG } from '../../vendors/one-money-vectors';

const { stated, open } = factsInGroup('1money');
const SCHEME = 'OneMoney-HMAC-SHA256';
const PATH = '/v1/customers/lightweight';

type Headers = Readonly<Record<string, string | undefined>>;

/** A read of something that does not exist: an authenticated caller is told so, and nothing changes. */
const probe = (vendor: OneMoney, headers: Headers): Promise<VendorResponse> =>
  vendor.get(`${PATH}?idempotency_key=${randomUUID()}`, {
    Authorization: undefined,
    'X-OM-Date': undefined,
    ...headers,
  });
const letIn = (answer: VendorResponse): void => holds('the credential', answer.status !== 401, 'accepted', '401');
const turnedAway = (answer: VendorResponse): void => same('status', answer.status, 401);
const taken = ({ status }: VendorResponse): string => (status === 401 ? 'refused' : 'accepted');
const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1000);

/** A signature over other lines than those of the contract. */
function signedOver(
  vendor: OneMoney,
  change: (lines: string[]) => string[],
  { body = '', secret = Buffer.from(vendor.access.secretKey ?? '', 'base64url'), method = 'GET', path = PATH } = {},
): { Authorization: string; 'X-OM-Date': string } {
  const { 'X-OM-Date': date } = vendor.signature(method, path);
  const lines = change([
    vendor.access.accessKey,
    date,
    method,
    vendor.signedPath(path),
    createHash('sha256').update(body).digest('hex'),
  ]);
  return {
    Authorization:
      `${SCHEME} ` +
      `${vendor.access.accessKey}:${date}:${createHmac('sha256', secret).update(lines.join('\n')).digest('hex')}`,
    'X-OM-Date': date,
  };
}

const vectors: Fact[] = VECTORS.map(({ name, method, path, body, bodyBytes, at, timestamp, signature }) =>
  stated(
    `signing.vector.${name.slice(0, 2)}`,
    '1.5',
    'code',
    `test vector ${name}: Portico signs it as the vendor's client does`,
    [],
    async () => {
      same('bytes of the body', Buffer.byteLength(body), bodyBytes);
      for (const secret of [SECRET_KEY, `${SECRET_KEY}=`]) {
        const headers = oneMoneySigner(ACCESS_KEY, secret)({ method, path, body: Buffer.from(body) }, new Date(at));
        same('headers', headers, {
          Authorization: `${SCHEME} ${ACCESS_KEY}:${timestamp}:${signature}`,
          'X-OM-Date': timestamp,
        });
      }
    },
  ),
);

const mistakes: Fact[] = WRONG.map(({ mistake, vector, signature }) =>
  stated(
    `signing.vector.${vector}-wrong`,
    '1.5',
    'code',
    `the signature that comes of a mistake is not ours: ${mistake}`,
    [],
    async () => {
      const { method, path, body, at } = vectorNamed(vector);
      const { Authorization } = oneMoneySigner(ACCESS_KEY, SECRET_KEY)(
        { method, path, body: Buffer.from(body) },
        new Date(at),
      );
      holds('the signature', !Authorization!.endsWith(signature), 'another one', 'the mistaken one');
    },
  ),
);

/** Credentials and signatures (1money.md 1). */
export const ONE_MONEY_SIGNING: readonly Fact[] = [
  ...vectors,
  ...mistakes,
  stated('auth.bearer', '1.1', 'code', 'Authorization: Bearer <access_key> is a credential', [], async ({ oneMoney }) =>
    letIn(await probe(oneMoney, oneMoney.bearer())),
  ),
  open(
    'auth.bearer-off',
    '1.4',
    'Bearer where the partner has it switched off',
    ['switches'],
    'refused',
    async ({ limited: { oneMoney } }) => taken(await probe(oneMoney, oneMoney.bearer())),
  ),
  stated('auth.hmac', '1.1', 'page', 'OneMoney-HMAC-SHA256 is a credential', ['secret'], async ({ oneMoney }) =>
    letIn(await probe(oneMoney, oneMoney.signature('GET', PATH))),
  ),
  stated('auth.none', '1.4', 'code', 'no Authorization is 401', [], async ({ oneMoney }) =>
    turnedAway(await probe(oneMoney, {})),
  ),
  stated('auth.other-scheme', '1.1', 'page', 'another scheme is 401', [], async ({ oneMoney }) =>
    turnedAway(
      await probe(oneMoney, {
        ...oneMoney.bearer(),
        Authorization: `Basic ${Buffer.from(oneMoney.access.accessKey).toString('base64')}`,
      }),
    ),
  ),
  stated('auth.unknown-key', '4.2', 'code', 'an unknown access key is 401', [], async ({ oneMoney }) =>
    turnedAway(await probe(oneMoney, { ...oneMoney.bearer(), Authorization: 'Bearer ak_that_nobody_has' })),
  ),
  stated('signing.query', '1.3', 'code', 'the path is signed without the query', ['secret'], async ({ oneMoney }) => {
    const target = `${PATH}?idempotency_key=${randomUUID()}`;
    letIn(await oneMoney.get(target, oneMoney.signature('GET', PATH)));
    turnedAway(await oneMoney.get(target, oneMoney.signature('GET', target)));
  }),
  stated('signing.method', '1.3', 'code', 'the method is signed in upper case', ['secret'], async ({ oneMoney }) =>
    turnedAway(
      await probe(
        oneMoney,
        signedOver(oneMoney, (lines) => lines.with(2, 'get')),
      ),
    ),
  ),
  stated(
    'signing.method-own',
    '1.3',
    'code',
    'the method that is signed is the one that is sent',
    ['secret'],
    async ({ oneMoney }) => turnedAway(await probe(oneMoney, oneMoney.signature('POST', PATH))),
  ),
  stated(
    'signing.path-own',
    '1.3',
    'code',
    'the path that is signed is the one that is sent',
    ['secret'],
    async ({ oneMoney }) => turnedAway(await probe(oneMoney, oneMoney.signature('GET', '/v1/customers/hosted'))),
  ),
  stated(
    'signing.secret',
    '1.3',
    'code',
    'the secret is decoded from base64url before use',
    ['secret'],
    async ({ oneMoney }) =>
      turnedAway(
        await probe(
          oneMoney,
          signedOver(oneMoney, (lines) => lines, { secret: Buffer.from(oneMoney.access.secretKey!) }),
        ),
      ),
  ),
  stated('signing.end', '1.3', 'code', 'no line feed ends the string to sign', ['secret'], async ({ oneMoney }) =>
    turnedAway(
      await probe(
        oneMoney,
        signedOver(oneMoney, (lines) => [...lines, '']),
      ),
    ),
  ),
  stated(
    'signing.empty-body',
    '1.3',
    'code',
    'no body means the hash of the empty string',
    ['secret'],
    async ({ oneMoney }) => {
      letIn(
        await probe(
          oneMoney,
          signedOver(oneMoney, (lines) =>
            lines.with(4, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'),
          ),
        ),
      );
      turnedAway(
        await probe(
          oneMoney,
          signedOver(oneMoney, (lines) => lines.with(4, '')),
        ),
      );
    },
  ),
  stated(
    'signing.body',
    '1.3',
    'code',
    'the bytes of the body are signed, exactly',
    ['secret'],
    async ({ oneMoney }) => {
      const body = '{"message":"Zoë"}';
      const sent = async (signed: string): Promise<VendorResponse> =>
        oneMoney.post('/echo', body, oneMoney.signature('POST', '/echo', signed));
      letIn(await sent(body));
      for (const other of ['{"message": "Zoë"}', '{"message":"Zo\\u00eb"}', `${body}\n`, ''])
        turnedAway(await sent(other));
    },
  ),
  open('signing.hex', '1.3', 'a signature in upper-case hexadecimal', ['secret'], 'refused', async ({ oneMoney }) => {
    const { Authorization, 'X-OM-Date': date } = oneMoney.signature('GET', PATH);
    return taken(
      await probe(oneMoney, {
        Authorization: Authorization.replace(/[0-9a-f]{64}$/, (hex) => hex.toUpperCase()),
        'X-OM-Date': date,
      }),
    );
  }),
  stated('signing.length', '1.3', 'code', 'a signature has 64 hexadecimal digits', ['secret'], async ({ oneMoney }) => {
    const { Authorization, 'X-OM-Date': date } = oneMoney.signature('GET', PATH);
    for (const value of [Authorization.slice(0, -1), `${Authorization}0`, Authorization.slice(0, -64)])
      turnedAway(await probe(oneMoney, { Authorization: value, 'X-OM-Date': date }));
  }),
  stated(
    'signing.not-ascii',
    '1.3',
    'code',
    'a signature with letters outside hexadecimal, or outside ASCII, is 401 like any wrong one',
    ['secret'],
    async ({ oneMoney }) => {
      const { Authorization, 'X-OM-Date': date } = oneMoney.signature('GET', PATH);
      for (const end of ['zz', '\u00e9\u00ff', '\u00a0x'])
        turnedAway(await probe(oneMoney, { Authorization: Authorization.slice(0, -2) + end, 'X-OM-Date': date }));
    },
  ),
  stated(
    'signing.nonce',
    '1.3',
    'code',
    'the scheme has no nonce: the same signature is good twice',
    ['secret'],
    async ({ oneMoney }) => {
      const headers = oneMoney.signature('GET', PATH);
      for (let time = 0; time < 2; time += 1) letIn(await probe(oneMoney, headers));
    },
  ),
  stated(
    'signing.parts',
    '1.1',
    'code',
    'the credential is <access_key>:<timestamp>:<signature>, each with something in it',
    ['secret'],
    async ({ oneMoney }) => {
      const { Authorization, 'X-OM-Date': date } = oneMoney.signature('GET', PATH);
      const [, key, , signature] = /^\S+ ([^:]*):([^:]*):([^:]*)$/.exec(Authorization)!;
      for (const credential of [
        `${Authorization}:x`,
        `${SCHEME} ${key}:${signature}`,
        `${SCHEME} :${date}:${signature}`,
        `${SCHEME} ${key}::${signature}`,
        `${SCHEME} ${key}:${date}:`,
        SCHEME,
      ])
        turnedAway(await probe(oneMoney, { Authorization: credential, 'X-OM-Date': date }));
    },
  ),
  stated(
    'signing.timestamp-form',
    '1.2',
    'code',
    'the timestamp is YYYYMMDDThhmmssZ and nothing else',
    ['secret'],
    async ({ oneMoney }) => {
      const { 'X-OM-Date': date } = oneMoney.signature('GET', PATH);
      const others = [
        String(Math.floor(Date.now() / 1000)),
        new Date().toISOString(),
        date.slice(0, -1),
        date.replace('Z', '+00'),
      ];
      for (const other of others) turnedAway(await probe(oneMoney, signedAt(oneMoney, other)));
    },
  ),
  open(
    'signing.timestamp-real',
    '1.4',
    'a timestamp of a day that does not exist',
    ['secret'],
    'refused',
    async ({ oneMoney }) => taken(await probe(oneMoney, signedAt(oneMoney, '20260230T000000Z'))),
  ),
  open(
    'signing.skew',
    '1.3',
    'how far the clock may be off',
    ['secret'],
    '290 s accepted, 315 s refused, either way',
    async ({ oneMoney }) => {
      const at = async (seconds: number): Promise<string> =>
        taken(await probe(oneMoney, oneMoney.signature('GET', PATH, '', ago(seconds))));
      const [near, far, ahead, farAhead] = [await at(290), await at(315), await at(-290), await at(-315)];
      return near === ahead && far === farAhead
        ? `290 s ${near}, 315 s ${far}, either way`
        : `290 s behind ${near}, 315 s behind ${far}, 290 s ahead ${ahead}, 315 s ahead ${farAhead}`;
    },
  ),
  open('signing.om-date-missing', '1.4', 'a signature without X-OM-Date', ['secret'], 'refused', async ({ oneMoney }) =>
    taken(await probe(oneMoney, { Authorization: oneMoney.signature('GET', PATH).Authorization })),
  ),
  open(
    'signing.om-date-differs',
    '1.4',
    'an X-OM-Date that differs from the signed timestamp',
    ['secret'],
    'refused',
    async ({ oneMoney }) =>
      taken(
        await probe(oneMoney, {
          Authorization: oneMoney.signature('GET', PATH).Authorization,
          'X-OM-Date': oneMoney.signature('GET', PATH, '', ago(2))['X-OM-Date'],
        }),
      ),
  ),
  open(
    'auth.scheme-case',
    '1.4',
    'the scheme OneMoney-HMAC-SHA256 in lower case, which HTTP reads like any other case',
    ['secret'],
    'accepted',
    async ({ oneMoney }) => {
      const { Authorization, 'X-OM-Date': date } = oneMoney.signature('GET', PATH);
      return taken(
        await probe(oneMoney, {
          Authorization: Authorization.replace(SCHEME, SCHEME.toLowerCase()),
          'X-OM-Date': date,
        }),
      );
    },
  ),
  open(
    'signing.absolute-form',
    '1.3',
    'a request target in absolute form, which every server of HTTP takes: what is signed',
    ['secret'],
    'its path',
    async ({ oneMoney }) => {
      const url = new URL(oneMoney.access.url);
      return taken(
        await exchange(url.origin, {
          method: 'GET',
          target: `${url.origin}${oneMoney.signedPath(PATH)}?idempotency_key=${randomUUID()}`,
          headers: oneMoney.signature('GET', PATH),
        }),
      ) === 'accepted'
        ? 'its path'
        : 'something else';
    },
  ),
  open(
    'auth.one-body',
    '1.4',
    'whether the body of a 401 tells why',
    ['secret'],
    'the same body for every reason',
    async ({ oneMoney }) => {
      const { Authorization, 'X-OM-Date': date } = oneMoney.signature('GET', PATH);
      const reasons: Headers[] = [
        {},
        { Authorization: 'Basic x' },
        { Authorization },
        { Authorization: `${Authorization.slice(0, -1)}x`, 'X-OM-Date': date },
        { Authorization: 'Bearer ak_that_nobody_has' },
        oneMoney.signature('GET', PATH, '', ago(86_400)),
      ];
      const bodies = new Set<string>();
      for (const headers of reasons) bodies.add((await probe(oneMoney, headers)).text);
      return bodies.size === 1 ? 'the same body for every reason' : `${bodies.size} bodies`;
    },
  ),
  open(
    'auth.before-json',
    '1.4',
    'broken JSON from somebody without a credential',
    [],
    '401: credentials come first',
    async ({ oneMoney }) => {
      const { status } = await oneMoney.post('/echo', '{"broken', { Authorization: undefined, 'X-OM-Date': undefined });
      return status === 401 ? '401: credentials come first' : String(status);
    },
  ),
  open(
    'auth.after-size',
    '1.4',
    'a body of two mebibytes from somebody without a credential',
    [],
    '413 Content_Too_Large: the limit comes first',
    async ({ oneMoney }) => {
      const answer = await oneMoney.post('/echo', `"${'x'.repeat(2_097_152)}"`, {
        Authorization: undefined,
        'X-OM-Date': undefined,
      });
      return answer.status === 413
        ? `${envelope(answer, oneMoney.signedPath('/echo'))}: the limit comes first`
        : String(answer.status);
    },
  ),
  stated(
    'echo.get',
    '1.5',
    'code',
    'GET /echo answers message and timestamp',
    [],
    async ({ oneMoney }) => void echoed(await oneMoney.get('/echo')),
  ),
  stated('echo.post', '1.5', 'code', 'POST /echo answers the message that it was sent', [], async ({ oneMoney }) =>
    same('message', echoed(await oneMoney.post('/echo', { message: 'Zoë' })).message, 'Zoë'),
  ),
];

function signedAt(vendor: OneMoney, timestamp: string): Headers {
  const { Authorization } = signedOver(vendor, (lines) => lines.with(1, timestamp));
  return { Authorization: Authorization.replace(/^(\S+ [^:]+:)[^:]+/, `$1${timestamp}`), 'X-OM-Date': timestamp };
}

function echoed({ status, json }: VendorResponse): Record<string, unknown> {
  if (status !== 200) throw new Difference('status', '200', String(status));
  const { message, timestamp } = anObject('the echo', json);
  fits('message', message, /^/, 'a text');
  fits('timestamp', timestamp, ISO_TIME, 'ISO 8601');
  return { message };
}
