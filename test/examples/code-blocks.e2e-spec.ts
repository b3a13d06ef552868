import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { NoteSigner, vkeyOf } from '../../src/tlog/checkpoint/signed-note';
import { eventually } from '../support/eventually';
import { DATA_KEY, type RunningGateway, SIGNING_KEY, startGateway } from '../support/gateway';
import { Given } from '../support/given';

const HERE = 'test/examples/code-blocks.e2e-spec.ts';
const GENERATED = 'test/config/documentation.spec.ts';
const README = 'test/openapi/readme.e2e-spec.ts';
const RECEIPTS = 'test/audit/verify-receipt.spec.ts';
const HANDOVER = 'test/tlog/handover.e2e-spec.ts';
const KEYS = 'test/keys/rotation.e2e-spec.ts';
const CREDENTIALS = 'test/operation/vendors-rotate.e2e-spec.ts';
const GUIDES = 'test/packages/guides.e2e-spec.ts';
const TUTORIAL = 'test/examples/tutorial.browser-spec.ts';
const SIGNED = 'test/returns/signed-return.e2e-spec.ts';
const OPERATORS = 'test/operators/routes.e2e-spec.ts';
const PROGRAMS = 'campaigns/return-programs.ts';
/** A drawing: nothing to execute. */
const PICTURE = null;

/** The test that executes each block of code of a page, or compares it with the product; in their order. */
const BLOCKS: Readonly<Record<string, readonly (string | null)[]>> = {
  'README.md': [PICTURE, HERE, README, README, README, README],
  'CONTRIBUTING.md': [HERE, HERE],
  'docs/architecture.md': [PICTURE],
  'docs/audit.md': [RECEIPTS, RECEIPTS, RECEIPTS, RECEIPTS, HERE, HERE, HERE, HANDOVER, HERE],
  'docs/configuration.md': ['test/config/config.spec.ts'],
  'docs/conformance.md': [HERE, HERE],
  'docs/event-types.md': Array<string>(10).fill(GENERATED),
  'docs/events.md': [HERE, README],
  'docs/keys.md': [KEYS],
  'docs/links.md': [HERE, HERE],
  'docs/operation.md': [HERE, CREDENTIALS],
  'docs/operators.md': [OPERATORS, OPERATORS],
  'docs/returns.md': [SIGNED, ...Array<string>(4).fill(PROGRAMS)],
  'docs/sandbox.md': [README, 'test/sandbox/sandbox-page.e2e-spec.ts'],
  'docs/signing.md': [README, README, README, README],
  'docs/states.md': [GENERATED, GENERATED],
  'docs/testing.md': [GUIDES, GUIDES],
  'docs/tutorial.md': Array<string>(9).fill(TUTORIAL),
};

interface Block {
  readonly language: string;
  readonly text: string;
}

/** The blocks of a page, without the indentation of the list that they stand in. */
function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let open: { indent: number; language: string; lines: string[] } | null = null;
  for (const line of fs.readFileSync(page, 'utf8').split('\n')) {
    const [, indent, language] = /^((?:\d\. | )*)```(\w*)$/.exec(line) ?? [];
    if (indent === undefined) open?.lines.push(line.slice(open.indent));
    else if (open === null) open = { indent: indent.length, language: language!, lines: [] };
    else {
      blocks.push({ language: open.language, text: `${open.lines.join('\n')}\n` });
      open = null;
    }
  }
  return blocks;
}
const pages = (): string[] => [
  ...fs.readdirSync('.').filter((file) => file.endsWith('.md')),
  ...fs
    .readdirSync('docs', { recursive: true })
    .map((file) => path.join('docs', String(file)))
    .filter((file) => file.endsWith('.md')),
];
const printed = (page: string, start: string): string => {
  const found = blocksOf(page).find(({ text }) => text.startsWith(start));
  if (!found) throw new Error(`${page} has no block that starts with ${start}`);
  return found.text;
};

describe('the blocks of code in README and docs', () => {
  it('each have a test that executes them, or compares them with the product', () => {
    const found = pages().map((page) => [page, blocksOf(page).length]);
    expect(Object.fromEntries(found.filter(([, count]) => count !== 0))).toEqual(
      Object.fromEntries(Object.entries(BLOCKS).map(([page, tests]) => [page, tests.length])),
    );
    for (const [page, tests] of Object.entries(BLOCKS))
      for (const test of new Set(tests.filter((one) => one !== null && one !== GENERATED)))
        expect([page, test, fs.readFileSync(test!, 'utf8').includes(path.basename(page))]).toEqual([page, test, true]);
  });

  it('CONTRIBUTING.md and README.md name commands that exist', () => {
    const { scripts } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const commands = ['CONTRIBUTING.md', 'README.md']
      .flatMap((page) => blocksOf(page).filter(({ language }) => language === 'sh'))
      .flatMap(({ text }) => text.split(/\n|&&/))
      .map((line) => line.split('#')[0]!.trim());
    const npm = commands.flatMap((line) => /^npm (?:run )?([\w:]+)/.exec(line)?.[1] ?? []);
    expect(npm.filter((name) => name !== 'ci' && !Object.hasOwn(scripts, name))).toEqual([]);
    const files = commands.flatMap((line) => /^node (dist\/campaigns\/[\w-]+\.js)/.exec(line)?.[1] ?? []);
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => !fs.existsSync(file))).toEqual([]);
  });

  describe('with a gateway', () => {
    let gateway: RunningGateway;
    let folder: string;
    let checkpoints: string;
    let customerId: string;
    beforeAll(async () => {
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-blocks-'));
      checkpoints = path.join(folder, 'checkpoints');
      gateway = await startGateway({
        environment: { AUDIT_CHECKPOINT_FILE: checkpoints, PUBLIC_BASE_URL: 'https://portico.example.com' },
      });
      customerId = (await new Given(gateway).customer()).customer_id;
      await eventually(
        async () => gateway.database.query('SELECT FROM portico.audit_unsequenced'),
        (rows) => rows.length === 0,
      );
    });
    afterAll(async () => {
      await gateway.close();
      fs.rmSync(folder, { recursive: true });
    });

    /** A printed command as a shell runs it, for what runs here. */
    const shell = (text: string): Promise<{ stdout: string; stderr: string }> => {
      const here = text
        .replaceAll('npx portico', `${process.execPath} scripts/portico.mjs`)
        .replaceAll(/postgres:\/\/portico_(auditor|owner):…@db\/portico/g, (_, role: 'auditor' | 'owner') =>
          role === 'auditor' ? gateway.database.auditorUrl : gateway.database.ownerUrl,
        )
        .replaceAll('AUDIT_SIGNING_KEY=…', `AUDIT_SIGNING_KEY=${SIGNING_KEY}`)
        .replaceAll('AUDIT_LOG_ORIGIN=portico.example/audit', `AUDIT_LOG_ORIGIN=portico.local/audit`)
        .replaceAll(/--to \/mnt\/worm/g, `--to ${folder}/fresh`)
        .replaceAll('/mnt/worm/checkpoints', checkpoints);
      return promisify(execFile)('sh', ['-c', here], {
        env: {
          PATH: process.env.PATH,
          VKEY: vkeyOf(new NoteSigner('portico.local/audit', Buffer.from(SIGNING_KEY, 'base64url')).key),
          DATABASE_URL: gateway.database.appUrl,
          PORTICO_DATA_KEY: DATA_KEY,
        },
      });
    };

    it("docs/audit.md: the operator's commands work", async () => {
      const [first, second, ...rest] = blocksOf('docs/audit.md').filter(({ text }) => text.includes('npx portico'));
      expect(rest).toHaveLength(1);
      fs.mkdirSync(path.join(folder, 'fresh'));
      await shell(first!.text);
      expect(fs.readFileSync(path.join(folder, 'fresh/checkpoints'), 'utf8')).toContain('portico.local/audit');
      await expect(shell(second!.text)).rejects.toThrow('A gateway is sealing this log');
      expect((await shell(rest[0]!.text)).stdout).toMatch(/^verified: [1-9]\d* leaves/);
    });

    it('docs/audit.md: the printed month is dropped, or refused for what is in it', async () => {
      const statement = printed('docs/audit.md', 'SELECT portico.drop_audit_month');
      expect(await gateway.database.query(statement).catch((error: Error) => error.message)).toEqual(
        expect.stringMatching(/month|partition|2026-01/),
      );
    });

    it('docs/operation.md: the consumer is created', async () => {
      const { stdout } = await shell(printed('docs/operation.md', 'npx portico consumers'));
      expect(stdout).toMatch(/^client_id {2}billing\nsecret {5}\S+\n/);
    });

    it('docs/links.md: the consumer that people recognise is created', async () => {
      const logo = path.join(folder, 'acme.png');
      fs.writeFileSync(logo, Buffer.from('89504e470d0a1a0a', 'hex'));
      const command = printed('docs/links.md', 'npx portico consumers').replace('acme.png', logo);
      expect((await shell(command)).stdout).toMatch(/^client_id {2}lending\n/);
    });

    it('docs/events.md: the events are listed', async () => {
      const curl = printed('docs/events.md', 'curl');
      const [, url, authorization] = /'(http\S+)' \\\n {2}-H 'Authorization: ([^']+)'/.exec(curl)!;
      const answer = await fetch(url!.replace('http://localhost:3000', gateway.url), {
        headers: { Authorization: authorization! },
      });
      expect(await answer.json()).toMatchObject({ events: [{ type: 'onboarding.customer.created' }], has_more: false });
    });

    it('docs/links.md: the grant is a durable link', async () => {
      const printedBody = JSON.parse(printed('docs/links.md', '{')) as object;
      const body = { ...printedBody, customer_id: customerId, redirect_url: undefined };
      const answer = await fetch(`${gateway.url}/v1/customers/onboarding/grants`, {
        method: 'POST',
        headers: {
          Authorization: 'Bearer demo-consumer.ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA',
          'Content-Type': 'application/json',
          'Idempotency-Key': randomUUID(),
        },
        body: JSON.stringify(body),
      });
      expect([answer.status, await answer.json()]).toEqual([
        201,
        expect.objectContaining({ onboarding_url: expect.stringContaining('https://portico.example.com/l/') }),
      ]);
    });
  });

  it('docs/conformance.md: shows what the command prints, about facts that exist', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['scripts/conformance.mjs', '--list']);
    const [summary, lines] = blocksOf('docs/conformance.md').map(({ text }) => text);
    expect(summary).toMatch(/^\d+ agree, 0 differ, 0 skipped, 0 without an answer; \d+ are questions/);
    const ids = [...lines!.matchAll(/^\w+ +(\S+)/gm)].map(([, id]) => id!);
    expect(ids).toHaveLength(3);
    expect(ids.filter((id) => !stdout.includes(id))).toEqual([]);
  });
});
