import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startPortico } from '@portico/testing';
import { flags, fromCommandLine, holdsWithin, type Result } from './campaign';

export interface SuitesPlan {
  readonly seed: number;
  readonly rounds: number;
  readonly copies: number;
}

export interface SuitesResult extends Result {
  /** Copies of the suite that ran, and the last lines of those that failed. */
  readonly ran: number;
  readonly failed: readonly string[];
  /** Milliseconds of the kit's first start, which starts its server, and of one more. */
  readonly startsMs: readonly number[];
  /** Whether the server and its data were gone in the end. */
  readonly isGone: boolean;
}

const SUITE = path.resolve(__dirname, '../../examples/consumer-suite');
/** Seconds after which a server without suites must have ended. */
const GONE_SECONDS = 30;

/** Copies of the example suite at once, several times: no copy notices another, and nothing is left behind. */
export async function consumerSuites({ seed, rounds, copies }: SuitesPlan): Promise<SuitesResult> {
  const before = process.env.TMPDIR;
  // The server of the kit is one for each temporary folder: here none runs yet, and no other suite uses it.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-suites-'));
  fs.chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
  try {
    const startsMs = [await startMs(), await startMs()];
    const failed: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const results = await Promise.all(Array.from({ length: copies }, () => runSuite()));
      failed.push(...results.filter((problem) => problem !== null));
    }
    const isGone = await holdsWithin(GONE_SECONDS, async () => homesIn(folder).length === 0);
    const isPassed = failed.length === 0 && isGone;
    return { campaign: 'consumer-suites', seed, isPassed, ran: rounds * copies, failed, startsMs, isGone };
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function startMs(): Promise<number> {
  const begun = performance.now();
  const portico = await startPortico();
  const took = Math.round(performance.now() - begun);
  await portico.close();
  return took;
}

/** Null: the copy passed. */
async function runSuite(): Promise<string | null> {
  const suite = spawn(process.execPath, ['--test', '--test-reporter=tap'], {
    cwd: SUITE,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Of a test of Jest's, which is no test of Node's.
    env: { ...process.env, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined },
  });
  let text = '';
  for (const stream of [suite.stdout, suite.stderr])
    stream.setEncoding('utf8').on('data', (some: string) => {
      text += some;
    });
  const code = await new Promise((done) => suite.once('close', done));
  const passed = Number(/^# pass (\d+)$/m.exec(text)?.[1] ?? 0);
  return code === 0 && passed > 0 ? null : text.slice(-3_000);
}

/** What servers of the kit keep there while they run; a log with something in it stays. */
const homesIn = (folder: string): string[] =>
  fs.readdirSync(folder).filter((name) => name.startsWith('portico-testing-'));

if (require.main === module) {
  const plan = flags({ rounds: 20, copies: 8 });
  void fromCommandLine(() => consumerSuites(plan));
}
