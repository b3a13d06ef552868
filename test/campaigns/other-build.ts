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

const SIGNED_HTTP = 'src/signed-http/signed-http.js';

/** The order that must never be: first the call, then the intent. */
export const auditAfterCall = (): OtherBuild =>
  otherBuild(
    [SIGNED_HTTP, /const held = await this\.effects\.begin\(intent, call\);/, 'const sent = await this.send(call);\n        const held = await this.effects.begin(intent, call);'],
    [SIGNED_HTTP, /const answer = await this\.send\(call\);(\s+\(\{ requestId \})/, 'const answer = sent;$1'],
  );

/** A claim that takes any key, whoever works on it and whatever became of it, and a replay that does not look at the body. */
export const everyKeyIsFree = (): OtherBuild =>
  otherBuild(
    ['src/idempotency/idempotency.repository.js', /WHERE k\.state = 'RELEASED'\n/, "WHERE true OR k.state = 'RELEASED'\n"],
    ['src/idempotency/idempotency.service.js', /!found\.fingerprint\.equals\(fingerprint\)/, 'false'],
  );

/** Copies the build and replaces each pattern once in its file. Throws when a pattern is not there any more. */
function otherBuild(...replacements: readonly (readonly [file: string, pattern: RegExp, replacement: string])[]): OtherBuild {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-other-build-'));
  for (const part of ['src', 'migrations']) fs.cpSync(path.join(ROOT, 'dist', part), path.join(folder, 'dist', part), { recursive: true });
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  for (const [file, pattern, replacement] of replacements) {
    const target = path.join(folder, 'dist', file);
    const text = fs.readFileSync(target, 'utf8');
    if (!pattern.test(text)) throw new Error(`${file} does not contain ${pattern} any more: adapt the other build`);
    fs.writeFileSync(target, text.replace(pattern, replacement));
  }
  return { main: path.join(folder, 'dist/src/main.js'), remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
