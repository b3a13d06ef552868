import { Statement } from '../write';
import { columnsOf, type EntityClass, recordsOf, tableOf } from './columns';

/** What an INSERT takes from elsewhere than the row's members of the columns' names. */
interface Specials<Entity, Row> {
  /** SQL for columns that the database computes, from `r."member"` for example. */
  readonly computed?: Readonly<Partial<Record<keyof Entity, string>>>;
  /** Members of the row that are no columns, and their types. */
  readonly extra?: Readonly<Record<Exclude<keyof Row, keyof Entity>, string>>;
  /** `ON CONFLICT …`, where the table's row is `t`. */
  readonly onConflict?: string;
  /** The row's members are named like the columns, not like the properties. */
  readonly isByColumn?: true;
  readonly target?: (row: Row) => string;
  readonly lastWins?: true;
}

/** The INSERT of an entity, by its decorators: rows have its property names; a missing one is the default, or NULL. */
export function insertOf<Entity extends object, Row extends object = Entity>(
  entity: EntityClass<Entity>,
  name: string,
  { computed, extra, onConflict = '', isByColumn, ...rest }: Specials<Entity, Row> = {},
): Statement<Row> {
  const computations: Readonly<Record<string, string | undefined>> = { ...computed };
  const columns = columnsOf(entity).map((column) => (isByColumn ? { ...column, property: column.name } : column));
  const read = columns.filter(({ property }) => computations[property] === undefined);
  const values = columns.map(({ property, default: otherwise }) => {
    const member = `r."${property}"`;
    return computations[property] ?? (otherwise === null ? member : `coalesce(${member}, ${otherwise})`);
  });
  return new Statement<Row>({
    name,
    text: `
    INSERT INTO ${tableOf(entity)} AS t (${columns.map((column) => column.name).join(', ')})
    SELECT ${values.join(', ')}
    FROM ${recordsOf(read, extra)}
    ${onConflict}
    RETURNING 1`,
    ...rest,
  });
}
