import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');

/** A build beside the real one, in which somebody made a mistake. */
export interface OtherBuild {
  /** Its `main.js`. */
  readonly main: string;
  remove(): void;
}

/** The order that must never be: first the call, then the intent. */
export const auditAfterCall = (): OtherBuild =>
  otherBuild('src/signed-http/signed-http.js', [
    [/const held = await this\.effects\.begin\(intent, call\);/, 'const sent = await this.lines.effect(call, (timeoutMs) => this.send(call, timeoutMs));\n        const held = await this.effects.begin(intent, call);'],
    [/const answer = await this\.lines\.effect\(call, .*\);(\s+\(\{ requestId \})/, 'const answer = sent;$1'],
  ]);

/** The door is off its hinges: everybody is let in. */
export const withoutDoor = (): OtherBuild => otherBuild('src/http/load.js', [[/if \(this\.inside >= this\.most \|\| .*\) \{/, 'if (false) {']]);

/** Every replica counts for itself. */
export const countingAlone = (): OtherBuild => otherBuild('src/consumers/request-rates.js', [[/values: \[consumerId,/, "values: [(globalThis.alone ??= require('node:crypto').randomUUID()),"]]);

/** Whatever fails is repeated, and nobody is given a rest. */
export const withoutBudget = (): OtherBuild => otherBuild('src/signed-http/retry-budget.js', [[/if \(this\.balance < .*\)\s+return false;/, 'if (this.balance < -1e9) return false;']]);

/** All vendors share one line. */
export const sharedLine = (): OtherBuild => otherBuild('src/signed-http/vendor-lines.js', [[/const found = this\.lines\.get\(vendor\);/, 'const found = [...this.lines.values()][0];']]);

/** SIGTERM ends the process at once. */
export const withoutGoodbye = (): OtherBuild => otherBuild('src/main.js', [[/process\.on\('SIGTERM', .*\);/, "process.on('SIGTERM', () => process.exit(0));"]]);

/** Copies the build and replaces each pattern once in one of its files. Throws when a pattern is not there any more. */
function otherBuild(file: string, replacements: readonly (readonly [RegExp, string])[]): OtherBuild {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-other-build-'));
  for (const part of ['src', 'migrations']) fs.cpSync(path.join(ROOT, 'dist', part), path.join(folder, 'dist', part), { recursive: true });
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  const target = path.join(folder, 'dist', file);
  let text = fs.readFileSync(target, 'utf8');
  for (const [pattern, replacement] of replacements) {
    if (!pattern.test(text)) throw new Error(`${file} does not contain ${pattern} any more: adapt the other build`);
    text = text.replace(pattern, replacement);
  }
  fs.writeFileSync(target, text);
  return { main: path.join(folder, 'dist/src/main.js'), remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
