import fs from 'node:fs';
import { type RunningGateway, startGateway } from '../support/gateway';
import { Given } from '../support/given';

interface Curl {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The first curl of a page, taken apart the way a shell would. */
function curlOf(page: string): Curl {
  const text = /^curl [\s\S]*?(?=\n```)/m.exec(fs.readFileSync(page, 'utf8'))![0].replaceAll('\\\n', ' ');
  const headers = [...text.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [name!, value!]);
  return { url: /http:\/\/\S+/.exec(text)![0], headers: Object.fromEntries(headers), body: /-d '([^']+)'/.exec(text)![1]! };
}

describe('the pages that show requests', () => {
  let gateway: RunningGateway;
  let customerId: string;
  beforeAll(async () => {
    gateway = await startGateway();
    customerId = (await new Given(gateway).customer()).customer_id;
  });
  afterAll(() => gateway.close());

  /** As it is printed, at this gateway and sandbox, for a customer that is here. */
  const run = ({ url, headers, body }: Curl): Promise<Response> => {
    const here = (text: string): string => text.replaceAll('http://localhost:3000', gateway.url).replaceAll('http://localhost:4000', gateway.sandbox.url).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, customerId);
    return fetch(here(url), { method: 'POST', headers, body: here(body) });
  };

  it('README: the request answers as printed', async () => {
    const answer = await run(curlOf('README.md'));
    const printed = JSON.parse(/```json\n([\s\S]*?)```/.exec(fs.readFileSync('README.md', 'utf8'))![1]!) as object;
    expect(answer.status).toBe(201);
    expect(Object.keys((await answer.json()) as object)).toEqual(Object.keys(printed));
  });

  it('docs/sandbox.md: the request changes the status', async () => {
    const answer = await run(curlOf('docs/sandbox.md'));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ customer_id: customerId, status: 'APPROVED' });
  });

  it('docs/configuration.md names every variable that the gateway reads', () => {
    const page = fs.readFileSync('docs/configuration.md', 'utf8');
    const variables = [...fs.readFileSync('src/config/environment.ts', 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+)\??:/gm)].map(([, name]) => name!);
    expect(variables.length).toBeGreaterThan(10);
    expect(variables.filter((name) => name !== 'PORTICO_SANDBOX_URL' && !page.includes(`\`${name}\``))).toEqual([]);
  });
});
