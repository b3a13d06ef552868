import { randomUUID } from 'node:crypto';
import { type RunningGateway, startGateway } from '../support/gateway';

describe('a method that a path does not take', () => {
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
  ])('%s %s: 405, and what it takes', async (method, path, allow) => {
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

  it("in FinPro's envelope on FinPro's operations", async () => {
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

  it('as a page for people where people look', async () => {
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
