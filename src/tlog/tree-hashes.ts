import { STORED_EVERY } from './frontier';
import { completeSubtrees, HASH_BYTES, hashesIn, nodeHash, rootOf, type Span } from './merkle';

/** A pool, or one connection. */
export interface Queryable {
  query<Row extends object>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

/** Reads runs of stored hashes (height 0: leaves). LIMIT keeps each a short index scan, whatever the statistics are. */
const READ = `
  SELECT found.hashes, found.last
  FROM unnest($1::smallint[], $2::bigint[], $3::integer[]) WITH ORDINALITY AS r(height, first, width, n)
  CROSS JOIN LATERAL (
    SELECT string_agg(h.hash, ''::bytea ORDER BY h.at) AS hashes, max(h.at) AS last
    FROM (
      (SELECT s.leaf_hash AS hash, s.leaf_index AS at FROM portico.audit_sequence AS s WHERE r.height = 0
        AND s.leaf_index >= r.first ORDER BY s.leaf_index LIMIT r.width)
      UNION ALL
      (SELECT t.hash, t.position FROM portico.audit_subtrees AS t WHERE r.height > 0 AND t.height = r.height
        AND t.position >= r.first ORDER BY t.position LIMIT r.width)
    ) AS h
  ) AS found
  ORDER BY r.n`;

/** The hashes of each span's complete subtrees. Heights that are not stored are computed from at most 128 hashes. */
async function subtreesOf(database: Queryable, spans: readonly Span[]): Promise<Buffer[][]> {
  const wanted = spans.map((span) => completeSubtrees(span));
  const runs = wanted.flat().map(({ height, position }) => {
    const width = 2 ** (height % STORED_EVERY);
    return { height: height - (height % STORED_EVERY), first: position * width, width };
  });
  const columns = [runs.map(({ height }) => height), runs.map(({ first }) => first), runs.map(({ width }) => width)];
  const { rows } =
    runs.length === 0
      ? { rows: [] }
      : await database.query<{ hashes: Buffer | null; last: string | null }>(READ, columns);
  const hashes = rows.map((row, at) => {
    const { first, width } = runs[at]!;
    if (row.hashes?.length !== width * HASH_BYTES || Number(row.last) !== first + width - 1)
      throw new Error('the stored tree lacks hashes');
    return completeRoot(row.hashes);
  });
  return wanted.map(({ length }) => hashes.splice(0, length));
}

/** The root over adjacent hashes, whose number is a power of two. */
function completeRoot(row: Buffer): Buffer {
  let level = hashesIn(row);
  while (level.length > 1) level = level.flatMap((hash, at) => (at % 2 === 0 ? [nodeHash(hash, level[at + 1]!)] : []));
  return level[0]!;
}

/** The hashes over the spans, read in one query: a few hundred rows for any proof in a tree of any size. */
export async function hashesOf(database: Queryable, spans: readonly Span[]): Promise<Buffer[]> {
  return (await subtreesOf(database, spans)).map(rootOf);
}

/** The complete subtrees of the tree of `size` leaves, left to right. */
export async function edgeOf(database: Queryable, size: number): Promise<Buffer[]> {
  return (await subtreesOf(database, [{ from: 0, to: size }]))[0]!;
}
