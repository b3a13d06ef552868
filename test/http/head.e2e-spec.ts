import fs from 'node:fs';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { send, type Sent } from '../openapi/exchange';
import { validRequest, type World } from '../openapi/scenarios';

type Operations = Record<
  string,
  { readonly operationId: string; readonly responses: Record<string, { readonly content?: Record<string, unknown> }> }
>;

const { paths } = JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as { paths: Record<string, Operations> };
const GETS = Object.entries(paths).flatMap(([path, { get }]) =>
  get
    ? [
        [
          path,
          get.operationId,
          'text/html' in Object.assign({}, ...Object.values(get.responses).map(({ content }) => content)),
        ] as const,
      ]
    : [],
);
/** Paths that need a one-time return address or the token of a link. */
const ofPrograms = GETS.filter(([, , isPage]) => !isPage);
const ofPeople = GETS.filter(([, , isPage]) => isPage);
/** Other paths that are not in the document. */
const OTHER_PATHS = ['/errors', '/metrics', '/openapi.json', '/openapi.yaml', '/docs'];

/** Headers that differ between two equal responses, and headers of the connection, which fetch closes after HEAD. */
const CHANGING = /^(?:date|x-request-id|ratelimit|connection|keep-alive)$/;
/** Headers that hold a time: they must be present. */
const TIMES = /^portico-(?:as-of|stale-after)$/;

/** RFC 9110, 9.3.2. */
describe('HEAD', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  const headersOf = (headers: Headers): Record<string, string> =>
    Object.fromEntries(
      [...headers]
        .filter(([name]) => !CHANGING.test(name))
        .map(([name, value]) => [name, TIMES.test(name) ? 'a time' : value]),
    );
  const LASTING = [
    'audit_entries',
    'events',
    'vendor_effects',
    'idempotency_keys',
    'onboarding_grants',
    'consent_links',
    'link_clicks',
  ];
  const rows = (): Promise<object[]> =>
    Promise.all(
      LASTING.map(async (name) => ({
        name,
        rows: await gateway.database.query(`SELECT count(*) FROM portico.${name}`),
      })),
    );
  async function expectAlike(request: Sent): Promise<void> {
    const got = await send(gateway, request);
    const before = await rows();
    const headed = await fetch(gateway.url + request.path, {
      method: 'HEAD',
      headers: request.headers,
      redirect: 'manual',
    });
    expect([headed.status, await headed.text()]).toEqual([got.status, '']);
    // Bodies with a time or with data of the growing log differ in length.
    const isSteady = !/metrics|ready|audit/.test(request.path);
    expect({ ...headersOf(headed.headers), ...(isSteady ? {} : { 'content-length': '' }) }).toEqual({
      ...headersOf(got.headers),
      ...(isSteady ? {} : { 'content-length': '' }),
    });
    expect(await rows()).toEqual(before);
  }

  it('is requested of every path that has GET', () => {
    expect(ofPrograms.length).toBeGreaterThan(15);
    for (const [path] of ofPeople) expect(path).toMatch(/^\/(?:l|return)\//);
  });

  it.each(ofPrograms)('%s: headers and status as for GET, no body, and no row written', async (_path, operationId) => {
    const request = await validRequest(operationId, { gateway } as World);
    await expectAlike(request);
    await expectAlike({ ...request, headers: {} });
  });

  it.each(OTHER_PATHS)('%s: the same', (path) => expectAlike({ method: 'GET', path, headers: {} }));

  it('on /v1/events does not wait for events', async () => {
    const answer = await fetch(`${gateway.url}/v1/events?cursor=999999999&wait=30`, {
      method: 'HEAD',
      headers: { Authorization: DEMO },
    });
    expect(answer.status).toBe(200);
  }, 20_000);

  it('answers errors as GET does, without the body', async () => {
    for (const path of ['/nowhere', '/v1/links/none', '/l/none', '/return/onboarding?state=none']) {
      const answer = await fetch(gateway.url + path, { method: 'HEAD', headers: { Authorization: DEMO } });
      expect([path, await answer.text(), answer.headers.has('x-request-id')]).toEqual([path, '', true]);
    }
  });
});
