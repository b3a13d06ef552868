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
