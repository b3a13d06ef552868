import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parseCheckpoint } from '../src/tlog/checkpoint/checkpoint';
import { leafHash } from '../src/tlog/merkle';
import { isNoteSignedBy, NoteSigner, parseNote, vkeyOf } from '../src/tlog/checkpoint/signed-note';
import { python, verifyReceipt } from '../test/support/python';
import { isConsistent, isIncluded } from '../test/support/rfc9162';

/** A line of an export, or an earlier checkpoint with its consistency proof for a later one. */
export type ProofLine =
  | { readonly leaf_index: number; readonly entry: object; readonly receipt: string }
  | { readonly earlier: string; readonly proof: string };

/** For each line whether it verifies; or why this verifier could not run. */
export type Verifier = (lines: readonly ProofLine[], signer: NoteSigner, folder: string) => readonly boolean[] | string;

const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

function taken(text: string): { head: string[]; note: string; hashesFrom: (line: number) => Buffer[] } {
  const at = text.indexOf('\n\n');
  const head = text.slice(0, at).split('\n');
  return {
    head,
    note: text.slice(at + 2),
    hashesFrom: (line) => head.slice(line).map((hash) => Buffer.from(hash, 'base64')),
  };
}

const holds = (check: () => boolean): boolean => {
  try {
    return check();
  } catch {
    return false;
  }
};

/** The algorithms of RFC 9162, implemented for the tests. */
const rfc9162: Verifier = (lines, { key }) => {
  const opened = (note: string): { size: number; root: Buffer } => {
    if (!isNoteSignedBy(parseNote(note), key)) throw new Error('not signed');
    return parseCheckpoint(parseNote(note).text);
  };
  const included = (receipt: string): boolean => {
    const { head, note, hashesFrom } = taken(receipt);
    const { size, root } = opened(note);
    return isIncluded(
      leafHash(Buffer.from(head[1]!.slice(6), 'base64')),
      Number(head[2]!.slice(6)),
      size,
      hashesFrom(3),
      root,
    );
  };
  const consistent = (earlier: string, proof: string): boolean => {
    const { head, note, hashesFrom } = taken(proof);
    const [first, second] = [opened(earlier), opened(note)];
    return (
      head[0] === `old ${first.size}` && isConsistent(first.size, first.root, second.size, second.root, hashesFrom(1))
    );
  };
  return lines.map((line) =>
    holds(() => ('receipt' in line ? included(line.receipt) : consistent(line.earlier, line.proof))),
  );
};

interface SigstoreEntry {
  readonly inclusionProof: {
    readonly checkpoint: { readonly envelope: string };
    readonly logIndex: string;
    readonly hashes: readonly Buffer[];
  };
  readonly canonicalizedBody: Buffer;
}

/**
 * @sigstore/verify, with which npm checks its packages. It verifies checkpoints and inclusion, not consistency: those
 * lines are skipped.
 */
const sigstore: Verifier = (lines, { key }) => {
  const load = (file: string): unknown =>
    require(path.resolve('node_modules/@sigstore/verify/dist/tlog', file)) as unknown;
  const { verifyMerkleInclusion } = load('merkle.js') as {
    verifyMerkleInclusion(entry: SigstoreEntry, checkpoint: object): void;
  };
  const { verifyCheckpoint } = load('checkpoint.js') as {
    verifyCheckpoint(entry: SigstoreEntry, logs: readonly object[]): object;
  };
  const log = {
    logID: key.id,
    baseURL: key.name,
    publicKey: createPublicKey({ key: Buffer.concat([SPKI, key.publicKey]), format: 'der', type: 'spki' }),
  };
  const included = (receipt: string): boolean => {
    const { head, note, hashesFrom } = taken(receipt);
    const entry = {
      inclusionProof: { checkpoint: { envelope: note }, logIndex: head[2]!.slice(6), hashes: hashesFrom(3) },
      canonicalizedBody: Buffer.from(head[1]!.slice(6), 'base64'),
    };
    verifyMerkleInclusion(entry, verifyCheckpoint(entry, [log]));
    return true;
  };
  return lines
    .filter((line) => 'receipt' in line)
    .map((line) => holds(() => included((line as { receipt: string }).receipt)));
};

/** tools/verify-receipt: all lines at once; when they do not all verify, each alone. */
const pythonTool: Verifier = (lines, { key }, folder) => {
  if (MISSING.python) return `skipped: ${MISSING.python}`;
  const ask = (asked: readonly ProofLine[]): boolean => {
    const file = path.join(folder, 'lines.jsonl');
    fs.writeFileSync(file, asked.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const { status, said } = verifyReceipt('--vkey', vkeyOf(key), 'export', file);
    return status === 0 && said.trim() === `verified: ${asked.length} lines`;
  };
  return ask(lines) ? lines.map(() => true) : lines.map((line) => ask([line]));
};

/** Go's golang.org/x/mod/sumdb, as Debian packages it. */
const sumdb: Verifier = (lines, { key }) => {
  if (MISSING.sumdb) return `skipped: ${MISSING.sumdb}`;
  const { status, stdout, stderr } = spawnSync('go', ['run', path.resolve('campaigns/sumdb/main.go')], {
    input: lines.map((line) => `${JSON.stringify({ ...line, vkey: vkeyOf(key) })}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, GO111MODULE: 'off', GOPATH: GO_SOURCES, GOFLAGS: '' },
  });
  if (status !== 0) throw new Error(`the verifier in Go ended with ${status}: ${stderr}`);
  return stdout
    .trimEnd()
    .split('\n')
    .map((verdict) => verdict === 'ok');
};

/** Debian's folder of Go package sources. */
const GO_SOURCES = '/usr/share/gocode';
const hasSumdb =
  fs.existsSync(path.join(GO_SOURCES, 'src/golang.org/x/mod/sumdb')) && spawnSync('go', ['version']).status === 0;

/** Why a verifier cannot run on this machine; null where it can. */
export const MISSING: Readonly<Record<keyof typeof VERIFIERS, string | null>> = {
  rfc9162: null,
  sigstore: null,
  python: python ? null : 'no python3 on this machine',
  sumdb: hasSumdb ? null : 'no Go with golang.org/x/mod on this machine (Debian: golang-go, golang-golang-x-mod-dev)',
};

export const VERIFIERS = { rfc9162, sigstore, python: pythonTool, sumdb } as const;
