// 1Money and FinPro as far as the benchmark asks them, with as little work as possible: they cost every target the same.
// As a program: PORT, DELAY_MS. As a module: with a check of each call, which the benchmark's `--check` uses.
import { createHash, createHmac, randomUUID } from 'node:crypto';
import http from 'node:http';
import { pathToFileURL } from 'node:url';

/** What 1Money issued to every target. */
export const ONE_MONEY = { accessKey: 'ak_bench_portico', secretKey: 'YmVuY2gtb25lLW1vbmV5LXNlY3JldC0wMDAwMDAwMDA' };
export const FINPRO = {
  clientId: 'bench-fiu',
  clientSecret: 'YmVuY2gtZmlucHJvLXNlY3JldC0wMDAwMDAwMDAwMDAwMDA',
  organisationId: 'bench-org',
  appIdentifier: 'portico',
};
const LINK_LIFE_MS = 1_800_000;
const FINPRO_VER = '1.21.0';

const customer = (id, email) => ({
  customer_id: id,
  email,
  customer_type: 'BUSINESS',
  status: 'INIT',
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
});

let grants = 0;
function grant() {
  const token = `og_${String((grants += 1)).padStart(24, '0')}`;
  return {
    grant_token: token,
    onboarding_url: `https://onboarding.1money.example/start?grant_token=${token}&locale=en-US`,
    expires_at: new Date(Date.now() + LINK_LIFE_MS).toISOString(),
  };
}

const finpro = (data, more = {}) => ({ ver: FINPRO_VER, status: 'success', ...more, data });
const consent = () =>
  finpro(
    {
      status: 'PENDING',
      consent_handle: randomUUID(),
      webRedirectionUrl: 'https://aa.example.com/v2/?ecreq=Op4BTzq1&reqdate=150120261030459&fi=QlReVVBfShtXWUY%3D',
    },
    { message: 'Consent request created' },
  );

/** The answer to a call; `undefined` for one that nobody here makes. */
const ANSWERS = [
  ['POST', /^\/v1\/customers\/lightweight$/, (body) => [201, customer(randomUUID(), JSON.parse(body).email)]],
  ['POST', /^\/v1\/customers\/[\w-]+\/onboarding_links$/, () => [201, grant()]],
  ['GET', /^\/v1\/customers\/([\w-]+)$/, (_body, [, id]) => [200, customer(id, 'ops@acme.example')]],
  ['POST', /^\/finpro\/v3\/requestconsent$/, () => [200, consent()]],
  ['POST', /^\/finpro\/v3\/getconsentslist$/, () => [200, finpro([])]],
  [
    'POST',
    /^\/finpro\/productslist$/,
    () => [200, finpro([{ productCode: 'LOAN01', productName: 'Loans', status: 'ACTIVE' }])],
  ],
  ['GET', /^\/finpro\/list\/fips$/, () => [200, finpro({ fip_newlist: [{ fipId: 'ALPHA-FIP', fipName: 'Alpha' }] })]],
  ['GET', /^\/$/, () => [200, {}]],
];

function answerTo(method, path, body) {
  for (const [known, pattern, answer] of ANSWERS) {
    const found = known === method ? pattern.exec(path) : null;
    if (found) return answer(body, found);
  }
  return [404, { code: 'Not_Found', status: 404, detail: `${method} ${path}`, instance: path }];
}

/** Whether 1Money would take the signature (docs/signing.md). */
export function isSigned({ method, url, headers }, body) {
  const [, timestamp] = /^OneMoney-HMAC-SHA256 [^:]+:(\d{8}T\d{6}Z):/.exec(headers.authorization ?? '') ?? [];
  const bodyHash = createHash('sha256').update(body).digest('hex');
  const text = [ONE_MONEY.accessKey, timestamp, method, url.split('?')[0], bodyHash].join('\n');
  const signature = createHmac('sha256', Buffer.from(ONE_MONEY.secretKey, 'base64url')).update(text).digest('hex');
  return headers.authorization === `OneMoney-HMAC-SHA256 ${ONE_MONEY.accessKey}:${timestamp}:${signature}`;
}

/**
 * Listens on 127.0.0.1. `before` sees each call before it is answered, and may answer it itself, as `[status, body]`.
 * Returns the URL and `close`.
 */
export async function startVendors({ port = 0, delayMs = 0, before } = {}) {
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks);
      const own = before && (await before(request, body));
      const [status, answer] = own ?? answerTo(request.method, request.url.split('?')[0], body);
      const bytes = Buffer.from(JSON.stringify(answer));
      const send = () =>
        response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': bytes.length }).end(bytes);
      if (delayMs === 0) send();
      else setTimeout(send, delayMs);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((done, failed) => server.once('error', failed).listen(port, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await startVendors({ port: Number(process.env.PORT), delayMs: Number(process.env.DELAY_MS ?? 0) });
  process.once('SIGTERM', () => process.exit(0));
}
