import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { python } from '../support/python';

interface Sample {
  readonly title: string;
  readonly write: (request: object) => string;
}

require('../../src/openapi/page/samples.js');
const { porticoSamples: samples } = globalThis as unknown as { porticoSamples: Record<string, Sample> };

/** How a program in each language is run: the file's name, and the command. Null: not on this machine. */
const RUNS: Readonly<Record<string, readonly [file: string, ...command: (string | null)[]]>> = {
  curl: ['sample.sh', found('sh', 'curl')],
  fetch: ['sample.mjs', process.execPath],
  python: ['sample.py', python],
  java: ['Main.java', found('java')],
  go: ['main.go', found('go'), 'run'],
};

function found(command: string, needed = command): string | null {
  return spawnSync('which', [needed]).status === 0 ? command : null;
}

/** The code samples of the page, run against the gateway. */
describe('code samples', () => {
  let gateway: RunningGateway;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-samples-'));
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(async () => {
    fs.rmSync(folder, { recursive: true });
    await gateway.close();
  });

  /** Runs asynchronously, since the gateway is in this process. */
  async function said(name: string, request: object): Promise<string> {
    const { spawn } = await import('node:child_process');
    const [file, command, ...before] = RUNS[name]!;
    fs.writeFileSync(path.join(folder, file), samples[name]!.write(request));
    const program = spawn(command!, [...(before as string[]), file], { cwd: folder });
    let text = '';
    program.stdout.on('data', (chunk) => (text += chunk));
    program.stderr.on('data', (chunk) => (text += chunk));
    await new Promise((done) => program.on('close', done));
    return text;
  }

  /** Everything that a shell or a string literal could take for its own. */
  const message = `It's "quoted" \\ $HOME \`id\` %s {x} <b> é 漢 \\u0041 \\n !! ; & | # ~`;

  describe.each(Object.keys(samples))('%s', (name) => {
    const isHere = RUNS[name]![1] !== null;
    const [test, note] = isHere ? [it, ''] : [it.skip, ' (skipped: not on this machine)'];
    test(`sends body and headers as they are${note}`, async () => {
      const text = await said(name, {
        method: 'POST',
        url: `${gateway.url}/echo`,
        headers: [
          ['Authorization', DEMO],
          ['Content-Type', 'application/json'],
        ],
        body: JSON.stringify({ message }, null, 2),
      });
      expect(text).toContain('200');
      expect(text).toContain(JSON.stringify(message));
    });

    test(`asks without a body, with a query${note}`, async () => {
      const text = await said(name, {
        method: 'GET',
        url: `${gateway.url}/v1/events?limit=1&types=consent.created`,
        headers: [['Authorization', DEMO]],
        body: null,
      });
      expect(text).toContain('200');
      expect(text).toContain('next_cursor');
    });
  });
});
