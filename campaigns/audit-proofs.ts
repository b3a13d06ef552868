import { AuditRepository } from '../src/audit/audit.repository';
import { type Leaf, leafBytes } from '../src/audit/leaf';
import { Committer } from '../src/database/committer';
import { NoteSigner } from '../src/tlog/checkpoint/signed-note';
import { DEMO, type RunningGateway, SIGNING_KEY, startGateway } from '../test/support/gateway';
import { newLeaf } from '../test/support/leaves';
import { untilSealed } from '../test/support/log';
import { Random } from '../test/support/random';
import { type ProofLine, VERIFIERS } from './proof-verifiers';
import { asProgram, numbersOf } from './world';

export interface ProofOptions {
  readonly seed: number;
  readonly entries: number;
  readonly inclusions: number;
  readonly consistencies: number;
  /** Proofs with one change, for the control. */
  readonly forgeries: number;
}

export interface ProofResult {
  readonly campaign: 'audit-proofs';
  readonly seed: number;
  readonly entries: number;
  readonly checkpoints: number;
  /** By verifier: how many of the proofs hold; or why it was not run. */
  readonly verified: Readonly<Record<string, number | string>>;
  /** Proofs whose leaf is not, byte for byte, the entry that was appended. */
  readonly otherLeaves: number;
  /** By verifier: forged proofs that it accepted. */
  readonly control: Readonly<Record<string, number | string>>;
  readonly passed: boolean;
}

const PHASES = 20;
const AT_ONCE = 16;

async function text({ url }: RunningGateway, path: string): Promise<string> {
  const answer = await fetch(`${url}/v1/audit/${path}`, { headers: { Authorization: DEMO } });
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.text();
}

/** Maps with limited concurrency, keeping the order. */
async function each<T, R>(all: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE)
    done.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(work))));
  return done;
}

const leafIn = (receipt: string): Buffer => Buffer.from(receipt.split('\n')[1]!.slice(6), 'base64');

/**
 * A log grows in phases; in each, receipts of random entries are fetched, and at the end consistency proofs between
 * random checkpoints. All of them are verified by programs that share no code with the gateway.
 */
export async function proveAudit(
  { seed, entries, inclusions, consistencies, forgeries }: ProofOptions,
  folder: string,
): Promise<ProofResult> {
  const gateway = await startGateway({ environment: { LOG_LEVEL: 'silent' } });
  const random = new Random(seed);
  const [committer, repository] = [gateway.app.get(Committer), new AuditRepository()];
  const leaves: Leaf[] = [];
  const lines: ProofLine[] = [];
  let otherLeaves = 0;
  for (let phase = 1; phase <= PHASES; phase += 1) {
    const fresh = Array.from({ length: Math.floor((entries * phase) / PHASES) - leaves.length }, () => newLeaf());
    await each(
      Array.from({ length: Math.ceil(fresh.length / 256) }, (_, n) => fresh.slice(n * 256, (n + 1) * 256)),
      (some) => Promise.all(some.map((leaf) => committer.commit(repository.append(leaf)))),
    );
    leaves.push(...fresh);
    await untilSealed(gateway.database, leaves.length, 120_000);
    const asked = Array.from({ length: Math.ceil(inclusions / PHASES) }, () => random.pick(leaves));
    lines.push(
      ...(await each(asked, async (leaf) => {
        const receipt = await text(gateway, `events/${leaf.entry_id}/proof`);
        if (!leafIn(receipt).equals(leafBytes(leaf))) otherLeaves += 1;
        return { leaf_index: Number(/^index (\d+)$/m.exec(receipt)![1]), entry: leaf, receipt };
      })),
    );
  }
  const checkpoints = await gateway.database.query<{ size: number; note: string }>(
    'SELECT tree_size::float8 AS size, note FROM portico.audit_checkpoints ORDER BY tree_size',
  );
  lines.push(
    ...(await each(
      Array.from({ length: consistencies }, () =>
        [random.pick(checkpoints), random.pick(checkpoints)].sort((a, b) => a.size - b.size),
      ),
      async ([earlier, later]) => ({
        earlier: earlier!.note,
        proof: await text(gateway, `consistency?from=${earlier!.size}&to=${later!.size}`),
      }),
    )),
  );
  await gateway.close();

  const signer = new NoteSigner(gateway.config.audit.origin, Buffer.from(SIGNING_KEY, 'base64url'));
  const forged = Array.from({ length: forgeries }, () => forge(random.pick(lines), random));
  const ask = (given: readonly ProofLine[]): Record<string, number | string> =>
    Object.fromEntries(
      Object.entries(VERIFIERS).map(([name, verifier]) => {
        const verdicts = verifier(given, signer, folder);
        return [name, typeof verdicts === 'string' ? verdicts : verdicts.filter(Boolean).length];
      }),
    );
  const [verified, control] = [ask(lines), ask(forged)];
  const wanted: Readonly<Record<string, number>> = { sigstore: lines.length - consistencies };
  const isGood = (name: string): boolean =>
    typeof verified[name] === 'string' || (verified[name] === (wanted[name] ?? lines.length) && control[name] === 0);
  return {
    campaign: 'audit-proofs',
    seed,
    entries: leaves.length,
    checkpoints: checkpoints.length,
    verified,
    otherLeaves,
    control,
    passed: otherLeaves === 0 && Object.keys(VERIFIERS).every(isGood),
  };
}

/** The same proof with another bit in its leaf, its hashes, its root or its signature. */
function forge(line: ProofLine, random: Random): ProofLine {
  const flip = (proof: string): string => {
    const words = [...proof.matchAll(/(?<=extra |^)[A-Za-z0-9+/]{43,}={0,2}$|(?<=^\u2014 \S+ )\S+$/gm)];
    const { 0: word, index } = random.pick(words);
    const bytes = Buffer.from(word, 'base64');
    // After the key id of a signature: with another id it is an unknown key's signature, which is ignored.
    const at = 4 + random.below(bytes.length - 4);
    bytes[at] = bytes[at]! ^ (1 << random.below(8));
    return proof.slice(0, index) + bytes.toString('base64') + proof.slice(index + word.length);
  };
  return 'receipt' in line ? { ...line, receipt: flip(line.receipt) } : { ...line, proof: flip(line.proof) };
}

if (require.main === module)
  void asProgram((folder) =>
    proveAudit(
      numbersOf({ seed: 1, entries: 100_000, inclusions: 10_000, consistencies: 1000, forgeries: 200 }),
      folder,
    ),
  );
