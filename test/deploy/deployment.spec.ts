import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import 'reflect-metadata';
import { getMetadataStorage } from 'class-validator';
import { Environment } from '../../src/config/environment/environment';
import { IN_FILES } from '../../src/config/environment/secret-files';

const read = (file: string): string => fs.readFileSync(file, 'utf8');
const filesBelow = (folder: string): string[] =>
  (fs.readdirSync(folder, { recursive: true }) as string[])
    .map((file) => path.join(folder, file))
    .filter((file) => fs.statSync(file).isFile());
const { version, files } = JSON.parse(read('package.json')) as { version: string; files: string[] };
const { nodeFlags, MALLOC } = require(path.resolve('scripts/start/node-flags.cjs')) as {
  nodeFlags(env: object): string[];
  readonly MALLOC: Readonly<Record<string, string>>;
};
const known = new Set(
  getMetadataStorage()
    .getTargetValidationMetadatas(Environment, '', false, false)
    .map(({ propertyName }) => propertyName),
);

describe('deploy/Dockerfile', () => {
  const text = read('deploy/Dockerfile').replaceAll('\\\n', ' ');
  const instructions = text
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => [line.split(' ', 1)[0]!, line.slice(line.indexOf(' ') + 1).trim()] as const);
  const all = (name: string): string[] => instructions.filter(([one]) => one === name).map(([, rest]) => rest);
  const last = instructions.slice(instructions.map(([name]) => name).lastIndexOf('FROM'));

  it('builds every stage on one pinned version of Node 24, slim', () => {
    expect(all('ARG')).toEqual([expect.stringMatching(/^NODE_IMAGE=node:24\.\d+\.\d+-\w+-slim$/)]);
    expect(all('FROM').map((from) => from.split(' ', 1)[0])).toEqual([
      '${NODE_IMAGE}',
      '${NODE_IMAGE}',
      '${NODE_IMAGE}',
    ]);
  });

  it('runs the gateway with the sizes of npm start, as PID 1', () => {
    const command = ['node', ...nodeFlags({}), 'dist/gateway.js'];
    expect(JSON.parse(all('CMD').at(-1)!)).toEqual(command);
    expect(all('RUN').at(-1)).toContain(command.join(' '));
    for (const [name, value] of Object.entries(MALLOC))
      expect(all('ENV').join(' ').split(' ')).toContain(`${name}=${value}`);
  });

  it('runs by number as another account than root, and is checked', () => {
    expect(last.filter(([name]) => name === 'USER')).toEqual([['USER', '1000:1000']]);
    const [, check] = /CMD (\[.*\])$/.exec(all('HEALTHCHECK')[0]!)!;
    expect((JSON.parse(check!) as string[]).join(' ')).toContain('/health/live');
  });

  it('has no development tools and no embedded PostgreSQL', () => {
    const copied = last.filter(([name]) => name === 'COPY').map(([, rest]) => rest);
    expect(copied.filter((rest) => rest.includes('node_modules'))).toEqual([
      expect.stringMatching(/^--from=packages /),
    ]);
    expect(all('RUN').find((run) => run.includes('--omit'))).toMatch(
      /^npm ci --omit=dev --omit=optional --ignore-scripts/,
    );
    expect(copied.filter((rest) => /\b(test|campaigns|bench|src)\b/.test(rest))).toEqual([]);
  });

  it('copies what exists and what .dockerignore lets through', () => {
    const let_through = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const sources = all('COPY')
      .filter((rest) => !rest.startsWith('--from'))
      .flatMap((rest) => rest.split(' ').slice(0, -1))
      .filter((source) => source !== '.');
    const compiled = ['tsconfig.json', 'nest-cli.json', 'ormconfig.ts', 'src', 'migrations', 'testing', 'LICENSE'];
    for (const source of [...sources, ...compiled]) {
      expect([source, fs.existsSync(source)]).toEqual([source, true]);
      expect([source, let_through.some((one) => source === one || source.startsWith(`${one}/`))]).toEqual([
        source,
        true,
      ]);
    }
    expect(files).toContain('dist/*.js');
  });
});

describe('the Helm chart and the compose file', () => {
  const values = read('deploy/helm/portico/values.yaml');
  const listed = (text: string, heading: string): string[] =>
    [
      ...(new RegExp(`^ *${heading}:\\n((?: +- .*\\n| +[A-Z_]+:.*\\n)+)`, 'm').exec(text)?.[1] ?? '').matchAll(
        /[A-Z][A-Z0-9_]+(?=:|\n)/g,
      ),
    ].map(([name]) => name);

  it('are of the version of the product', () => {
    const chart = read('deploy/helm/portico/Chart.yaml');
    expect(/^version: (.*)$/m.exec(chart)![1]).toBe(version);
    expect(/^appVersion: (.*)$/m.exec(chart)![1]).toBe(version);
    expect(/image: portico:(\S+)/.exec(read('deploy/compose/compose.yaml'))![1]).toBe(version);
  });

  it('give as files only what may stand in a file, and name only variables that exist', () => {
    const secrets = listed(values, 'keys');
    expect(secrets.length).toBeGreaterThan(5);
    expect(secrets.filter((name) => !(IN_FILES as readonly string[]).includes(name))).toEqual([]);
    const settings = listed(values, 'settings');
    expect(settings.length).toBeGreaterThan(3);
    expect(settings.filter((name) => !known.has(name))).toEqual([]);
    const given = [
      ...`${read('deploy/compose/compose.yaml')}${read('deploy/compose/portico.env.example')}`.matchAll(
        /^ *#?([A-Z_]+)_FILE[:=]/gm,
      ),
    ];
    const own = given
      .map(([, name]) => name!)
      .filter((name) => name !== 'POSTGRES_PASSWORD' && name !== 'AUDIT_CHECKPOINT' && !name.endsWith('_PASSWORD_'));
    expect(own.length).toBeGreaterThan(6);
    expect(own.filter((name) => !(IN_FILES as readonly string[]).includes(name))).toEqual([]);
  });

  it('make the root of the container read-only, and its account one without rights', () => {
    for (const file of ['deploy/kubernetes/portico.yaml', 'deploy/kubernetes/migration.yaml']) {
      const text = read(file);
      for (const line of [
        'readOnlyRootFilesystem: true',
        'runAsNonRoot: true',
        'allowPrivilegeEscalation: false',
        'automountServiceAccountToken: false',
      ])
        expect([file, line, text.includes(line)]).toEqual([file, line, true]);
    }
    expect(read('deploy/compose/compose.yaml')).toContain('read_only: true');
  });

  it('keep the secrets of the compose file from other accounts of the machine, and give each container its own', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-compose-'));
    fs.chmodSync(folder, 0o755);
    fs.copyFileSync('deploy/compose/make-secrets.sh', path.join(folder, 'make-secrets.sh'));
    fs.mkdirSync(path.join(folder, 'secrets'), { mode: 0o711 });
    for (const name of ['PORTICO_DATA_KEY', 'ONE_MONEY_ACCESS_KEY'])
      fs.writeFileSync(path.join(folder, 'secrets', name), `kept ${name}`, { mode: 0o444 });
    const made = spawnSync('sh', [path.join(folder, 'make-secrets.sh')], { encoding: 'utf8' });
    expect([made.status, made.stderr]).toEqual([0, '']);
    const modeOf = (name: string): number => fs.statSync(path.join(folder, name)).mode & 0o777;
    expect(modeOf('secrets')).toBe(0o700);
    const compose = read('deploy/compose/compose.yaml');
    const files = [...compose.matchAll(/^ {2}(\w+): \{ file: \.\/(\S+) \}$/gm)].map(([, name, file]) => [name!, file!]);
    const used = [...compose.matchAll(/^ {4}secrets: \[(.*)\]$/gm)].flatMap(([, names]) => names!.split(', '));
    expect(files.map(([name]) => name).toSorted()).toEqual([...new Set(used)].toSorted());
    expect(files.length).toBeGreaterThan(8);
    for (const [name, file] of files) expect([file, modeOf(file!)]).toEqual([`secrets/files/${name}`, 0o444]);
    const key = path.join(folder, 'secrets/files/PORTICO_DATA_KEY');
    expect(fs.readFileSync(key, 'utf8')).toBe('kept PORTICO_DATA_KEY');
    expect(modeOf('secrets/vendors/ONE_MONEY_ACCESS_KEY')).toBe(0o444);
    expect(fs.readFileSync(path.join(folder, 'secrets/files/AUDIT_SIGNING_KEY'), 'utf8')).toMatch(/^[\w-]{43}$/);
    if (process.getuid?.() === 0) expect(spawnSync('cat', [key], { uid: 65_534, gid: 65_534 }).status).not.toBe(0);
    expect(/^ {2}grafana:\n(?: {4}.*\n)+/m.exec(compose)![0]).not.toMatch(/DATA_KEY|\.\/secrets/);
    fs.rmSync(folder, { recursive: true });
  });

  it('are not made in part: without openssl there is an error, and no empty file', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-compose-'));
    const bin = path.join(folder, 'bin');
    fs.mkdirSync(bin);
    for (const name of ['dirname', 'mkdir', 'chmod', 'tr', 'cat', 'find', 'mv'])
      fs.symlinkSync(`/usr/bin/${name}`, path.join(bin, name));
    fs.copyFileSync('deploy/compose/make-secrets.sh', path.join(folder, 'make-secrets.sh'));
    const made = spawnSync('/bin/sh', [path.join(folder, 'make-secrets.sh')], { encoding: 'utf8', env: { PATH: bin } });
    expect([made.status, made.stderr]).toEqual([
      1,
      expect.stringContaining('POSTGRES_PASSWORD could not be made: is openssl there?'),
    ]);
    expect(fs.readdirSync(path.join(folder, 'secrets/files'))).toEqual([]);
    fs.rmSync(folder, { recursive: true });
  });

  it('never give the gateway the login of the owner', () => {
    expect(read('deploy/kubernetes/portico.yaml')).not.toContain('MIGRATION_DATABASE_URL');
    const gateway = read('deploy/compose/compose.yaml')
      .split(/^ {2}gateway:$/m)[1]!
      .split(/^ {2}\w+:$/m)[0]!;
    expect(gateway).toContain('DATABASE_URL_FILE');
    expect(gateway).not.toContain('MIGRATION_DATABASE_URL');
  });

  it('let a replica finish: the grace period is longer than its drain and its ten seconds', () => {
    const drain = Number(/SHUTDOWN_DRAIN_MS: '(\d+)'/.exec(values)![1]) / 1_000;
    const grace = Number(/terminationGracePeriodSeconds: (\d+)/.exec(read('deploy/kubernetes/portico.yaml'))![1]);
    expect(grace).toBeGreaterThan(drain + 10);
  });

  const helm = process.env.HELM || 'helm';
  const hasHelm = spawnSync(helm, ['version']).status === 0;
  (hasHelm ? it : it.skip)('deploy/kubernetes/ is what the chart renders to (needs helm)', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-manifests-'));
    const { status, stderr } = spawnSync(process.execPath, ['scripts/manifests.mjs', '--to', folder], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    const rendered = Object.fromEntries(fs.readdirSync(folder).map((file) => [file, read(path.join(folder, file))]));
    fs.rmSync(folder, { recursive: true });
    expect(rendered).toEqual(
      Object.fromEntries(fs.readdirSync('deploy/kubernetes').map((file) => [file, read(`deploy/kubernetes/${file}`)])),
    );
  });
});

describe('the alerts', () => {
  const rules = [
    ...read('deploy/helm/portico/files/alerts.yaml').matchAll(
      /- alert: (\w+)\n([\s\S]*?)(?=\n {6}- alert|\n {2}- name|$)/g,
    ),
  ].map(([, name, rule]) => ({ name: name!, rule: rule! }));

  it('have a paragraph of the runbook each, and each paragraph has its alert', () => {
    const paragraphs = [...read('docs/runbook.md').matchAll(/^### (\w+)\n\n(.+)\n/gm)];
    expect(rules.length).toBeGreaterThan(20);
    expect(paragraphs.map(([, name]) => name)).toEqual(rules.map(({ name }) => name));
    for (const [, name, text] of paragraphs) expect([name, text!.length > 100]).toEqual([name, true]);
  });

  it('name their paragraph, a severity and what is wrong', () => {
    for (const { name, rule } of rules) {
      expect(rule).toContain(`runbook_url: docs/runbook.md#${name.toLowerCase()}\n`.trimEnd());
      expect(rule).toMatch(/severity: (critical|warning|info)\n/);
      expect(rule).toMatch(/summary: ["']/);
    }
  });

  const promtool = process.env.PROMTOOL || 'promtool';
  const hasPromtool = spawnSync(promtool, ['--version']).status === 0;
  (hasPromtool ? it : it.skip)('are rules that Prometheus takes, and fire when they should (needs promtool)', () => {
    for (const words of [
      ['check', 'rules', 'deploy/helm/portico/files/alerts.yaml'],
      ['test', 'rules', 'deploy/prometheus/alerts.test.yaml'],
    ]) {
      const { status, stdout, stderr } = spawnSync(promtool, words, { encoding: 'utf8' });
      expect([words, status, status === 0 ? '' : stdout + stderr]).toEqual([words, 0, '']);
    }
  });
});

it('every text of deploy/ ends its lines as the rest of the repository does', () => {
  expect(filesBelow('deploy').filter((file) => read(file).includes('\r') || !read(file).endsWith('\n'))).toEqual([]);
});
