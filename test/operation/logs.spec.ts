import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const { secretsIn } = require('../../../test/support/secrets-in-logs.js') as { secretsIn(folder: string): string[] };

/** The logs of the whole run are searched at its end (global-teardown.js); this tests that the search finds secrets. */
describe('the search for secrets in logs', () => {
  const inLog = (text: string): string[] => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-logs-'));
    fs.writeFileSync(path.join(folder, 'gateway.log'), `${text}\n`);
    const found = secretsIn(folder);
    fs.rmSync(folder, { recursive: true });
    return found;
  };

  it.each([
    ['an e-mail', '{"detail":"canary-1@acme.example exists"}'],
    ['a token', '{"url":"http://localhost:4000/onboarding/start?grant_token=og_5mZr3Qh0cV7nT1yXk2LwB9sD"}'],
    ['a bare token', 'og_5mZr3Qh0cV7nT1yXk2LwB9sD'],
    ['a return state', '{"url":"/return/onboarding?state=abcdefghijklmnopqrstuvwxyz0123456789"}'],
    ['a return state in a path', '{"url":"/return/consent/abcdefghijklmnopqrstuvwxyz0123456789"}'],
    ['a durable link', '{"url":"http://localhost:3000/l/rJ0m3cQXo9m6q0n8H1s2u4w6y8A0C2E4G6I8K0M2O4Q"}'],
    ['credentials', '{"authorization":"Bearer demo-consumer.x"}'],
    ['a signature', 'OneMoney-HMAC-SHA256 ak_test_01:20260115T093000Z:0b3f8c1b'],
    ['a consumer secret', 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA'],
    ['a database password', 'postgres://portico_app:hunter2@127.0.0.1:5432/portico'],
    ['a cookie', '{"set-cookie":"session=1"}'],
  ])('finds %s', (_what, text) => {
    expect(inLog(text)).toHaveLength(1);
  });

  it('accepts an ordinary log line', () => {
    expect(
      inLog(
        '{"level":30,"msg":"request","consumer":"demo-consumer","method":"POST","route":"/v1/customers/hosted","status":201,"ms":12}',
      ),
    ).toEqual([]);
  });
});

describe('the lines of the last turn of the event loop', () => {
  it.each([
    ['an exit', 'process.exit(3)', 3],
    ['an uncaught error', 'throw new Error("x")', 1],
    ['an unhandled rejection', 'Promise.reject(new Error("x"))', 1],
    ['the end of all work', '', 0],
  ])('are written before %s, in order, however many', (_what, end, code) => {
    const program =
      `const { JsonLogger } = require('./dist/src/http/log/logger.js'); const logger = new JsonLogger('info');` +
      `for (let at = 0; at < 2_000; at++) logger.log({ at, text: 'x'.repeat(100) }); ${end}`;
    const { stdout, status } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { at: number }).at)).toEqual([...Array(2_000).keys()]);
    expect(status).toBe(code);
  });
});
