/** A member of a statement's rows, as the statement declares it. */
interface Member {
  /** Its name in the rows. */
  readonly property: string;
  /** Its name in SQL, in quotes where it has upper-case letters. */
  readonly name: string;
  /** As in SQL: `text`, `uuid[]`. */
  readonly type: string;
  /** How a value is sent. */
  readonly sent: (value: unknown) => Sent;
}

type Sent = Buffer | string | null;
type Row = Readonly<Record<string, unknown>>;

/** How a statement names its rows: `$rows AS r(entry_id uuid, "dueAt" timestamptz)`. */
const DECLARATION = /\$rows AS (\w+)\(([^()]*)\)/g;
const MEMBER = /^("?)(\w+)\1 (.+)$/;
/** Object ids of the types of the elements that are sent (pg_type). */
const BYTEA = 17;
const TEXT = 25;
const HEADER_BYTES = 20;

/**
 * The rows of a statement as parameters: one array for each member, in PostgreSQL's binary format, so that nothing is
 * escaped or parsed. Elements are bytes (bytea) or texts, which PostgreSQL casts to the member's type. A single row
 * (`isOne`) has its values as parameters: without the arrays PostgreSQL needs three quarters of the time.
 */
export class RowParameters {
  private readonly members: readonly Member[];

  /** Throws an error when the SQL does not declare its rows. */
  constructor(private readonly sql: string) {
    const declared = [...sql.matchAll(DECLARATION)].flatMap(([, , list]) => membersIn(list!));
    if (declared.length === 0) throw new Error('a statement declares its rows: $rows AS r(member type, …)');
    this.members = [...new Map(declared.map((member) => [member.property, member])).values()];
  }

  /** How many parameters there are. */
  get count(): number {
    return this.members.length;
  }

  /** The SQL whose first parameter has this number. */
  sqlFrom(first: number, isOne = false): string {
    const numbers = new Map(this.members.map(({ property }, index) => [property, first + index]));
    return this.sql.replace(DECLARATION, (_declaration, alias: string, list: string) => {
      const members = membersIn(list);
      if (isOne) {
        const values = members.map(({ name, property, type }) => `$${numbers.get(property)}::${type} AS ${name}`);
        return `(SELECT ${values.join(', ')}) AS ${alias}`;
      }
      const columns = members.map(({ name, type }, at) => `m${at}${isText(type) ? '' : `::${type}`} AS ${name}`);
      const arrays = members.map(
        ({ property, type }) => `$${numbers.get(property)}::${isBytes(type) ? 'bytea' : 'text'}[]`,
      );
      const names = members.map((_member, at) => `m${at}`);
      return `(SELECT ${columns.join(', ')} FROM unnest(${arrays.join(', ')}) AS m(${names.join(', ')})) AS ${alias}`;
    });
  }

  /** The values of the parameters. A member that a row does not have is NULL. Throws a TypeError for other bytes. */
  valuesOf(rows: readonly object[], isOne = false): Sent[] {
    const given = rows as readonly Row[];
    return this.members.map((member) => (isOne ? member.sent(given[0]![member.property]) : arrayOf(member, given)));
  }
}

const membersIn = (list: string): Member[] =>
  list.split(',').map((member) => {
    const [, quote, property, type] = MEMBER.exec(member.trim())!;
    const sent = isBytes(type!) ? bytesOf : textIn(type!);
    return { property: property!, name: `${quote}${property}${quote}`, type: type!, sent };
  });

const isBytes = (type: string): boolean => type === 'bytea';
const isText = (type: string): boolean => isBytes(type) || type === 'text';

function bytesOf(value: unknown): Buffer | null {
  if (value === undefined || value === null) return null;
  if (!Buffer.isBuffer(value)) throw new TypeError('a member of type bytea is a Buffer');
  return value;
}

/** How PostgreSQL reads a value of the type. */
function textIn(type: string): (value: unknown) => string | null {
  const isJson = type === 'json' || type === 'jsonb';
  return (value) => {
    if (value === undefined || value === null) return null;
    if (isJson) return JSON.stringify(value);
    if (typeof value === 'string') return value;
    if (Array.isArray(value)) return `{${value.map(elementOf).join(',')}}`;
    return value instanceof Date ? value.toISOString() : String(value);
  };
}

/** An element of an array in PostgreSQL's text format (documentation, 8.15.2). */
const elementOf = (value: unknown): string => `"${String(value).replaceAll(/["\\]/g, '\\$&')}"`;

/** A member of all rows, as a one-dimensional array in PostgreSQL's binary format (array_recv in arrayfuncs.c). */
function arrayOf({ property, type, sent }: Member, rows: readonly Row[]): Buffer {
  let size = HEADER_BYTES;
  let hasNull = 0;
  const elements = rows.map((row) => {
    const element = sent(row[property]);
    size += 4 + (element === null ? 0 : Buffer.byteLength(element));
    if (element === null) hasNull = 1;
    return element;
  });
  const array = Buffer.allocUnsafe(size);
  array.writeInt32BE(1, 0);
  array.writeInt32BE(hasNull, 4);
  array.writeInt32BE(isBytes(type) ? BYTEA : TEXT, 8);
  array.writeInt32BE(elements.length, 12);
  array.writeInt32BE(1, 16);
  let at = HEADER_BYTES;
  for (const element of elements) {
    const begin = at + 4;
    const length = element === null ? 0 : putInto(array, element, begin);
    array.writeInt32BE(element === null ? -1 : length, at);
    at = begin + length;
  }
  return array;
}

/** Returns how many bytes were written. */
const putInto = (array: Buffer, element: Buffer | string, at: number): number =>
  typeof element === 'string' ? array.write(element, at, 'utf8') : element.copy(array, at);
