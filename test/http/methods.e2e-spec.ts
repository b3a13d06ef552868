import { randomUUID } from 'node:crypto';
import { type RunningGateway, startGateway } from '../support/gateway';
import { sendBytes } from '../support/raw-http';

describe('a method that a path does not take', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  const ask = (method: string, path: string): Promise<Response> => fetch(gateway.url + path, { method });

  it.each([
    ['DELETE', '/v1/customers/hosted', 'GET, POST'],
    ['PUT', '/v1/customers/onboarding/grants', 'POST'],
    ['DELETE', `/v1/customers/hosted/${randomUUID()}`, 'GET'],
    ['PATCH', `/v1/customers/hosted/${randomUUID()}/grants?page=1`, 'GET'],
    ['GET', `/v1/customers/${randomUUID()}/onboarding_links`, 'POST'],
    ['GET', '/v1/links/x/revoke', 'POST'],
    ['OPTIONS', '/v1/links', 'GET'],
    ['HEAD', '/v1/links', 'GET'],
    ['PUT', `/l/${'A'.repeat(43)}`, 'GET, HEAD, POST'],
    ['POST', '/health/ready', 'GET'],
  ])('%s %s: 405, and what it takes', async (method, path, allow) => {
    const answer = await ask(method, path);
    const text = await answer.text();
    expect([answer.status, answer.headers.get('allow'), answer.headers.get('content-type')]).toEqual([405, allow, 'application/problem+json; charset=utf-8']);
    if (method === 'HEAD') return expect(text).toBe('');
    expect(JSON.parse(text)).toMatchObject({ type: '/errors#method-not-allowed', status: 405, code: 'Method_Not_Allowed', retryable: false, request_id: answer.headers.get('x-request-id'), instance: path.split('?', 1)[0]!.replace(/^\/l\/.*/, '/l/***') });
  });

  it("in FinPro's envelope on FinPro's operations", async () => {
    const answer = await ask('GET', '/v3/requestconsent');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await answer.json()).toEqual({ ver: '1.21.0', timestamp: expect.any(String), errorCode: 'MethodNotAllowed', errorMsg: expect.any(String), status: 'FP0912' });
  });

  it('also one that nobody takes', async () => {
    const { status, text } = await sendBytes(gateway.url, 'PROPFIND /v1/links HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect([status, /^allow: GET\r$/im.test(text)]).toEqual([405, true]);
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
