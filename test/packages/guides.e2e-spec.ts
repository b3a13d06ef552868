import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startPortico, type TestPortico } from '@portico/testing';

const blocks = ['docs/testing.md', 'packages/client/README.md'].flatMap((page) =>
  [...fs.readFileSync(page, 'utf8').matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(
    ([, text], index) => [`${page}, block ${index + 1}`, text!] as const,
  ),
);

describe('the guides to client and kit', () => {
  let portico: TestPortico;
  let folder: string;
  beforeAll(async () => {
    portico = await startPortico();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-guides-'));
    fs.symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  });
  afterAll(async () => {
    await portico.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('have blocks of code', () => expect(blocks).toHaveLength(4));

  it.each(blocks)('%s runs', async (name, text) => {
    const file = path.join(folder, `${name.replaceAll(/\W+/g, '-')}.mjs`);
    fs.writeFileSync(file, text);
    const flags = text.includes('node:test') ? ['--test', '--test-reporter=tap'] : [];
    const env = { PATH: process.env.PATH, PORTICO_URL: portico.url };
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, file], { cwd: folder, env });
    if (flags.length > 0) expect(stdout).toContain('# pass 1');
  });
});
