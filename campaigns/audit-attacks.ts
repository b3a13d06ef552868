import { Client } from 'pg';
import { createTestDatabase } from '../test/support/database';
import { Random } from '../test/support/random';
import { ATTACKS, type Attack, HARMLESS, ONLY_OUTSIDE, type Scene } from './audit-attack-kinds';
import { growLog, verdict } from './audit-log';
import { asProgram, numbersOf } from './world';

export interface AttackOptions {
  readonly seed: number;
  readonly attacks: number;
  readonly entries: number;
}

export interface AttackResult {
  readonly campaign: 'audit-attacks';
  readonly seed: number;
  readonly entries: number;
  readonly attacks: number;
  readonly detected: number;
  /** Attacks whose first wrong leaf is known beforehand and was named exactly. */
  readonly named: number;
  readonly missed: readonly string[];
  /** Attacks by kind. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly control: {
    /** Without an attack, nothing was found. */
    readonly untouched: boolean;
    /** Changes without effect that were reported as attacks. */
    readonly harmlessTakenForAttacks: number;
    /**
     * Attacks that only the checkpoint file shows, verified without the file: none may be found, or the campaign would
     * prove nothing.
     */
    readonly seenWithoutFile: number;
  };
  readonly passed: boolean;
}

/**
 * A superuser with all triggers disabled changes a sealed log. Each attack is verified in its own transaction, and
 * rolled back.
 */
export async function attackAudit({ seed, attacks, entries }: AttackOptions, folder: string): Promise<AttackResult> {
  const database = await createTestDatabase();
  const file = await growLog(database, folder, entries, 5);
  const client = new Client({ connectionString: database.url });
  client.on('error', () => undefined);
  await client.connect();
  const random = new Random(seed);
  const untouched = await verdict(client, file);
  const sizes = (
    await client.query<{ size: number }>(
      'SELECT tree_size::float8 AS size FROM portico.audit_checkpoints ORDER BY tree_size',
    )
  ).rows.map(({ size }) => size);
  const scene: Scene = { client, random, size: entries, sizes };
  const attempt = async (
    attack: Attack,
    outside: string | null,
  ): Promise<{ found: unknown; expected: RegExp | null }> => {
    await client.query("BEGIN; SET LOCAL session_replication_role = 'replica'");
    try {
      const expected = await attack(scene);
      return { found: await verdict(client, outside, true), expected };
    } finally {
      await client.query('ROLLBACK');
    }
  };

  const kinds: Record<string, number> = {};
  const missed: string[] = [];
  let named = 0;
  const names = Object.keys(ATTACKS);
  for (let at = 0; at < attacks; at += 1) {
    const kind = at < names.length ? names[at]! : random.pick(names);
    const { found, expected } = await attempt(ATTACKS[kind]!, file);
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    if (typeof found !== 'string') missed.push(`${at}: ${kind}`);
    else if (expected && !expected.test(found))
      missed.push(`${at}: ${kind} was named «${found}», not ${String(expected)}`);
    else if (expected) named += 1;
  }
  let [harmlessTakenForAttacks, seenWithoutFile] = [0, 0];
  for (const change of Object.values(HARMLESS))
    if (typeof (await attempt(change, file)).found === 'string') harmlessTakenForAttacks += 1;
  for (const kind of ONLY_OUTSIDE)
    if (typeof (await attempt(ATTACKS[kind]!, null)).found === 'string') seenWithoutFile += 1;
  const isUntouched =
    typeof untouched !== 'string' && JSON.stringify(await verdict(client, file)) === JSON.stringify(untouched);
  await client.end();
  await database.drop();
  const passed = missed.length === 0 && isUntouched && harmlessTakenForAttacks === 0 && seenWithoutFile === 0;
  return {
    campaign: 'audit-attacks',
    seed,
    entries,
    attacks,
    detected: attacks - missed.length,
    named,
    missed,
    kinds,
    control: { untouched: isUntouched, harmlessTakenForAttacks, seenWithoutFile },
    passed,
  };
}

if (require.main === module)
  void asProgram((folder) => attackAudit(numbersOf({ seed: 1, attacks: 1000, entries: 2500 }), folder));
