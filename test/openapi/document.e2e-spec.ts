import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import request from 'supertest';
import { type RunningGateway, startGateway } from '../support/gateway';

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: string[];
  readonly security?: unknown[];
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

  it('is valid OpenAPI 3.1, also as YAML', async () => {
    expect(served.openapi).toBe('3.1.0');
    const yaml = await request(gateway.url).get('/openapi.yaml').expect(200);
    expect(yaml.text).toMatch(/^openapi: ["']?3\.1\.0/);
  });

  it("passes Spectral's oas rules", () => {
    const lint = spawnSync(
      process.execPath,
      [
        'node_modules/@stoplight/spectral-cli/dist/index.js',
        'lint',
        'openapi.json',
        '--ruleset',
        '.spectral.yaml',
        '--fail-severity',
        'hint',
        '--format',
        'text',
      ],
      { encoding: 'utf8' },
    );
    expect({ status: lint.status, said: lint.stdout.trim() }).toEqual({
      status: 0,
      said: "No results with a severity of 'hint' or higher found!",
    });
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

  it('is shown offline at /docs, already authorised', async () => {
    const page = await request(gateway.url).get('/docs').expect(200);
    expect(page.text).not.toMatch(/(src|href)="https?:\/\//);
    const script = await request(gateway.url).get('/docs/swagger-ui-init.js').expect(200);
    expect(script.text).toContain('demo-consumer.');
    for (const scheme of [
      'finpro-client-id',
      'finpro-client-secret',
      'finpro-organisation-id',
      'finpro-app-identifier',
    ])
      expect(script.text).toMatch(new RegExp(`"name": ?"${scheme}"`));
    await request(gateway.url).get('/docs/swagger-ui-bundle.js').expect(200);
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

  it('is not at /docs where DOCS is off, and has no credentials in production', async () => {
    const { database, sandbox } = gateway;
    const closed = await startGateway({ database, sandbox, config: { docs: false } });
    await request(closed.url).get('/docs').expect(404);
    await request(closed.url).get('/openapi.json').expect(200);
    await closed.close();
    const production = await startGateway({ database, sandbox, config: { mode: 'production', docs: true } });
    const script = await request(production.url).get('/docs/swagger-ui-init.js').expect(200);
    expect(script.text).not.toContain('demo-consumer');
    await production.close();
  });
});
