import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { checkpointText } from '../../src/tlog/checkpoint/checkpoint';
import { leafHash } from '../../src/tlog/merkle';
import { NoteSigner, vkeyOf } from '../../src/tlog/checkpoint/signed-note';
import { receiptText } from '../../src/tlog/tlog-proof';
import { itWithPython, verifyReceipt } from '../support/python';

const page = fs.readFileSync('docs/audit.md', 'utf8');
const blocks = [...page.matchAll(/^```\n([\s\S]*?)^```/gm)].map(([, text]) => text!);
const [CHECKPOINT, RECEIPT, CONSISTENCY] = [
  blocks[0]!,
  blocks.find((text) => text.startsWith('c2sp.org/tlog-proof'))!,
  blocks.find((text) => text.startsWith('old '))!,
];
const VKEY = /`(portico\.example\/audit\+[0-9a-f]{8}\+[^`]+)`/.exec(page)![1]!;
const OTHER_VKEY = vkeyOf(new NoteSigner('portico.example/audit', Buffer.alloc(32, 2)).key);

/**
 * The verifier is written from the page alone, in another language: its verdict on the page's examples, and on changed
 * ones.
 */
describe('tools/verify-receipt', () => {
  let folder: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-receipt-'));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  const file = (text: string | Buffer): string => {
    const name = path.join(folder, `file-${fs.readdirSync(folder).length}`);
    fs.writeFileSync(name, text);
    return name;
  };
  const receipt = (text: string, ...rest: string[]): { status: number | null; said: string } =>
    verifyReceipt('--vkey', VKEY, 'receipt', file(text), ...rest);
  const line = (text: string, number: number, change: (line: string) => string): string =>
    text
      .split('\n')
      .map((old, at) => (at + 1 === number ? change(old) : old))
      .join('\n');
  /** Another base64 text of the same length. */
  const another = (text: string): string =>
    text
      .replace(/[A-Za-y](?==*$)/, (letter) => (letter === 'A' ? 'E' : 'A'))
      .replace(/(.)(.{8})$/, (_, letter: string, end: string) => (letter === 'B' ? 'C' : 'B') + end);

  itWithPython('verifies the examples of docs/audit.md, and prints the entry', () => {
    expect(receipt(RECEIPT)).toEqual({
      status: 0,
      said: expect.stringContaining('verified: entry 1 of portico.example/audit, in a tree of 2'),
    });
    expect(receipt(RECEIPT).said).toContain('"action": "onboarding.grant.create"');
    expect(verifyReceipt('--vkey', VKEY, 'checkpoint', file(CHECKPOINT))).toEqual({
      status: 0,
      said: 'verified: a checkpoint of portico.example/audit over 2 leaves\n',
    });
    const first = new NoteSigner('portico.example/audit', Buffer.alloc(32, 1)).sign(
      checkpointText({
        origin: 'portico.example/audit',
        size: 1,
        root: Buffer.from(RECEIPT.split('\n')[3]!, 'base64'),
      }),
    );
    expect(verifyReceipt('--vkey', VKEY, 'consistency', file(first), file(CONSISTENCY))).toEqual({
      status: 0,
      said: 'verified: the log of 2 entries continues the one of 1\n',
    });
  });

  itWithPython('compares an entry that is given separately', () => {
    const leaf = Buffer.from(RECEIPT.split('\n')[1]!.slice('extra '.length), 'base64');
    const entry = JSON.parse(leaf.toString().split('\n')[1]!) as object;
    expect(receipt(RECEIPT, '--leaf', file(leaf)).status).toBe(0);
    expect(receipt(RECEIPT, '--entry', file(JSON.stringify({ ...entry, leaf_index: 1 }, null, 2))).status).toBe(0);
    expect(receipt(RECEIPT, '--leaf', file(Buffer.concat([leaf, Buffer.from('\n')]))).status).toBe(1);
    expect(receipt(RECEIPT, '--entry', file(JSON.stringify({ ...entry, result: 'REFUSED' }))).status).toBe(1);
  });

  itWithPython('refuses examples with small changes', () => {
    const changed: [string, string, number][] = [
      [
        'another leaf',
        line(RECEIPT, 2, (old) => {
          const leaf = Buffer.from(old.slice(6), 'base64').toString();
          return `extra ${Buffer.from(leaf.replace('SUCCEEDED', 'REFUSED')).toString('base64')}`;
        }),
        1,
      ],
      ['another place', line(RECEIPT, 3, () => 'index 0'), 1],
      ['a place beyond the tree', line(RECEIPT, 3, () => 'index 2'), 1],
      ['another hash', line(RECEIPT, 4, (old) => leafHash(Buffer.from(old)).toString('base64')), 1],
      ['no hash', line(RECEIPT, 4, () => '').replace('\n\n\n', '\n\n'), 1],
      ['one hash more', line(RECEIPT, 4, (old) => `${old}\n${old}`), 1],
      ['another size', line(RECEIPT, 7, () => '3'), 1],
      ['another root', line(RECEIPT, 8, (old) => leafHash(Buffer.from(old)).toString('base64')), 1],
      ['another origin', line(RECEIPT, 6, () => 'portico.example/other'), 1],
      ['another signature', line(RECEIPT, 10, (old) => another(old)), 1],
      ['no signature', RECEIPT.split('\n').slice(0, 9).join('\n'), 2],
      ['another version', line(RECEIPT, 1, (old) => old.replace('v1', 'v2')), 2],
      ['no leaf', line(RECEIPT, 2, () => 'index 1'), 2],
      ['a place that is no number', line(RECEIPT, 3, () => 'index 01'), 2],
      ['a hash that is too short', line(RECEIPT, 4, () => 'AAAA'), 2],
      [
        'base64 with loose bits',
        line(RECEIPT, 4, (old) => old.replace(/.=$/, (end) => `${end[0] === 'p' ? 'q' : 'p'}=`)),
        2,
      ],
      ['nothing', '', 2],
    ];
    for (const [what, text, status] of changed) expect([what, receipt(text).status]).toEqual([what, status]);
  });

  itWithPython('verifies nothing when there is nothing', () => {
    expect(verifyReceipt('--vkey', VKEY, 'export', file(''))).toEqual({
      status: 2,
      said: expect.stringContaining('has no lines: nothing was verified'),
    });
  });

  itWithPython('trusts the given keys only', () => {
    expect(verifyReceipt('--vkey', OTHER_VKEY, 'receipt', file(RECEIPT))).toEqual({
      status: 1,
      said: 'NOT verified: none of the given keys signed the checkpoint\n',
    });
    expect(verifyReceipt('--vkey', OTHER_VKEY, '--vkey', VKEY, 'receipt', file(RECEIPT)).status).toBe(0);
    expect(verifyReceipt('--vkey', VKEY.replace('+4', '+5'), 'receipt', file(RECEIPT)).status).toBe(2);
    expect(verifyReceipt('receipt', file(RECEIPT)).status).toBe(2);
    expect(verifyReceipt('--vkey', VKEY, 'receipt', path.join(folder, 'missing')).status).toBe(2);
  });

  itWithPython('verifies Ed25519 signatures of Node with fifty keys, and refuses altered ones', () => {
    const signers = Array.from({ length: 50 }, (_, at) => new NoteSigner('log.example', leafHash(Buffer.of(at))));
    const leaf = Buffer.from('portico.audit/v1\n{}');
    const verdictOn = (touch: (note: string) => string): { status: number | null; said: string } => {
      const notes = signers.map((signer) =>
        touch(signer.sign(checkpointText({ origin: 'log.example', size: 1, root: leafHash(leaf) }))),
      );
      const lines = notes.map((checkpoint) =>
        JSON.stringify({ leaf_index: 0, entry: {}, receipt: receiptText({ leaf, index: 0, hashes: [], checkpoint }) }),
      );
      return verifyReceipt(...signers.flatMap(({ key }) => ['--vkey', vkeyOf(key)]), 'export', file(lines.join('\n')));
    };
    expect(verdictOn((note) => note)).toEqual({ status: 0, said: 'verified: 50 lines\n' });
    expect(verdictOn((note) => `${another(note.trimEnd())}\n`).status).toBe(1);
  });

  itWithPython('refuses a signature whose second half was increased by the order of the group', () => {
    const note = CHECKPOINT.split(' ');
    const bytes = Buffer.from(note.at(-1)!, 'base64');
    const order = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;
    const scalar =
      BigInt(
        `0x${bytes
          .subarray(36)
          .toReversed()
          .reduce((hex, byte) => hex + byte.toString(16).padStart(2, '0'), '')}`,
      ) + order;
    const raised = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').toReversed();
    const forged = [...note.slice(0, -1), Buffer.concat([bytes.subarray(0, 36), raised]).toString('base64')].join(' ');
    expect(verifyReceipt('--vkey', VKEY, 'checkpoint', file(`${forged}\n`))).toEqual({
      status: 1,
      said: 'NOT verified: the signature of portico.example/audit does not hold\n',
    });
  });

  it('accepts the format of the page, which shows one checkpoint, one receipt and one consistency proof', () => {
    expect([CHECKPOINT, RECEIPT, CONSISTENCY].map((text) => text.split('\n').length)).toEqual([6, 11, 9]);
    expect(RECEIPT.endsWith(CHECKPOINT) && CONSISTENCY.endsWith(CHECKPOINT)).toBe(true);
  });
});
