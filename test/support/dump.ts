import type { TestDatabase } from './database';

interface Column {
  readonly table_name: string;
  readonly column_name: string;
  readonly data_type: string;
}

/**
 * The content of a dump of the gateway's schema, column by column: texts, JSON and arrays unchanged, bytes as text and
 * as hexadecimal.
 */
export async function dumpOf(database: TestDatabase): Promise<{ column: string; text: string }[]> {
  const columns = await database.query<Column>(
    "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'portico' " +
      'ORDER BY 1, 2',
  );
  const dump: { column: string; text: string }[] = [];
  for (const table of new Set(columns.map(({ table_name: name }) => name))) {
    const own = columns.filter(({ table_name: name }) => name === table);
    const texts = own.map(({ column_name: column, data_type: type }) => {
      const text =
        type === 'bytea' ? `encode("${column}", 'escape') || ' ' || encode("${column}", 'hex')` : `"${column}"::text`;
      return `string_agg(${text}, E'\\n') AS "${column}"`;
    });
    const [row] = await database.query<Record<string, string | null>>(
      `SELECT ${texts.join(', ')} FROM portico."${table}"`,
    );
    dump.push(...own.map(({ column_name: column }) => ({ column: `${table}.${column}`, text: row?.[column] ?? '' })));
  }
  return dump;
}

/** The columns of the dump that contain one of the words, in clear, in hexadecimal or in base64. */
export function columnsWith(dump: readonly { column: string; text: string }[], words: readonly string[]): string[] {
  const spellings = words.flatMap((word) => [
    word,
    Buffer.from(word).toString('hex'),
    Buffer.from(word).toString('base64').replace(/=+$/, ''),
  ]);
  return dump.filter(({ text }) => spellings.some((spelling) => text.includes(spelling))).map(({ column }) => column);
}
