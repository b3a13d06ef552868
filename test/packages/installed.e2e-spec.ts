import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PACKAGES = ['.', 'packages/client', 'packages/testing'];

const USE = `
  const portico = await startPortico();
  const customer = await new Portico({ baseUrl: portico.url, ...portico.consumer }).customers.create({
    email: 'ops@acme.example', first_name: 'Zoë', last_name: 'Kim', customer_type: 'BUSINESS',
  });
  await portico.agent().get('/v1/customers/hosted/' + customer.customer_id).expect(200);
  console.log(customer.status, portico.client instanceof Portico);
  await portico.close();`;

interface Manifest {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

describe('the packed packages', () => {
  let folder: string;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-installed-'));
    fs.chmodSync(folder, 0o755);
    const { stdout } = await run('npm', [
      'pack',
      '--json',
      '--ignore-scripts',
      `--pack-destination=${folder}`,
      '--workspaces',
      '--include-workspace-root',
    ]);
    const packed = JSON.parse(stdout) as { filename: string; name: string }[] | Record<string, { filename: string }>;
    for (const { filename } of Object.values(packed)) {
      const name = /^portico-(client|testing)-/.exec(filename)?.[1];
      const target = path.join(folder, 'node_modules', name ? `@portico/${name}` : 'portico');
      fs.mkdirSync(target, { recursive: true });
      await run('tar', ['-xzf', path.join(folder, filename), '-C', target, '--strip-components=1']);
    }
    for (const at of PACKAGES) {
      const manifest = JSON.parse(fs.readFileSync(path.join(at, 'package.json'), 'utf8')) as Manifest;
      for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
        const [source, target] = [path.resolve('node_modules', name), path.join(folder, 'node_modules', name)];
        if (name.startsWith('@portico/') || fs.existsSync(target) || !fs.existsSync(source)) continue;
        fs.mkdirSync(path.dirname(target), { recursive: true });
        fs.symlinkSync(source, target);
      }
    }
  }, 60_000);
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['use.mjs', "import { startPortico } from '@portico/testing';\nimport { Portico } from '@portico/client';\n", USE],
    [
      'use.cjs',
      "const { startPortico } = require('@portico/testing');\nconst { Portico } = require('@portico/client');\n",
      `(async () => {${USE}})();`,
    ],
  ])(
    'run in an empty folder: %s',
    async (file, imports, text) => {
      fs.writeFileSync(path.join(folder, file), imports + text);
      const { stdout } = await run(process.execPath, [file], { cwd: folder, env: { PATH: process.env.PATH } });
      expect(stdout).toBe('INIT true\n');
    },
    60_000,
  );

  it('need no types of Node for those of the client', () => {
    const types = path.join(folder, 'node_modules/@portico/client/dist');
    for (const file of fs.readdirSync(types).filter((name) => /\.d\.m?ts$/.test(name)))
      expect([file, fs.readFileSync(path.join(types, file), 'utf8').match(/['"]node:\w+['"]/)]).toEqual([file, null]);
  });

  it('hold what runs, and neither tests nor sources', () => {
    const files = (fs.readdirSync(path.join(folder, 'node_modules/portico'), { recursive: true }) as string[]).join(
      '\n',
    );
    expect(files).toContain('dist/gateway.js');
    expect(files).not.toMatch(/\.ts$|\.map$|dist\/(?:test|campaigns)\//m);
  });
});
