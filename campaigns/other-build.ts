import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

/** The build with a planted mistake. */
export interface OtherBuild {
  /** The program of its gateway. */
  readonly main: string;
  /** The program of its sandbox. */
  readonly sandbox: string;
  /** To be required before any other module, by programs that are not those two. */
  readonly hook: string;
  remove(): void;
}

export type Replacement = readonly [file: string, pattern: RegExp, replacement: string];

const SIGNED_HTTP = 'src/signed-http/signed-http.js';

/** The forbidden order: first the call, then the intent. */
export const auditAfterCall = (): OtherBuild =>
  otherBuild(
    [
      SIGNED_HTTP,
      /const held = await this\.effects\.begin\(intent, call\);/,
      'const sent = await this.lines.effect(call, (timeoutMs) => this.send(call, timeoutMs));\n        const ' +
        'held = await this.effects.begin(intent, call);',
    ],
    [
      SIGNED_HTTP,
      /const answer = await this\.lines\.effect\(call, .*\);(\s+\(\{ requestId \})/,
      'const answer = sent;$1',
    ],
  );

/** Key leases are granted for any key, also in flight or answered, and a replay does not compare the body. */
export const everyKeyIsFree = (): OtherBuild =>
  otherBuild(
    [
      'src/idempotency/idempotency.repository.js',
      /WHERE t\.state = 'RELEASED'\n/,
      "WHERE true OR t.state = 'RELEASED'\n",
    ],
    [
      'src/idempotency/idempotency.service.js',
      /return fingerprint\.equals\(this\.fingerprintOf\(body, fingerprint\)\);/,
      'return true;',
    ],
  );

/** A consent request whose answer was lost is sent again as soon as FinPro's list does not show it. */
export const repeatingAtOnce = (): OtherBuild =>
  otherBuild([
    'src/consent/request/consent-recovery.service.js',
    /if \(secondsLeft > 0\)(?=\s*throw inFlight)/,
    'if (false)',
  ]);

/**
 * Only commits wait for the standby: unconfirmed reads are answered, delivered and handed out, and readiness only
 * writes a message that needs no commit.
 */
export const asIfThereWereNoStandby = (): OtherBuild =>
  otherBuild(
    ['src/database/confirmation.js', /await this\.committer\.record\(.*CONFIRM.*\);/, ''],
    ['src/database/confirmation.js', /if \(await this\.hasStandby\(\)\)/, 'if (false)'],
    ['src/database/probes/commit-probe.js', /pg_logical_emit_message\(true,/, 'pg_logical_emit_message(false,'],
  );

/** Without admission control: every request is admitted. */
export const withoutAdmissionControl = (): OtherBuild =>
  otherBuild([
    'src/admission/concurrency-limiter.js',
    /if \(this\.load\.inside >= this\.most \|\| .*\) \{/,
    'if (false) {',
  ]);

/** A request counts as in flight from its headers on, before its body has arrived. */
export const workFromTheHeadersOn = (): OtherBuild =>
  otherBuild([
    'src/http/admission-control.js',
    /if \(connection\)\n?\s*this\.intake\.begin\(request, response, connection\);/,
    "if (!connection || !(request.early = this.load.enter())) { response.writeHead(503, ['Retry-After', '1', " +
      "'Content-Length', '0']); return void response.end(); } response.once('close', () => request.early.leave()); " +
      'if (connection) this.intake.begin(request, response, connection);',
  ]);

/** The first half of a signature is enough. */
export const halfASignature = (): OtherBuild =>
  otherBuild([
    'src/consumers/inbound-hmac.js',
    /timingSafeEqual\)\(expected, Buffer\.from\(credential\.signature, ['"]hex['"]\)\)/,
    "timingSafeEqual)(expected.subarray(0, 16), Buffer.from(credential.signature, 'hex').subarray(0, 16))",
  ]);

/** Every request leaks memory, and every tenth an open file. */
export const leaking = (): OtherBuild =>
  otherBuild([
    'src/admission/concurrency-limiter.js',
    /hasLeft = true;/,
    'hasLeft = true; if ((globalThis.leak ??= []).push(Buffer.alloc(400000, 1)) % 4 === 0) ' +
      "require('node:fs').openSync('/dev/null');",
  ]);

/** Every replica counts requests alone. */
export const countingAlone = (): OtherBuild =>
  otherBuild([
    'src/consumers/limits/rates.repository.js',
    /values: \[consumerId,/,
    "values: [(globalThis.alone ??= require('node:crypto').randomUUID()),",
  ]);

/** Every failed call is retried, and no circuit breaker opens. */
export const withoutBudget = (): OtherBuild =>
  otherBuild([
    'src/signed-http/pipeline/retry-budget.js',
    /if \(this\.balance < .*\)\s+return false;/,
    'if (this.balance < -1e9) return false;',
  ]);

/** All vendors share one pipeline. */
export const sharedPipeline = (): OtherBuild =>
  otherBuild([
    'src/signed-http/pipeline/vendor-pipelines.js',
    /const found = this\.lines\.get\(.*\);/,
    'const found = [...this.lines.values()][0];',
  ]);

/** Every twentieth call is signed with the key of the account `default`, whatever its journey's account is. */
export const mixingAccounts = (): OtherBuild =>
  otherBuild([
    SIGNED_HTTP,
    /const connection = this\.connections\.of\(call\);/,
    'globalThis.calls = (globalThis.calls ?? 0) + 1; const connection = this.connections.of(globalThis.calls % 20 ' +
      "=== 0 ? { ...call, account: 'default' } : call);",
  ]);

/** All consumers are one to the bulkhead. */
export const withoutShares = (): OtherBuild =>
  otherBuild(['src/signed-http/pipeline/vendor-pipeline.js', /const owner = \(\) => .*;/, "const owner = () => '';"]);

/** SIGTERM ends the process at once. */
export const withoutGracefulShutdown = (): OtherBuild =>
  otherBuild(['src/main.js', /process\.on\('SIGTERM', .*\);/, "process.on('SIGTERM', () => process.exit(0));"]);

/** Programs that load the build with each pattern replaced once. Throws when a pattern is not there any more. */
export function otherBuild(...replacements: readonly Replacement[]): OtherBuild {
  const texts = new Map<string, string>();
  for (const [file, pattern, replacement] of replacements) {
    const target = path.join(ROOT, 'dist', file);
    const text = texts.get(target) ?? fs.readFileSync(target, 'utf8');
    if (!pattern.test(text)) throw new Error(`${file} does not contain ${pattern} any more: adapt the other build`);
    texts.set(target, text.replace(pattern, replacement));
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-other-build-'));
  const hook = path.join(folder, 'hook.js');
  fs.writeFileSync(
    hook,
    `const { Module } = require('node:module');
const texts = new Map(${JSON.stringify([...texts])});
const load = Module._extensions['.js'];
Module._extensions['.js'] = (module, file) =>
  texts.has(file) ? module._compile(texts.get(file), file) : load(module, file);
`,
  );
  const program = (name: string, main: string): string => {
    const file = path.join(folder, `${name}.js`);
    const bundle = bundleWith(name, replacements);
    if (bundle !== null) fs.writeFileSync(path.join(folder, `${name}.bundle`), bundle);
    fs.writeFileSync(
      file,
      bundle === null
        ? `require(${JSON.stringify(hook)});\nrequire(${JSON.stringify(path.join(ROOT, 'dist', main))});\n`
        : `const { Module } = require('node:module');
const file = ${JSON.stringify(path.join(ROOT, 'dist', `${name}.other.js`))};
const program = new Module(file);
program.paths = Module._nodeModulePaths(${JSON.stringify(ROOT)});
program.filename = file;
program._compile(require('node:fs').readFileSync(${JSON.stringify(path.join(folder, `${name}.bundle`))}, 'utf8'), file);
`,
    );
    return file;
  };
  return {
    main: program('gateway', 'src/main.js'),
    sandbox: program('sandbox', 'src/sandbox/main.js'),
    hook,
    remove: () => fs.rmSync(folder, { recursive: true }),
  };
}

/**
 * The program's one file with the replacements, which starts in half the CPU time of its modules. Null where it does
 * not have the modules or the patterns as they are, or a replacement asks for another module.
 */
function bundleWith(name: string, replacements: readonly Replacement[]): string | null {
  let text = fs.readFileSync(path.join(ROOT, 'dist', `${name}.bundle.js`), 'utf8');
  for (const [file, pattern, replacement] of replacements) {
    const from = text.indexOf(`\n  "dist/${file}"(`);
    const to = text.indexOf('\n});', from);
    const found = text.slice(from, to);
    if (from === -1 || !pattern.test(found) || /require\('\./.test(replacement)) return null;
    text = text.slice(0, from) + found.replace(pattern, replacement) + text.slice(to);
  }
  return text;
}

/** Runs with a build, and removes it in the end. */
export async function withBuild<R>(build: OtherBuild, run: (build: OtherBuild) => Promise<R>): Promise<R> {
  try {
    return await run(build);
  } finally {
    build.remove();
  }
}
