import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { type RunningGateway, startGateway } from '../support/gateway';
import { rawAnswer } from '../support/raw-answer';

describe('a method that a path does not support', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  const ask = (method: string, path: string): Promise<Response> => fetch(gateway.url + path, { method });

  it.each([
    ['DELETE', '/v1/customers/hosted', 'GET, HEAD, POST'],
    ['PUT', '/v1/customers/onboarding/grants', 'POST'],
    ['DELETE', `/v1/customers/hosted/${randomUUID()}`, 'GET, HEAD'],
    ['PATCH', `/v1/customers/hosted/${randomUUID()}/grants?page=1`, 'GET, HEAD'],
    ['GET', `/v1/customers/${randomUUID()}/onboarding_links`, 'POST'],
    ['GET', '/v1/links/x/revoke', 'POST'],
    ['OPTIONS', '/v1/links', 'GET, HEAD'],
    ['HEAD', '/v1/customers/onboarding/grants', 'POST'],
    ['PUT', '/v1/customer%73/onboarding/grants', 'POST'],
    ['POST', '/health/ready', 'GET, HEAD'],
  ])('%s %s: 405, and Allow names the supported methods', async (method, path, allow) => {
    const answer = await ask(method, path);
    const text = await answer.text();
    expect([answer.status, answer.headers.get('allow'), answer.headers.get('content-type')]).toEqual([
      405,
      allow,
      'application/problem+json; charset=utf-8',
    ]);
    if (method === 'HEAD') return expect(text).toBe('');
    expect(JSON.parse(text)).toMatchObject({
      type: '/errors#method-not-allowed',
      status: 405,
      code: 'Method_Not_Allowed',
      retryable: false,
      request_id: answer.headers.get('x-request-id'),
      instance: path.split('?', 1)[0]!.replace('%73', 's'),
    });
  });

  const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];
  const CONTENTS = {
    'no content': [],
    'a form': ['Content-Type: application/x-www-form-urlencoded'],
    'a coding': ['Content-Encoding: gzip'],
    'an invalid signature': ['X-Webhook-Signature: x', 'Content-Type: application/json'],
    'an expectation': ['Expect: foo'],
    'a condition': ['If-Match: "x"'],
  };
  const documented = Object.entries(
    (JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as { paths: Record<string, object> }).paths,
  ).map(([path, item]) => {
    const taken = Object.keys(item).map((method) => method.toUpperCase());
    return {
      path: path.replaceAll(/\{\w+\}/g, 'x'),
      allow: [...new Set([...taken, ...(taken.includes('GET') ? ['HEAD'] : [])])].toSorted(),
    };
  });

  it.each(Object.entries(CONTENTS))(
    'on any documented path, with %s: 405 and Allow; on an unknown path: 404',
    async (what, lines) => {
      const content = what === 'no content' ? '\r\n' : 'Content-Length: 2\r\n\r\n{}';
      const tell = async (method: string, path: string): Promise<[status: number, allow?: string]> => {
        const { status, headers } = await rawAnswer(
          gateway.url,
          `${method} ${path} ` +
            `HTTP/1.1\r\n${['Host: localhost', 'Connection: close', ...lines].join('\r\n')}\r\n${content}`,
        );
        return headers.allow === undefined ? [status] : [status, headers.allow];
      };
      for (const { path, allow } of documented) {
        const wrong = METHODS.filter((method) => !allow.includes(method));
        const told = await Promise.all(wrong.map(async (method) => ({ method, path, told: await tell(method, path) })));
        expect(told).toEqual(wrong.map((method) => ({ method, path, told: [405, allow.join(', ')] })));
        expect([path, await tell('POST', `${path}/x/y/z`)]).toEqual([path, [404]]);
      }
    },
  );

  it.each([true, false])('/ names the pages and paths to start with (docs served: %s)', async (docs) => {
    const other = docs
      ? gateway
      : await startGateway({ database: gateway.database, sandbox: gateway.sandbox, environment: { DOCS: 'off' } });
    const answer = await fetch(`${other.url}/`);
    if (!docs) await other.close();
    const { next_action, type } = (await answer.json()) as Record<string, string>;
    expect([
      answer.status,
      type,
      ['/docs', '/openapi.json', '/health/ready'].filter((path) => next_action!.includes(path)),
    ]).toEqual([404, '/errors#not-found', [...(docs ? ['/docs'] : []), '/openapi.json', '/health/ready']]);
  });

  it("is answered in FinPro's envelope on FinPro's operations", async () => {
    const answer = await ask('GET', '/v3/requestconsent');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await answer.json()).toEqual({
      ver: '1.21.0',
      timestamp: expect.any(String),
      errorCode: 'MethodNotAllowed',
      errorMsg: expect.any(String),
      status: 'FP0912',
    });
  });

  it('is answered with an HTML page on pages for people', async () => {
    const answer = await ask('PUT', `/l/${'A'.repeat(43)}`);
    expect([answer.status, answer.headers.get('allow'), answer.headers.get('content-type')]).toEqual([
      405,
      'GET, HEAD, POST',
      'text/html; charset=utf-8',
    ]);
    expect(await answer.text()).toContain(answer.headers.get('x-request-id')!);
  });

  it.each([
    ['GET', '/v1/nothing'],
    ['DELETE', '/v1/nothing'],
    ['POST', '/v1/customers/hosted/a/b/c'],
    ['DELETE', '/v1/links/'],
    ['PUT', '/'],
    ['OPTIONS', '/nowhere'],
  ])('%s %s: still 404, since there is no such path', async (method, path) => {
    const answer = await ask(method, path);
    expect([answer.status, answer.headers.has('allow')]).toEqual([404, false]);
    expect(await answer.json()).toMatchObject({ type: '/errors#not-found' });
  });
});
