/** A migration as the rules of docs/upgrades.md judge it. */
export interface JudgedMigration {
  /** Texts as they were sent, each with one statement or several. */
  readonly texts: readonly string[];
  /** Tables of the schema that were there before, without the schema's name. */
  readonly existing: ReadonlySet<string>;
  /** Whether all of it is one transaction, whose locks last until its end. */
  readonly isTransaction: boolean;
}

/** Tables whose number of rows does not grow with requests: reading or writing all of one is quick. */
const SMALL = new Set([
  'audit_logs',
  'audit_retention',
  'audit_samples',
  'consumers',
  'data_key_check',
  'migrations',
  'poll_repair_totals',
  'sealing_state',
  'vendor_pauses',
]);

/** A default that PostgreSQL keeps beside the table: a constant, or the time of the statement. */
const CONSTANT =
  /^(?:NULL|TRUE|FALSE|-?[\d.]+|''(?:::[\w.[\] ]+)?|ARRAY\[\]::[\w.[\] ]+|now\(\)|CURRENT_TIMESTAMP)(?=\s|$)/i;

/** A sentence for each statement that rewrites a table, holds a lock for long, or breaks the version before. */
export function onlineProblems({ texts, existing, isTransaction }: JudgedMigration): string[] {
  const statements = texts.flatMap(statementsOf);
  const isLocking = statements.some((one) => {
    const table = LOCKING.exec(one)
      ?.slice(1)
      .find((name) => name !== undefined);
    return table !== undefined && existing.has(table);
  });
  return statements.flatMap((statement) => {
    const says = (problem: string | null): string[] => (problem === null ? [] : [`${problem}: ${statement}`]);
    return [
      ...says(indexProblem(statement, existing)),
      ...tableProblems(statement, existing, isTransaction).flatMap(says),
      ...says(rowsProblem(statement, existing, isLocking)),
      ...says(otherProblem(statement, existing)),
    ];
  });
}

/** Single statements, with one space for white space and '' for every text; also those of the body of a DO block. */
export function statementsOf(text: string): string[] {
  const bodies: string[] = [];
  const plain = text
    .replaceAll(/--.*$|\/\*[\s\S]*?\*\//gm, ' ')
    .replaceAll(/\$(\w*)\$([\s\S]*?)\$\1\$/g, (_, _tag, body: string) => {
      bodies.push(body);
      return '$$';
    })
    .replaceAll(/'(?:[^']|'')*'/g, "''");
  const found = plain
    .split(';')
    .map((one) => one.replaceAll(/\s+/g, ' ').trim())
    .filter((one) => one !== '');
  return found.flatMap((one) =>
    /^DO /i.test(one)
      ? statementsOf(bodies.shift() ?? '').map((inner) => inner.replace(/^(?:.*\b(?:BEGIN|THEN|LOOP|ELSE) )/i, ''))
      : [one],
  );
}

const NAME = String.raw`(?:portico\.)?"?(\w+)"?`;
const INDEX = new RegExp(
  String.raw`^CREATE (?:UNIQUE )?INDEX (CONCURRENTLY )?(?:IF NOT EXISTS )?(?:\w+ )?ON (ONLY )?${NAME}`,
  'i',
);
const ALTER = new RegExp(String.raw`^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?${NAME} (.*)$`, 'i');
const CHANGE = new RegExp(String.raw`^(?:WITH .*? )?(?:UPDATE (?:ONLY )?${NAME}|DELETE FROM (?:ONLY )?${NAME})\b`, 'i');
const COPY = new RegExp(String.raw`^INSERT INTO ${NAME}.*? FROM (?:ONLY )?${NAME}`, 'i');
const LOCKING = new RegExp(
  [
    String.raw`^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?${NAME}`,
    String.raw`^CREATE (?:OR REPLACE )?TRIGGER .*? ON ${NAME}`,
    String.raw`^(?:UPDATE|DELETE FROM) (?:ONLY )?${NAME}`,
  ].join('|'),
  'i',
);

function indexProblem(statement: string, existing: ReadonlySet<string>): string | null {
  const [whole, concurrently, only, table] = INDEX.exec(statement) ?? [];
  return whole && !concurrently && !only && existing.has(table!) && !SMALL.has(table!)
    ? 'no write of the table until the index is there; use createIndexConcurrently'
    : null;
}

function tableProblems(statement: string, existing: ReadonlySet<string>, isTransaction: boolean): (string | null)[] {
  const [, table, actions = ''] = ALTER.exec(statement) ?? [];
  if (!table || !existing.has(table)) return [];
  return splitAtCommas(actions).map((action) => actionProblem(action, isTransaction, SMALL.has(table)));
}

/** The members of a list, also when they have commas in brackets. */
function splitAtCommas(list: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of list) {
    depth += letter === '(' || letter === '[' ? 1 : letter === ')' || letter === ']' ? -1 : 0;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim());
}

function actionProblem(action: string, isTransaction: boolean, isSmall: boolean): string | null {
  if (/^DROP (?!CONSTRAINT|EXPRESSION|IDENTITY)/i.test(action) || /^RENAME\b/i.test(action))
    return 'the version before may use it; remove it one version later';
  if (isSmall) return null;
  if (/^ALTER (?:COLUMN )?\w+ (?:SET DATA )?TYPE\b/i.test(action)) return 'rewrites the table';
  if (/^SET (?:LOGGED|UNLOGGED|TABLESPACE|ACCESS METHOD)\b/i.test(action)) return 'rewrites the table';
  if (/^ALTER (?:COLUMN )?\w+ SET NOT NULL\b/i.test(action))
    return 'reads the table under an exclusive lock; use a CHECK that is NOT VALID, and validate it';
  if (/^VALIDATE CONSTRAINT\b/i.test(action))
    return isTransaction ? 'reads the table under the locks of the transaction; use `transaction = false`' : null;
  if (/^ADD (?:CONSTRAINT \w+ )?(?:CHECK|FOREIGN KEY)\b/i.test(action))
    return /NOT VALID$/i.test(action) ? null : 'reads the table under an exclusive lock; add it NOT VALID';
  if (/^ADD (?:CONSTRAINT \w+ )?(?:UNIQUE|PRIMARY KEY|EXCLUDE)\b/i.test(action))
    return /USING INDEX/i.test(action) ? null : 'makes an index under an exclusive lock; add it USING INDEX';
  return /^ADD\b/i.test(action) ? columnProblem(action) : null;
}

function columnProblem(action: string): string | null {
  const [, fallback] = /\bDEFAULT (.*)$/i.exec(action) ?? [];
  if (/\b(?:GENERATED|(?:small|big)?serial\d?)\b/i.test(action)) return 'rewrites the table';
  if (/\b(?:REFERENCES|UNIQUE|PRIMARY KEY|CHECK)\b/i.test(action))
    return 'checks the column of each row under an exclusive lock; add the constraint NOT VALID';
  if (fallback !== undefined && !CONSTANT.test(fallback)) return 'rewrites the table, for its default is no constant';
  if (fallback === undefined && /\bNOT NULL\b/i.test(action))
    return 'fails where there are rows, and for the version before';
  return null;
}

/** What is copied into a new table may take long, if no request waits for a lock that the transaction has. */
function rowsProblem(statement: string, existing: ReadonlySet<string>, isLocking: boolean): string | null {
  const [, updated, deleted] = CHANGE.exec(statement) ?? [];
  const [, into, read] = COPY.exec(statement) ?? [];
  const isHarmless = into !== undefined && !existing.has(into) && !isLocking;
  const table = updated ?? deleted ?? (isHarmless ? undefined : read);
  return table && existing.has(table) && !SMALL.has(table)
    ? 'as many rows as there are in one transaction; fill them in batches, outside of the migration'
    : null;
}

function otherProblem(statement: string, existing: ReadonlySet<string>): string | null {
  if (/^(?:CLUSTER|TRUNCATE|LOCK|VACUUM \(?FULL|REINDEX (?!.*CONCURRENTLY))/i.test(statement))
    return 'no request can use the table meanwhile';
  const [, table] = new RegExp(String.raw`^DROP TABLE (?:IF EXISTS )?${NAME}`, 'i').exec(statement) ?? [];
  if ((table && existing.has(table)) || /^DROP (?:FUNCTION|VIEW|TYPE|ROLE|SEQUENCE)\b/i.test(statement))
    return 'the version before may use it; remove it one version later';
  return null;
}
