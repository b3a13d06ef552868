import { execFile, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { DEMO_HEADERS, newConsent } from '../support/consent-api';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { newCustomer } from '../support/given';
import { python } from '../support/python';

const run = promisify(execFile);
const works = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;
/** `it` where the program is installed; otherwise a skipped test whose title gives the reason. */
const where = (isThere: boolean, what: string) => (name: string, test: () => Promise<void>) =>
  isThere ? it(name, test, 120_000) : it.skip(`${name} (skipped: no ${what} on this machine)`, test);

/** Programs that send calls, given as method, path, header lines and body, and print one line for each response. */
const CLIENTS: readonly { readonly name: string; readonly isThere: boolean; readonly command: readonly string[] }[] = [
  {
    name: 'java.net.http',
    isThere: works('java', '--version') && works('java', '--list-modules'),
    command: ['java', path.resolve('test/http/clients/Client.java')],
  },
  {
    name: 'Go net/http',
    isThere: works('go', 'version'),
    command: ['go', 'run', path.resolve('test/http/clients/main.go')],
  },
  {
    name: 'Python urllib',
    isThere: python !== null,
    command: [python ?? '', path.resolve('test/http/clients/client.py')],
  },
];
const hasCurl = works('curl', '--version');

/** HTTP clients of other languages' standard libraries. */
describe('clients in other languages', () => {
  let gateway: RunningGateway;
  let folder: string;
  beforeAll(async () => {
    gateway = await startGateway();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-clients-'));
  });
  afterAll(async () => {
    fs.rmSync(folder, { recursive: true });
    await gateway.close();
  });

  const json = 'Content-Type: application/json';
  const fourHeaders = Object.entries(DEMO_HEADERS)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
  const customer = (): string => JSON.stringify(newCustomer());
  const consent = (): string => JSON.stringify(newConsent());
  const calls = (): (readonly [string, string, string, string])[] => [
    ['POST', '/v1/customers/hosted', `Authorization: ${DEMO}\nIdempotency-Key: ${randomUUID()}\n${json}`, customer()],
    ['POST', '/v3/requestconsent', `${fourHeaders}\n${json}`, consent()],
    ['POST', '/v1/customers/hosted', `Idempotency-Key: ${randomUUID()}\n${json}`, customer()],
    ['POST', '/v3/requestconsent', `${fourHeaders.replace('demo-app', 'other-app')}\n${json}`, consent()],
    ['POST', '/webhooks/1money', json, '{}'],
    ['HEAD', '/health/ready', '', ''],
  ];
  const READ = [
    { status: 201, body: { customer_id: expect.any(String), status: 'INIT' } },
    { status: 200, body: { status: 'success', data: { consent_handle: expect.any(String) } } },
    { status: 401, body: { code: 'Unauthorized' } },
    { status: 401, body: { errorCode: 'AuthenticationFailed' } },
    { status: 401, body: { code: 'Unauthorized' } },
    { status: 200, body: null },
  ];

  for (const { name, isThere, command } of CLIENTS) {
    where(isThere, name)(`${name} starts both journeys, and reads refusals`, async () => {
      const [program = '', ...args] = command;
      const { stdout } = await run(program, [...args, gateway.url, ...calls().flat()]);
      const answers = stdout
        .trimEnd()
        .split('\n')
        .map((line) => ({
          status: Number(line.slice(0, 3)),
          body: JSON.parse(line.slice(4).trim() || 'null') as unknown,
        }));
      expect(answers).toMatchObject(READ);
    });
  }

  describe('curl', () => {
    /** The body, and the exit status of curl. */
    async function curl(...args: string[]): Promise<{ status: number; text: string }> {
      const { stdout } = await run('curl', ['-sS', '-w', '\n%{http_code}', ...args]);
      const at = stdout.lastIndexOf('\n');
      return { status: Number(stdout.slice(at + 1)), text: stdout.slice(0, at) };
    }
    const create = (): string[] => [
      '-H',
      `Authorization: ${DEMO}`,
      '-H',
      `Idempotency-Key: ${randomUUID()}`,
      '-H',
      json,
    ];
    const url = (): string => `${gateway.url}/v1/customers/hosted`;
    const file = (name: string, content: string | Buffer): string => {
      fs.writeFileSync(path.join(folder, name), content);
      return `@${path.join(folder, name)}`;
    };

    const ways: readonly (readonly [string, () => string[], number])[] = [
      ['as it is', () => ['-d', customer()], 201],
      ['as HTTP/1.0', () => ['--http1.0', '-d', customer()], 201],
      ['that asks for HTTP/2', () => ['--http2', '-d', customer()], 201],
      ['that waits for 100-continue', () => ['-H', 'Expect: 100-continue', '-d', customer()], 201],
      ['in chunks', () => ['-H', 'Transfer-Encoding: chunked', '-d', customer()], 201],
      [
        'compressed',
        () => ['-H', 'Content-Encoding: gzip', '--data-binary', file('body.gz', gzipSync(customer()))],
        415,
      ],
      ['with a byte order mark', () => ['--data-binary', file('bom.json', `\ufeff${customer()}`)], 400],
      ['of a megabyte', () => ['--data-binary', file('large.json', 'x'.repeat(1_000_000))], 413],
      [
        'with a trace of dots in its path',
        () => ['--path-as-is', '-d', customer(), `${gateway.url}/v1/x/../customers/hosted`, '--url'],
        400,
      ],
    ];
    for (const [how, args, status] of ways) {
      where(hasCurl, 'curl')(`sends a customer ${how}: ${status}`, async () => {
        const answer = await curl(
          ...create(),
          ...args().filter((one) => one !== '--url'),
          ...(args().includes('--url') ? [] : [url()]),
        );
        expect(answer.status).toBe(status);
        expect(JSON.parse(answer.text)).toHaveProperty(status === 201 ? 'customer_id' : 'request_id');
      });
    }

    where(hasCurl, 'curl')('reads a refusal, also as HTTP/1.0', async () => {
      for (const version of ['--http1.0', '--http1.1'])
        expect((await curl(version, '-H', json, '-d', '{}', url())).status).toBe(401);
    });

    where(hasCurl, 'curl')('calls operations without a body, with an empty body', async () => {
      const { text } = await curl(
        '-H',
        `Authorization: ${DEMO}`,
        '-H',
        json,
        '-d',
        '{"url":"http://localhost:9/hook"}',
        `${gateway.url}/v1/webhook_subscriptions`,
      );
      const { subscription_id: id } = JSON.parse(text) as { subscription_id: string };
      for (const change of ['rotate_secret', 'disable']) {
        expect(
          (
            await curl(
              '-X',
              'POST',
              '-d',
              '',
              '-H',
              `Authorization: ${DEMO}`,
              `${gateway.url}/v1/webhook_subscriptions/${id}/${change}`,
            )
          ).status,
        ).toBe(200);
      }
    });

    where(hasCurl, 'curl')('works through a proxy that forwards the absolute form', async () => {
      const targets: (string | undefined)[] = [];
      const proxy = http.createServer((request, response) => {
        targets.push(request.url);
        const { hostname, port } = new URL(gateway.url);
        request.pipe(
          http.request(
            { hostname, port, method: request.method, path: request.url, headers: request.headers },
            (answer) => answer.pipe(response.writeHead(answer.statusCode!, answer.headers)),
          ),
        );
      });
      await new Promise<void>((done) => proxy.listen(0, 'localhost', done));
      const through = ['--noproxy', '', '--proxy', `http://localhost:${(proxy.address() as AddressInfo).port}`];
      expect((await curl(...through, ...create(), '-d', customer(), url())).status).toBe(201);
      expect(
        JSON.parse((await curl(...through, '-H', json, '-d', '{}', `${gateway.url}/v3/requestconsent`)).text),
      ).toMatchObject({ errorCode: 'AuthenticationFailed' });
      expect(targets).toEqual([`${gateway.url}/v1/customers/hosted`, `${gateway.url}/v3/requestconsent`]);
      await new Promise((done) => proxy.close(done));
    });
  });
});
