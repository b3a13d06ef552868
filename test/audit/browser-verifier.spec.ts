import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { leafBytes } from '../../src/audit/leaf';
import { checkpointText } from '../../src/tlog/checkpoint/checkpoint';
import { NoteSigner, vkeyOf } from '../../src/tlog/checkpoint/signed-note';
import { completeSubtrees, inclusionSpans, leafHash, nodeHash, rootOf, type Span } from '../../src/tlog/merkle';
import { receiptText } from '../../src/tlog/tlog-proof';
import { newLeaf } from '../support/leaves';
import { itWithPython, python } from '../support/python';
import { Random } from '../support/random';

type Verdict = 'verified' | 'refuted' | 'unreadable' | 'unsupported';

/** What src/console/audit/verifier.js offers, which runs in browsers. */
interface BrowserVerifier {
  verifyReceipt(receipt: Uint8Array, vkeys: readonly string[]): Promise<{ verdict: Verdict; entry?: object }>;
}

const COUNT = 1_000;
const SEED = 20_260_115;
const SIGNERS = [1, 2, 3].map((byte) => new NoteSigner('portico.test/audit', Buffer.alloc(32, byte)));
/** Two of the three are trusted. */
const VKEYS = SIGNERS.slice(0, 2).map(({ key }) => vkeyOf(key));

/** Says what tools/verify-receipt finds in each line, of base64: one process for all of them. */
const JUDGE = `
import base64, importlib.machinery, importlib.util, json, sys
loader = importlib.machinery.SourceFileLoader("verifier", sys.argv[1])
spec = importlib.util.spec_from_loader("verifier", loader)
verifier = importlib.util.module_from_spec(spec)
loader.exec_module(verifier)
log = verifier.Log(sys.argv[3:])
verdicts = []
for line in open(sys.argv[2]):
    try:
        leaf = log.receipt(base64.b64decode(line).decode())[0]
        verifier.entry_of(leaf)
        verdicts.append("verified")
    except verifier.Refuted:
        verdicts.append("refuted")
    except (verifier.Unreadable, UnicodeDecodeError):
        verdicts.append("unreadable")
print(json.dumps(verdicts))
`;

/** The hash over a span of leaves, from the leaves themselves. */
function hashOf(leaves: readonly Buffer[], { from, to }: Span): Buffer {
  const over = (first: number, width: number): Buffer =>
    width === 1 ? leafHash(leaves[first]!) : nodeHash(over(first, width / 2), over(first + width / 2, width / 2));
  return rootOf(
    completeSubtrees({ from, to }).map(({ height, position }) => over(position * 2 ** height, 2 ** height)),
  );
}

/** Receipts of leaves of forty trees, each signed with one of the trusted keys. */
function goodReceipts(random: Random): Buffer[] {
  return Array.from({ length: COUNT / 25 }, () => {
    const size = 1 + random.below(90);
    const leaves = Array.from({ length: size }, () => leafBytes(newLeaf({ detail: { number: random.below(1e9) } })));
    const root = hashOf(leaves, { from: 0, to: size });
    const checkpoint = random
      .pick(SIGNERS.slice(0, 2))
      .sign(checkpointText({ origin: 'portico.test/audit', size, root }));
    return Array.from({ length: 25 }, () => {
      const index = random.below(size);
      const hashes = inclusionSpans(index, size).map((span) => hashOf(leaves, span));
      return Buffer.from(receiptText({ leaf: leaves[index]!, index, hashes, checkpoint }));
    });
  }).flat();
}

/** One change: of a byte, of a line, of the order, of the end, or the signature of a key that is not trusted. */
function spoilt(receipt: Buffer, random: Random): Buffer {
  const lines = receipt.toString().split('\n');
  const at = random.below(lines.length);
  const changes = [
    () => {
      const bytes = Buffer.from(receipt);
      bytes[random.below(bytes.length)]! ^= 1 + random.below(255);
      return bytes;
    },
    () => Buffer.from(lines.toSpliced(at, 1).join('\n')),
    // Not the signature: a note may have the same one twice.
    () => Buffer.from(lines.toSpliced(at, 0, lines[random.below(lines.length - 2)]!).join('\n')),
    () => Buffer.from(lines.toSpliced(at, 1, lines[random.below(lines.length)]!).join('\n')),
    () => receipt.subarray(0, random.below(receipt.length)),
    () => Buffer.from(receipt.toString().replace(/^index \d+/m, `index ${random.below(200)}`)),
    () => {
      const [head, note] = [lines.slice(0, lines.indexOf('')), lines.slice(lines.indexOf('') + 1, -3)];
      return Buffer.from(`${head.join('\n')}\n\n${SIGNERS[2]!.sign(`${note.join('\n')}\n`)}`);
    },
  ];
  for (;;) {
    const changed = random.pick(changes)();
    if (!changed.equals(receipt)) return changed;
  }
}

describe("the browser's verifier", () => {
  let folder: string;
  let verifier: BrowserVerifier;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-verifier-'));
    require(path.resolve('src/console/audit/verifier.js'));
    verifier = (globalThis as unknown as { porticoVerifier: BrowserVerifier }).porticoVerifier;
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  const judgedByPython = (receipts: readonly Buffer[]): Verdict[] => {
    const file = path.join(folder, 'receipts');
    fs.writeFileSync(file, receipts.map((receipt) => `${receipt.toString('base64')}\n`).join(''));
    const args = ['-B', '-c', JUDGE, path.resolve('tools/verify-receipt'), file, ...VKEYS];
    const { stdout, stderr } = spawnSync(python!, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
    expect(stderr).toBe('');
    return JSON.parse(stdout) as Verdict[];
  };
  const judgedByBrowser = async (receipts: readonly Buffer[]): Promise<Verdict[]> => {
    const verdicts: Verdict[] = [];
    for (const receipt of receipts) verdicts.push((await verifier.verifyReceipt(receipt, VKEYS)).verdict);
    return verdicts;
  };

  itWithPython('agrees with tools/verify-receipt on 1,000 good receipts and 1,000 spoilt ones', async () => {
    const random = new Random(SEED);
    const good = goodReceipts(random);
    const bad = good.map((receipt) => spoilt(receipt, random));
    const [browser, other] = [await judgedByBrowser([...good, ...bad]), judgedByPython([...good, ...bad])];
    const differing = browser.flatMap((verdict, at) =>
      verdict === other[at] ? [] : [{ at, verdict, other: other[at], receipt: [...good, ...bad][at]!.toString() }],
    );
    expect(differing.slice(0, 3)).toEqual([]);
    expect(browser.slice(0, COUNT).filter((verdict) => verdict !== 'verified')).toEqual([]);
    expect(browser.slice(COUNT).filter((verdict) => verdict === 'verified')).toEqual([]);
    const counted = (one: Verdict): number => browser.filter((verdict) => verdict === one).length;
    expect([counted('refuted') > 200, counted('unreadable') > 200]).toEqual([true, true]);
  });

  it('says what the receipt proves, and refuses keys that are none', async () => {
    const [receipt] = goodReceipts(new Random(1));
    const found = await verifier.verifyReceipt(receipt!, VKEYS);
    expect(found).toMatchObject({ verdict: 'verified', entry: { action: 'onboarding.grant.create' } });
    for (const vkeys of [[], [VKEYS[0]!.replace('+', '+0')], [VKEYS[0]!.slice(0, -4)]])
      expect((await verifier.verifyReceipt(receipt!, vkeys)).verdict).not.toBe('verified');
  });
});
