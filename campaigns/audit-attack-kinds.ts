import type { Client } from 'pg';
import type { Json } from '../src/audit/canonical-json';
import { type Leaf, leafBytes } from '../src/audit/leaf';
import { checkpointText } from '../src/tlog/checkpoint/checkpoint';
import { Frontier, type StoredSubtree } from '../src/tlog/frontier';
import { leafHash } from '../src/tlog/merkle';
import { NoteSigner } from '../src/tlog/checkpoint/signed-note';
import { newLeaf } from '../test/support/leaves';
import { ORIGIN, SEED } from '../test/support/log';
import type { Random } from '../test/support/random';

/** A sealed log of `size` leaves, in a transaction with all triggers off; `sizes` were signed. */
export interface Scene {
  readonly client: Client;
  readonly random: Random;
  readonly size: number;
  readonly sizes: readonly number[];
}

/** Changes the log. Returns the first error that the verifier must report, where that is known beforehand. */
export type Attack = (scene: Scene) => Promise<RegExp | null>;

const run = (scene: Scene, text: string, values: unknown[] = []): Promise<unknown> => scene.client.query(text, values);
const anyLeaf = ({ random, size }: Scene): number => random.below(size);
const OF = 'entry_id = (SELECT s.entry_id FROM portico.audit_sequence AS s WHERE s.leaf_index = $1)';
const says = (index: number): RegExp => new RegExp(`^leaf ${index}\\b`);

/** Statements with $1, a leaf index, that make exactly this leaf wrong. */
const ONE_LEAF: Record<string, string | ((scene: Scene) => string)> = {
  'a byte of the leaf': ({ random }) => {
    const byte = random.below(300);
    return `UPDATE portico.audit_entries SET leaf = set_byte(leaf, ${byte}, (get_byte(leaf,
      ${byte}) + ${1 + random.below(255)}) % 256) WHERE ${OF}`;
  },
  'a bit of the leaf': ({ random }) => {
    const bit = random.below(2400);
    return `UPDATE portico.audit_entries SET leaf = set_bit(leaf, ${bit}, 1 - get_bit(leaf, ${bit})) WHERE ${OF}`;
  },
  'the end of the leaf': `UPDATE portico.audit_entries SET leaf = substring(leaf FROM 1 FOR length(leaf) - 1)
    WHERE ${OF}`,
  'the time': `UPDATE portico.audit_entries SET occurred_at = occurred_at + interval '1 microsecond' WHERE ${OF}`,
  'the request': `UPDATE portico.audit_entries SET request_id = gen_random_uuid() WHERE ${OF}`,
  'the consumer': `UPDATE portico.audit_entries SET consumer = 'other-consumer' WHERE ${OF}`,
  'no consumer': `UPDATE portico.audit_entries SET consumer = NULL WHERE ${OF}`,
  'the actor': `UPDATE portico.audit_entries SET actor = 'portico' WHERE ${OF}`,
  'the action': `UPDATE portico.audit_entries SET action = 'onboarding.return' WHERE ${OF}`,
  'the subject': `UPDATE portico.audit_entries SET subject = subject || ' ' WHERE ${OF}`,
  'the phase and the result': `UPDATE portico.audit_entries SET phase = 'OUTCOME', result = 'SUCCEEDED' WHERE ${OF}`,
  'the intent': `UPDATE portico.audit_entries SET intent_id = gen_random_uuid() WHERE ${OF}`,
  'the vendor': `UPDATE portico.audit_entries SET vendor = 'finpro' WHERE ${OF}`,
  "the vendor's request": `UPDATE portico.audit_entries SET vendor_request_id = '' WHERE ${OF}`,
  'a member of the detail': `UPDATE portico.audit_entries SET detail = jsonb_set(detail, '{customer_id}', '"0b9f2c5f"')
    WHERE ${OF}`,
  'a number in the detail, at its twentieth digit': `UPDATE portico.audit_entries SET detail = jsonb_set(detail,
    '{nested,b,1}', '2.5000000000000000001') WHERE ${OF}`,
  'a member more in the detail': `UPDATE portico.audit_entries SET detail = detail || '{"more":null}' WHERE ${OF}`,
  'the hash in the tree': ({ random }) => {
    const bit = random.below(256);
    return `UPDATE portico.audit_sequence SET leaf_hash = set_bit(leaf_hash, ${bit}, 1 - get_bit(leaf_hash, ${bit}))
      WHERE leaf_index = $1`;
  },
  'a deleted entry': `DELETE FROM portico.audit_entries WHERE ${OF}`,
  'a deleted position': 'DELETE FROM portico.audit_sequence WHERE leaf_index = $1',
};

const oneLeaf =
  (statement: string | ((scene: Scene) => string)): Attack =>
  async (scene) => {
    const index = anyLeaf(scene);
    const text = typeof statement === 'string' ? statement : statement(scene);
    await run(scene, text, [index]);
    return says(index);
  };

/** Every leaf in order, as an attacker reads them. */
async function leavesOf({ client }: Scene): Promise<Leaf[]> {
  const { rows } = await client.query<{ leaf: Buffer }>(
    'SELECT e.leaf FROM portico.audit_sequence AS s JOIN portico.audit_entries AS e ON e.entry_id = s.entry_id ' +
      'ORDER BY s.leaf_index',
  );
  return rows.map(({ leaf }) => JSON.parse(leaf.subarray(leaf.indexOf('\n') + 1).toString()) as Leaf);
}

/** Rewrites the entry, leaf and columns alike. */
async function rewrite(scene: Scene, leaf: Leaf): Promise<void> {
  await run(
    scene,
    'UPDATE portico.audit_entries SET consumer = $2, result = $3, phase = $4, detail = $5, leaf = $6 WHERE ' +
      'entry_id = $1',
    [leaf.entry_id, leaf.consumer, leaf.result, leaf.phase, leaf.detail, leafBytes(leaf)],
  );
}

/** Rebuilds the whole tree over these leaves, signed at the old sizes. */
async function rebuild(scene: Scene, leaves: readonly Leaf[], seed: Buffer): Promise<void> {
  const signer = new NoteSigner(ORIGIN, seed);
  const frontier = new Frontier(0, []);
  const subtrees: StoredSubtree[] = [];
  const sizes = new Set([...scene.sizes.filter((size) => size < leaves.length), leaves.length]);
  await run(scene, 'DELETE FROM portico.audit_sequence');
  await run(scene, 'DELETE FROM portico.audit_subtrees');
  await run(scene, 'DELETE FROM portico.audit_checkpoints');
  for (const leaf of leaves) {
    subtrees.push(...frontier.append(leafHash(leafBytes(leaf))));
    const { size, root } = frontier;
    if (sizes.has(size))
      await run(scene, 'INSERT INTO portico.audit_checkpoints VALUES ($1, $2, $3, now())', [
        size,
        root,
        signer.sign(checkpointText({ origin: ORIGIN, size, root })),
      ]);
  }
  await run(
    scene,
    'INSERT INTO portico.audit_sequence SELECT n - 1, e, h FROM unnest($1::uuid[], $2::bytea[]) WITH ORDINALITY ' +
      'AS u(e, h, n)',
    [leaves.map(({ entry_id }) => entry_id), leaves.map((leaf) => leafHash(leafBytes(leaf)))],
  );
  for (const { height, position, hash } of subtrees)
    await run(scene, 'INSERT INTO portico.audit_subtrees VALUES ($1, $2, $3)', [height, position, hash]);
}

const changed = (leaf: Leaf): Leaf => ({
  ...leaf,
  consumer: 'other-consumer',
  detail: { ...(leaf.detail as Record<string, Json>), customer_id: 'another' },
});

async function rebuiltWithOneChange(scene: Scene, seed: Buffer): Promise<void> {
  const leaves = await leavesOf(scene);
  const index = anyLeaf(scene);
  leaves[index] = changed(leaves[index]!);
  await rewrite(scene, leaves[index]);
  await rebuild(scene, leaves, seed);
}

async function cutOff(scene: Scene): Promise<void> {
  const size = scene.random.pick(scene.sizes.slice(0, -1));
  await run(
    scene,
    'DELETE FROM portico.audit_entries WHERE entry_id IN (SELECT s.entry_id FROM portico.audit_sequence AS s ' +
      'WHERE s.leaf_index >= $1)',
    [size],
  );
  await run(scene, 'DELETE FROM portico.audit_sequence WHERE leaf_index >= $1', [size]);
  await run(scene, 'DELETE FROM portico.audit_subtrees WHERE (position + 1) * 2 ^ height > $1', [size]);
  await run(scene, 'DELETE FROM portico.audit_checkpoints WHERE tree_size > $1', [size]);
  await run(scene, 'DELETE FROM portico.audit_unsequenced');
  await run(
    scene,
    'DELETE FROM portico.audit_entries AS e WHERE NOT EXISTS (SELECT FROM portico.audit_sequence AS s WHERE ' +
      's.entry_id = e.entry_id)',
  );
}

const insertEntry = (scene: Scene, leaf: Leaf): Promise<unknown> =>
  run(
    scene,
    'INSERT INTO portico.audit_entries (entry_id, occurred_at, request_id, consumer, actor, action, subject, ' +
      'phase, vendor, detail, leaf) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
    [
      leaf.entry_id,
      leaf.occurred_at,
      leaf.request_id,
      leaf.consumer,
      leaf.actor,
      leaf.action,
      leaf.subject,
      leaf.phase,
      leaf.vendor,
      leaf.detail,
      leafBytes(leaf),
    ],
  );

/** Moves leaves from an index on by `by`, without violating the primary key. */
async function shift(scene: Scene, from: number, by: number): Promise<void> {
  await run(scene, 'UPDATE portico.audit_sequence SET leaf_index = -leaf_index - 1000000 WHERE leaf_index >= $1', [
    from,
  ]);
  await run(
    scene,
    'UPDATE portico.audit_sequence SET leaf_index = -(leaf_index + 1000000) + $1::bigint WHERE leaf_index <= -1000000',
    [by],
  );
}

const whole =
  (attack: (scene: Scene) => Promise<unknown>, message: RegExp | null = null): Attack =>
  async (scene) => {
    await attack(scene);
    return message;
  };
const statement = (text: string, message: RegExp | null = null): Attack => whole((scene) => run(scene, text), message);
const anyCheckpoint =
  'tree_size = (SELECT k.tree_size FROM portico.audit_checkpoints AS k ORDER BY md5(k.note) LIMIT 1)';

export const ATTACKS: Readonly<Record<string, Attack>> = {
  ...Object.fromEntries(Object.entries(ONE_LEAF).map(([kind, text]) => [kind, oneLeaf(text)])),
  'an entry rewritten in leaf, columns and tree': async (scene) => {
    const index = anyLeaf(scene);
    const leaf = changed((await leavesOf(scene))[index]!);
    await rewrite(scene, leaf);
    await run(scene, 'UPDATE portico.audit_sequence SET leaf_hash = $2 WHERE leaf_index = $1', [
      index,
      leafHash(leafBytes(leaf)),
    ]);
    return null;
  },
  'an entry rewritten, and the hash of all that follows left': async (scene) => {
    const index = anyLeaf(scene);
    await rewrite(scene, changed((await leavesOf(scene))[index]!));
    return says(index);
  },
  'two entries with exchanged positions': whole(async (scene) => {
    const [a, b] = [anyLeaf(scene), scene.random.below(scene.size - 1)];
    const other = b >= a ? b + 1 : b;
    await run(
      scene,
      'UPDATE portico.audit_sequence SET leaf_index = CASE leaf_index WHEN $1::bigint THEN -1 ELSE -2 END WHERE ' +
        'leaf_index IN ($1, $2)',
      [a, other],
    );
    await run(
      scene,
      'UPDATE portico.audit_sequence SET leaf_index = CASE leaf_index WHEN -1 THEN $2::bigint ELSE $1::bigint ' +
        'END WHERE leaf_index < 0',
      [a, other],
    );
  }),
  'two entries with each other’s leaves': async (scene) => {
    const [a, b] = [scene.random.below(scene.size - 1), scene.size - 1];
    await run(
      scene,
      `UPDATE portico.audit_entries AS e SET leaf = o.leaf FROM (SELECT x.entry_id, y.leaf
        FROM portico.audit_sequence AS s JOIN portico.audit_entries AS x ON x.entry_id = s.entry_id,
      portico.audit_sequence AS t JOIN portico.audit_entries AS y ON y.entry_id = t.entry_id WHERE (s.leaf_index,
        t.leaf_index) IN (($1, $2), ($2, $1))) AS o WHERE o.entry_id = e.entry_id`,
      [a, b],
    );
    return says(a);
  },
  'an entry taken out, and the others moved up': async (scene) => {
    const index = anyLeaf(scene);
    await run(scene, `DELETE FROM portico.audit_entries WHERE ${OF}`, [index]);
    await run(scene, 'DELETE FROM portico.audit_sequence WHERE leaf_index = $1', [index]);
    await shift(scene, index, -1);
    return null;
  },
  'an entry put between others': async (scene) => {
    const index = anyLeaf(scene);
    const leaf = newLeaf();
    await shift(scene, index, 1);
    await insertEntry(scene, leaf);
    await run(scene, 'INSERT INTO portico.audit_sequence VALUES ($1, $2, $3)', [
      index,
      leaf.entry_id,
      leafHash(leafBytes(leaf)),
    ]);
    return null;
  },
  'an entry put at the end, unsigned': async (scene) => {
    const leaf = newLeaf();
    await insertEntry(scene, leaf);
    await run(scene, 'INSERT INTO portico.audit_sequence VALUES ($1, $2, $3)', [
      scene.size,
      leaf.entry_id,
      leafHash(leafBytes(leaf)),
    ]);
    return new RegExp(`^leaf ${scene.size}: no checkpoint covers it`);
  },
  'an entry outside the log': whole((scene) => insertEntry(scene, newLeaf()), /^entry \S+ is outside the log/),
  'a position twice': whole((scene) =>
    run(scene, 'UPDATE portico.audit_sequence SET leaf_index = leaf_index + 100000 WHERE leaf_index = $1', [
      anyLeaf(scene),
    ]),
  ),
  'all entries gone': statement('TRUNCATE portico.audit_entries', /^leaf 0 .*missing/),
  'everything gone': statement(
    'TRUNCATE portico.audit_entries, portico.audit_sequence, portico.audit_subtrees, portico.audit_checkpoints, ' +
      'portico.audit_unsequenced',
    /outside.* only 0 are stored/,
  ),
  'the root of a checkpoint': statement(
    `UPDATE portico.audit_checkpoints SET root_hash = set_bit(root_hash, 7, 1 - get_bit(root_hash, 7))
      WHERE ${anyCheckpoint}`,
    /^the checkpoint over \d+ leaves/,
  ),
  'the size of a checkpoint': statement(
    `UPDATE portico.audit_checkpoints SET tree_size = tree_size + 100000 WHERE ${anyCheckpoint}`,
  ),
  'the signature of a checkpoint': statement(
    `UPDATE portico.audit_checkpoints SET note = overlay(note placing 'AAAA' FROM length(note) - 20)
      WHERE ${anyCheckpoint}`,
    /^the checkpoint over \d+ leaves: the signature/,
  ),
  'a checkpoint signed by another key': whole(async (scene) => {
    const { rows } = await scene.client.query<{ size: number; root: Buffer }>(
      `SELECT tree_size::float8 AS size, root_hash AS root FROM portico.audit_checkpoints WHERE ${anyCheckpoint}`,
    );
    const { size, root } = rows[0]!;
    await run(scene, 'UPDATE portico.audit_checkpoints SET note = $2 WHERE tree_size = $1', [
      size,
      new NoteSigner(ORIGIN, Buffer.alloc(32, 0x44)).sign(checkpointText({ origin: ORIGIN, size, root })),
    ]);
  }, /no trusted key signed it/),
  'the last checkpoint gone': statement(
    'DELETE FROM portico.audit_checkpoints WHERE tree_size = (SELECT max(k.tree_size) FROM ' +
      'portico.audit_checkpoints AS k)',
    /^leaf \d+: no checkpoint covers it/,
  ),
  'a stored subtree': statement(
    'UPDATE portico.audit_subtrees SET hash = set_bit(hash, 3, 1 - get_bit(hash, 3)) WHERE position = (SELECT ' +
      't.position FROM portico.audit_subtrees AS t ORDER BY md5(t.hash::text) LIMIT 1)',
    /^the stored subtree of height 8/,
  ),
  'a stored subtree gone': statement(
    'DELETE FROM portico.audit_subtrees WHERE position = 1',
    /^the stored subtree of height 8 at 1/,
  ),
  'a stored subtree more': statement(
    "INSERT INTO portico.audit_subtrees VALUES (16, 0, sha256(''))",
    /subtrees are stored/,
  ),
  'a waiting entry changed': statement(
    "UPDATE portico.audit_entries AS e SET consumer = 'other-consumer' WHERE NOT EXISTS (SELECT FROM " +
      'portico.audit_sequence AS s WHERE s.entry_id = e.entry_id)',
    /waits for its position/,
  ),
  'a waiting entry gone': statement(
    'DELETE FROM portico.audit_entries AS e WHERE NOT EXISTS (SELECT FROM portico.audit_sequence AS s WHERE ' +
      's.entry_id = e.entry_id)',
    /waits for a position in the tree, and is missing/,
  ),
  'the queue gone': statement('DELETE FROM portico.audit_unsequenced', /is outside the log/),
  'a hash in the queue': statement(
    "UPDATE portico.audit_unsequenced SET leaf_hashes[1] = sha256('')",
    /another hash than the one that waits/,
  ),
  'a month said to be dropped': whole(async (scene) => {
    await run(
      scene,
      "INSERT INTO portico.audit_dropped_months VALUES (date_trunc('month', now()), $1, now(), 'postgres')",
      [scene.size],
    );
    await run(scene, 'DELETE FROM portico.audit_entries');
  }, /was dropped before any entry may be/),
  'a month said to be dropped long after its time': whole(async (scene) => {
    await run(
      scene,
      "INSERT INTO portico.audit_dropped_months VALUES (date_trunc('month', now()), $1, now() + interval '20 " +
        "years', 'postgres')",
      [scene.size],
    );
    await run(
      scene,
      'DELETE FROM portico.audit_entries AS e USING portico.audit_sequence AS s WHERE s.entry_id = e.entry_id',
    );
  }, /was dropped before any entry may be/),
  'the end cut off, all of it': whole(cutOff, /outside.*the end of the log was cut off/),
  'everything written anew, with another key': whole(
    (scene) => rebuiltWithOneChange(scene, Buffer.alloc(32, 0x44)),
    /no trusted key signed it/,
  ),
  'everything written anew, with the real key': whole(
    (scene) => rebuiltWithOneChange(scene, SEED),
    /outside.*the log was written anew/,
  ),
  'everything written anew without one entry, with the real key': whole(async (scene) => {
    const leaves = await leavesOf(scene);
    const [gone] = leaves.splice(anyLeaf(scene), 1);
    await run(scene, 'DELETE FROM portico.audit_entries WHERE entry_id = $1', [gone!.entry_id]);
    await rebuild(scene, leaves, SEED);
  }, /outside/),
};

/** Attacks that only the checkpoint file outside the database shows. */
export const ONLY_OUTSIDE = [
  'the end cut off, all of it',
  'everything written anew, with the real key',
  'everything written anew without one entry, with the real key',
  'everything gone',
] as const;

/** Changes that change nothing. */
export const HARMLESS: Readonly<Record<string, Attack>> = {
  nothing: whole(async () => undefined),
  'a row written as it is': statement('UPDATE portico.audit_entries SET leaf = leaf'),
  'a detail with its members in another order, and a number spelt otherwise': statement(
    'UPDATE portico.audit_entries SET detail = (SELECT jsonb_object_agg(key, value ORDER BY key DESC) FROM ' +
      'jsonb_each(detail)) || \'{"nested": {"a": "Zoë 😀", "b": [1.0, 2.50, null]}}\'',
  ),
  'everything written anew as it was, with the real key': whole(async (scene) =>
    rebuild(scene, await leavesOf(scene), SEED),
  ),
};
