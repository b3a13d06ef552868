import { Statement } from '../write';
import { columnsOf, type EntityClass, recordsIn, tableOf } from './columns';

/** SQL by property, where `t` is the row of the table, and `r."property"` a member of the row that is given. */
export type Values<Entity> = Readonly<Partial<Record<keyof Entity, string>>>;

interface Update<Entity, Row> {
  /** The members by which the row is found. */
  readonly by: readonly (keyof Entity & keyof Row & string)[];
  readonly set: Values<Entity>;
  /** Where it does not hold, the row is refused. */
  readonly where?: string;
  /** Where it does not hold, nothing is changed, and the row still counts as written. */
  readonly onlyIf?: string;
  /** Members of the row that are no columns, and their types. */
  readonly extra?: Readonly<Record<Exclude<keyof Row, keyof Entity>, string>>;
  readonly target?: (row: Row) => string;
}

/** An UPDATE of an entity's rows, from the metadata that its decorators declare. */
export function updateOf<Entity extends object, Row extends object>(
  entity: EntityClass<Entity>,
  name: string,
  { by, set, where = 'true', onlyIf, extra, target }: Update<Entity, Row>,
): Statement<Row> {
  const names = new Map(columnsOf(entity).map((column) => [column.property, column.name]));
  const assignments = Object.entries<string | undefined>(set).map(([property, value]) => {
    const column = names.get(property)!;
    return `${column} = ${onlyIf === undefined ? value : `CASE WHEN ${onlyIf} THEN ${value} ELSE t.${column} END`}`;
  });
  const found = by.map((property) => `t.${names.get(property)} = r."${property}"`);
  const condition = [...found, where].join(' AND ');
  return new Statement<Row>({
    name,
    text: `
    UPDATE ${tableOf(entity)} AS t SET ${assignments.join(', ')}
    FROM ${recordsIn(entity, `${assignments.join()} ${condition}`, extra)}
    WHERE ${condition}
    RETURNING 1`,
    target,
  });
}
