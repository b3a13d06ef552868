import { createHash, createHmac } from 'node:crypto';
import fs from 'node:fs';
import { isSignedBy, parseHmac } from '../../src/consumers/inbound-hmac';
import { newWebhookSecret, webhookHeaders } from '../../src/targets/standard-webhook';
import { nextPollSeconds } from '../../src/inbox/polling/poll-schedule';
import { type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';

interface Curl {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The first curl of a page, or the first one to a path, as printed. */
const printedCurl = (page: string, path = ''): string =>
  fs
    .readFileSync(page, 'utf8')
    .match(/^curl [\s\S]*?(?=\n```)/gm)!
    .find((curl) => curl.includes(path))!;

const curlOf = (page: string): Curl => partsOf(printedCurl(page));

/** A curl command, parsed as by a shell. */
function partsOf(curl: string): Curl {
  const text = curl.replaceAll('\\\n', ' ');
  const headers = [...text.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [name!, value!]);
  return {
    url: /http:\/\/\S+/.exec(text)![0],
    headers: Object.fromEntries(headers),
    body: /-d '([^']+)'/.exec(text)![1]!,
  };
}

type Receiver = (secret: string, headers: Record<string, string>, body: Buffer) => boolean;

type Signer = (
  clientId: string,
  secret: string,
  method: string,
  path: string,
  body: string,
  now: Date,
) => Record<string, string>;

/** The function of this name in the JavaScript of a page, which is a module. */
function printedFunction<T>(page: string, name: string): T {
  const [, example = ''] = /```js\n([\s\S]*?)```/.exec(fs.readFileSync(page, 'utf8')) ?? [];
  const script = example
    .replace(/^import (\{.*\}) from ('[^']+');$/m, 'const $1 = require($2);')
    .replace('export ', '');
  return new Function('require', `${script}\nreturn ${name};`)(require) as T;
}

describe('the pages with example requests', () => {
  let gateway: RunningGateway;
  let customerId: string;
  beforeAll(async () => {
    gateway = await startGateway();
    customerId = (await new Given(gateway).customer()).customer_id;
  });
  afterAll(() => gateway.close());

  /** The printed command, for this gateway and sandbox and an existing customer. */
  const run = ({ url, headers, body }: Curl): Promise<Response> => {
    const here = (text: string): string =>
      text
        .replaceAll('http://localhost:3000', gateway.url)
        .replaceAll('http://localhost:4000', gateway.sandbox.url)
        .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, customerId);
    return fetch(here(url), { method: 'POST', headers, body: here(body) });
  };

  it('README: the request answers as printed', async () => {
    const answer = await run(curlOf('README.md'));
    const printed = JSON.parse(/```json\n([\s\S]*?)```/.exec(fs.readFileSync('README.md', 'utf8'))![1]!) as object;
    expect(answer.status).toBe(201);
    expect(Object.keys((await answer.json()) as object)).toEqual(Object.keys(printed));
  });

  it('README: the consent is requested as printed, repeatedly', async () => {
    for (let times = 0; times < 2; times++) {
      const answer = await run(partsOf(printedCurl('README.md', '/v3/requestconsent')));
      expect(answer.status).toBe(200);
      const printed = JSON.parse(
        /```json\n(\{"status"[\s\S]*?)```/.exec(fs.readFileSync('README.md', 'utf8'))![1]!,
      ) as { data: object };
      const said = (await answer.json()) as { data: object };
      expect([Object.keys(said), Object.keys(said.data)]).toEqual([Object.keys(printed), Object.keys(printed.data)]);
    }
  });

  const CHANGES = [
    ...fs.readFileSync('README.md', 'utf8').matchAll(/^\| `((?:"|-H )[^`]+)` \| (\d{3}) `(\w+)` \|$/gm),
  ].map(([, line, status, errorCode]) => ({ line: line!, status: Number(status), errorCode: errorCode! }));

  it('README: shows each of the six errors of a consent request', () => {
    expect(CHANGES.map(({ errorCode }) => errorCode)).toEqual([
      'InvalidRequest',
      'InvalidProductID',
      'InvalidPartyIdentifier',
      'InvalidFIPID',
      'InvalidRedirectUrl',
      'AuthenticationFailed',
    ]);
  });

  it.each(CHANGES)('README: $errorCode results from one changed line', async ({ line, status, errorCode }) => {
    const curl = printedCurl('README.md', '/v3/requestconsent');
    const name = /^"\w+":|^-H '\w+:/.exec(line)![0];
    const changed = curl
      .split('\n')
      .map((printed) => (printed.trim().startsWith(name) ? `  ${line}` : printed))
      .join('\n');
    expect(changed).not.toBe(curl);
    const answer = await run(partsOf(changed));
    expect([answer.status, await answer.json()]).toEqual([
      status,
      {
        ver: '1.21.0',
        timestamp: expect.any(String),
        errorCode,
        errorMsg: expect.any(String),
        status: expect.stringMatching(/^FP\d{4}$/),
      },
    ]);
  });

  it('docs/sandbox.md: the request changes the status', async () => {
    const answer = await run(curlOf('docs/sandbox.md'));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ customer_id: customerId, status: 'APPROVED' });
  });

  it('docs/events.md: the example receiver accepts deliveries of Portico only', () => {
    const isFromPortico = printedFunction<Receiver>('docs/events.md', 'isFromPortico');
    const [secret, replaced, body] = [newWebhookSecret(), newWebhookSecret(), Buffer.from('{"id":"1"}')];
    const headers = webhookHeaders('1', new Date(), body, [replaced, secret]);
    expect([isFromPortico(secret, headers, body), isFromPortico(replaced, headers, body)]).toEqual([true, true]);
    expect([
      isFromPortico(newWebhookSecret(), headers, body),
      isFromPortico(secret, headers, Buffer.from('{"id":"2"}')),
      isFromPortico(secret, webhookHeaders('1', new Date(Date.now() - 400_000), body, [secret]), body),
    ]).toEqual([false, false, false]);
  });

  it('docs/events.md: the receiver refuses a missing and a malformed signature, and does not throw', () => {
    const isFromPortico = printedFunction<Receiver>('docs/events.md', 'isFromPortico');
    const [secret, body] = [newWebhookSecret(), Buffer.from('{"id":"1"}')];
    const whole = webhookHeaders('1', new Date(), body, [secret]);
    const without = Object.keys(whole).map((name) =>
      Object.fromEntries(Object.entries(whole).filter(([other]) => other !== name)),
    );
    for (const headers of [
      {},
      ...without,
      { ...whole, 'webhook-timestamp': 'soon' },
      { ...whole, 'webhook-signature': 'v1,' },
    ])
      expect(isFromPortico(secret, headers, body)).toBe(false);
  });

  it('docs/events.md: the table of intervals is the delivery schedule', () => {
    const unit: Record<string, number> = { s: 1, min: 60, h: 3_600 };
    const rows = [
      ...fs
        .readFileSync('docs/events.md', 'utf8')
        .matchAll(/^\| (15 minutes|an hour|a day|a week|30 days) \|(.*)\|$/gm),
    ].map(([, age, cells]) => ({
      age: age!,
      cells: cells!
        .split('|')
        .map((cell) => /^ (\d+) (\w+)/.exec(cell)!)
        .map(([, count, name]) => Number(count) * unit[name!]!),
    }));
    const ages: Record<string, number> = {
      '15 minutes': 900,
      'an hour': 3_600,
      'a day': 86_400,
      'a week': 604_800,
      '30 days': 2_592_000,
    };
    expect(rows).toHaveLength(5);
    for (const { age, cells } of rows)
      expect([age, ...cells]).toEqual([
        age,
        ...(['active', 'waiting', 'resting', 'standing'] as const).map((cadence) =>
          nextPollSeconds(cadence, ages[age]! - 1, 30),
        ),
      ]);
  });

  describe.each([
    ['docs/signing.md', fs.readFileSync('docs/signing.md', 'utf8')],
    [
      'the security scheme in openapi.json',
      (
        JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as {
          components: { securitySchemes: Record<string, { description: string }> };
        }
      ).components.securitySchemes['onemoney-hmac']!.description,
    ],
  ])('%s', (_where, page) => {
    const block = (language: string): string => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\n\`\`\``).exec(page)![1]!;
    const [, accessKey, secret, method, path, timestamp, bodyBytes] =
      /client_id `(\w+)`\sand the secret `([\w-]+)`[^`]*`(\w+) (\S+)` at `(\w+)` with these (\d+) bytes/.exec(
        page.replace(/(?<=\S)\n(?=\S)/g, ' '),
      )!;

    it('shows the signed text, byte for byte', () => {
      const [body, text] = [Buffer.from(block('json')), block('text')];
      expect([body.length, Buffer.byteLength(text)]).toEqual([
        Number(bodyBytes),
        Number(/signs these (\d+) bytes/.exec(page)![1]),
      ]);
      expect(text.split('\n')).toEqual([
        accessKey,
        timestamp,
        method,
        path,
        createHash('sha256').update(body).digest('hex'),
      ]);
      expect(page).toContain(createHash('sha256').digest('hex'));
      const signature = createHmac('sha256', Buffer.from(secret!, 'base64url')).update(text).digest('hex');
      expect(block('http')).toBe(
        `Authorization: OneMoney-HMAC-SHA256 ${accessKey}:${timestamp}:${signature}\nX-OM-Date: ${timestamp}`,
      );
      expect(
        isSignedBy(secret!, parseHmac(block('http').split(/\n|: /)[1]!)!, { method: method!, url: path!, body }),
      ).toBe(true);
      expect(
        isSignedBy(secret!, parseHmac(block('http').split(/\n|: /)[1]!)!, { method: method!, url: `${path}/`, body }),
      ).toBe(false);
    });

    it('names the public key pairs of Portico and of the sandbox, and they verify', async () => {
      const pairs = [...page.matchAll(/`(demo-consumer|ak_\w+)`[^`]+`([\w-]{40,})`/g)]
        .map(([, id, key]) => [id!, key!] as const)
        .filter(([id]) => id !== accessKey);
      expect(pairs.map(([id]) => id)).toEqual(['demo-consumer', 'ak_sandbox_portico']);
      for (const [at, [id, key]] of [
        [gateway.url, pairs[0]!],
        [gateway.sandbox.url, pairs[1]!],
      ] as const) {
        const echo = (clientKey: string): Promise<Response> =>
          fetch(`${at}/echo`, {
            method: 'POST',
            headers: {
              ...signedHeaders(id, clientKey, 'post', '/echo', '{"message":"hello"}', new Date()),
              'Content-Type': 'application/json',
            },
            body: '{"message":"hello"}',
          });
        expect([(await echo(key)).status, (await echo(`A${key.slice(1)}A`)).status]).toEqual([200, 401]);
      }
    });
  });

  const signedHeaders = printedFunction<Signer>('docs/signing.md', 'signedHeaders');

  it('docs/configuration.md names every variable that the gateway reads', () => {
    const page = fs.readFileSync('docs/configuration.md', 'utf8');
    const variables = [
      ...['environment', 'upkeep.environment']
        .map((name) => fs.readFileSync(`src/config/environment/${name}.ts`, 'utf8'))
        .join('\n')
        .matchAll(/^ {2}([A-Z][A-Z_]+)\??: (?!\[)/gm),
    ].map(([, name]) => name!);
    expect(variables.length).toBeGreaterThan(10);
    expect(variables.filter((name) => name !== 'PORTICO_SANDBOX_URL' && !page.includes(`\`${name}\``))).toEqual([]);
  });
});
