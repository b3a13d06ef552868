import { lint, loadConfig } from '@redocly/openapi-core';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import request from 'supertest';
import { registeredConsumer } from '../support/registered-consumer';
import { type RunningGateway, startGateway } from '../support/gateway';

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: string[];
  readonly security?: unknown[];
  readonly description?: string;
  readonly 'x-scopes'?: string[];
  readonly parameters?: { name: string; required?: boolean; schema: { example?: unknown } }[];
  readonly responses: Record<
    string,
    {
      $ref?: string;
      description?: string;
      content?: Record<string, { schema?: unknown; example?: unknown; examples?: Record<string, unknown> }>;
    }
  >;
}

describe('the OpenAPI document', () => {
  let gateway: RunningGateway;
  let served: {
    openapi: string;
    paths: Record<string, Record<string, Operation>>;
    components: { responses: Operation['responses'] };
  };
  beforeAll(async () => {
    gateway = await startGateway();
    served = (await request(gateway.url).get('/openapi.json').expect(200)).body;
  });
  afterAll(() => gateway.close());

  const operations = (): [string, Operation][] =>
    Object.entries(served.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );

  it('is the committed openapi.json (npm run openapi writes it)', () => {
    expect(served).toEqual(JSON.parse(fs.readFileSync('openapi.json', 'utf8')));
  });

  it('for operators is the committed openapi-operators.json, and has no path of the other', async () => {
    const { body: operators } = await request(gateway.url).get('/operator/v1/openapi.json').expect(200);
    expect(operators).toEqual(JSON.parse(fs.readFileSync('openapi-operators.json', 'utf8')));
    expect(Object.keys(operators.paths).filter((path) => !path.startsWith('/operator/v1/'))).toEqual([]);
    expect(Object.keys(served.paths).filter((path) => path.startsWith('/operator'))).toEqual([]);
    const problems = await lint({
      ref: 'openapi-operators.json',
      config: await loadConfig({ configPath: 'redocly.yaml' }),
    });
    expect(problems.filter(({ ignored }) => !ignored)).toEqual([]);
  });

  it('is valid OpenAPI 3.1, also as YAML', async () => {
    expect(served.openapi).toBe('3.1.0');
    const yaml = await request(gateway.url).get('/openapi.yaml').expect(200);
    expect(yaml.text).toMatch(/^openapi: ["']?3\.1\.0/);
  });

  it("passes Redocly's recommended rules", async () => {
    const problems = await lint({ ref: 'openapi.json', config: await loadConfig({ configPath: 'redocly.yaml' }) });
    expect(problems.filter(({ ignored }) => !ignored)).toEqual([]);
  });

  it('names every operation once, with security, a tag, and an example for every error status', () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [name, { operationId, summary, tags, security, responses }] of operations()) {
      expect({ name, operationId, summary, tags, security }).toEqual({
        name,
        operationId: expect.stringMatching(/^[a-z]\w+$/),
        summary: expect.any(String),
        tags: [expect.any(String)],
        security: expect.any(Array),
      });
      for (const [status, response] of Object.entries(responses)) {
        const { description, content } = response.$ref
          ? served.components.responses[response.$ref.split('/').at(-1)!]!
          : response;
        expect({ name, status, description }).toEqual({ name, status, description: expect.stringMatching(/\w/) });
        const problem = content?.['application/problem+json'] ?? content?.['application/json'];
        if (Number(status) >= 400 && !name.startsWith('HEAD') && !content?.['text/html'] && !problem?.example)
          expect(Object.keys(problem?.examples ?? {})).not.toEqual([]);
      }
    }
  });

  it('is shown offline at /docs, by scripts of this origin only', async () => {
    const page = await request(gateway.url).get('/docs').expect(200);
    expect(page.text).not.toMatch(/(src|href)="https?:\/\//);
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    for (const [, file] of page.text.matchAll(/(?:src|href)="(docs\/[^"]+)"/g))
      await request(gateway.url).get(`/${file}`).expect(200);
    await request(gateway.url).get('/docs/').expect(308).expect('Location', '../docs');
  });

  it('has an example for every parameter that is required, and explains every example of an error', () => {
    const all = operations().map(([name, operation]) => ({ name, ...operation }));
    expect(
      all.flatMap(({ name, parameters = [] }) =>
        parameters
          .filter(({ required, schema }) => required && schema.example === undefined)
          .map((parameter) => `${name}: ${parameter.name}: put example into its schema`),
      ),
    ).toEqual([]);
    expect(
      all.flatMap(({ name, responses }) =>
        Object.entries(responses).flatMap(([status, { content = {} }]) =>
          Object.entries(content)
            .filter(([type, { examples = {} }]) => type !== 'text/html' && Object.keys(examples).length === 0)
            .map(([type]) => `${name}: ${status} ${type}: name an example`),
        ),
      ),
    ).toEqual([]);
  });

  it('names no machine in its examples, and fills none with a word that means nothing', () => {
    const strings = (value: unknown): string[] =>
      typeof value === 'string' ? [value] : Object.values(Object(value) as object).flatMap(strings);
    const all = strings(served);
    expect(all).toContain('https://app.example.com/kyb/return?state=abc123');
    expect(all.filter((text) => text === 'text' || /localhost:\d|127\.0\.0\.1:/.test(text))).toEqual([]);
  });

  it('has no text in angle brackets outside code, which readers of Markdown take for HTML', () => {
    const texts = (value: unknown): string[] =>
      value === null || typeof value !== 'object'
        ? []
        : Object.entries(value).flatMap(([name, part]) =>
            name === 'description' && typeof part === 'string' ? [part] : texts(part),
          );
    const inHtml = (text: string): boolean => /<\/?[a-z]/i.test(text.replaceAll(/```[\s\S]*?```|`[^`]*`/g, ''));
    expect(inHtml('Bearer <client_id>')).toBe(true);
    expect(texts(served).filter(inHtml)).toEqual([]);
  });

  it('says the scopes of each operation, as a consumer without any is told them', async () => {
    const powerless = await registeredConsumer(gateway, 'powerless', []);
    const headers = { Authorization: powerless.bearer, ...powerless.headers };
    const secured = operations().filter(([, { security }]) => security!.length > 0);
    expect(secured.length).toBeGreaterThan(30);
    for (const [name, { description, 'x-scopes': scopes = [] }] of secured) {
      const [method, path] = name.split(' ') as [string, string];
      const url = gateway.url + path.replaceAll(/\{\w+\}/g, 'x');
      const answer = await fetch(url, { method, headers });
      const which = scopes.length === 1 ? 'the scope' : 'one of the scopes';
      const refusal = `This operation needs ${which} ${scopes.join(', ')}.`;
      expect({ name, status: answer.status, says: (await answer.text()).includes(refusal) }).toEqual({
        name,
        status: 403,
        says: true,
      });
      expect(description).toContain(`Scope: ${scopes.map((scope) => `\`${scope}\``).join(' or ')}.`);
    }
  });

  it('has absolute URLs of servers and problem types behind PUBLIC_BASE_URL, also below a path', async () => {
    const { database, sandbox } = gateway;
    const behind = await startGateway({
      database,
      sandbox,
      environment: { PUBLIC_BASE_URL: 'https://gateway.example/portico/' },
    });
    const { body: document } = await request(behind.url).get('/openapi.json').expect(200);
    expect(document.servers).toEqual([expect.objectContaining({ url: 'https://gateway.example/portico' })]);
    expect(
      [...JSON.stringify(document).matchAll(/"([^"]*)\/errors#/g)]
        .map(([, base]) => base)
        .filter((base) => base !== 'https://gateway.example/portico'),
    ).toEqual(['']);
    const { body: problem } = await request(behind.url).get('/v1/nothing').expect(404);
    expect(problem).toMatchObject({
      type: 'https://gateway.example/portico/errors#not-found',
      next_action: expect.stringContaining('/openapi.json'),
    });
    await behind.close();
  });

  it('is not at /docs where DOCS is off; asks for a password and has no key in production', async () => {
    const { database, sandbox } = gateway;
    const closed = await startGateway({ database, sandbox, config: { docs: false } });
    await request(closed.url).get('/docs').expect(404);
    await request(closed.url).get('/openapi.json').expect(200);
    await closed.close();
    const password = 'correct-horse-battery';
    const production = await startGateway({
      database,
      sandbox,
      config: { mode: 'production', docs: true, docsPassword: password },
    });
    const unasked = await request(production.url).get('/docs').expect(401);
    expect(unasked.headers['www-authenticate']).toMatch(/^Basic /);
    await request(production.url).get('/docs/docs.js').auth('any', 'wrong').expect(401);
    const asked = (path: string): request.Test => request(production.url).get(path).auth('any', password);
    await asked('/docs/demo.json').expect(404);
    // What a refused signature should have been signed for is said in sandbox mode only.
    const date = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
    const detailAt = async (url: string, day = date): Promise<string> => {
      const signature = `OneMoney-HMAC-SHA256 demo-consumer:${day}:${'0'.repeat(64)}`;
      const answer = request(url).post('/echo?a=b').set({ Authorization: signature, 'X-OM-Date': day });
      return (await answer.send({ message: 'hello' }).expect(401)).body.detail as string;
    };
    const hash = createHash('sha256').update('{"message":"hello"}').digest('hex');
    expect(await detailAt(production.url)).toBe('The credentials are missing, malformed, expired or wrong.');
    expect(await detailAt(gateway.url)).toContain(`:\n${['demo-consumer', date, 'POST', '/echo', hash].join('\n')}`);
    expect(await detailAt(gateway.url, '20260115T093000Z')).toMatch(
      /^X-OM-Date is \d+ s off: at most 300 s are taken\.$/,
    );
    const page = await asked('/docs').expect(200);
    const files = [...page.text.matchAll(/(?:src|href)="(docs\/[^"]+\.(?:js|css))"/g)].map(([, file]) => `/${file}`);
    const own = ['/docs/document.js', '/docs/plugin.js', '/docs/requests.js'];
    expect(files.length).toBeGreaterThan(3);
    for (const path of ['/docs', '/openapi.json', ...files, ...own]) {
      const { text } = await asked(path).expect(200);
      expect({ path, hasKey: /demo-consumer|ZGVtby1jb25z|sandbox-webhook-key/.test(text) }).toEqual({
        path,
        hasKey: false,
      });
    }
    await production.close();
  });
});
