import { getMetadataArgsStorage } from 'typeorm';

export type EntityClass<Entity extends object> = abstract new () => Entity;

/** A column of an entity's table. */
export interface ColumnOf {
  readonly property: string;
  readonly name: string;
  /** As in SQL: `text`, `uuid[]`. */
  readonly type: string;
  /** SQL; null: none. */
  readonly default: string | null;
  readonly isKey: boolean;
}

/** The entity's table with its schema, as its decorators name it. Needs no connection. */
export function tableOf(entity: EntityClass<object>): string {
  const { name, schema } = getMetadataArgsStorage().tables.find(({ target }) => target === entity)!;
  return `${schema}.${name}`;
}

/** The columns of the entity's table, those of its base classes first. */
export function columnsOf(entity: EntityClass<object>): ColumnOf[] {
  const base = Object.getPrototypeOf(entity) as EntityClass<object>;
  const inherited = base === Function.prototype ? [] : columnsOf(base);
  const own = getMetadataArgsStorage().columns.filter(({ target }) => target === entity);
  return [
    ...inherited,
    ...own.map(({ propertyName, options }) => ({
      property: propertyName,
      name: options.name ?? propertyName,
      type: `${String(options.type)}${options.array ? '[]' : ''}`,
      default: sqlOf(options.default),
      isKey: options.primary === true,
    })),
  ];
}

function sqlOf(value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value === 'function') return String((value as () => unknown)());
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** A SELECT list of some columns of `alias`, each with the name of its property. */
export function listOf<Entity extends object>(
  entity: EntityClass<Entity>,
  alias: string,
  properties: readonly (keyof Entity & string)[],
): string {
  const names = new Map(columnsOf(entity).map(({ property, name }) => [property, name]));
  return properties.map((property) => `${alias}.${names.get(property)} AS "${property}"`).join(', ');
}

/** SQL that reads rows with the entity's property names (`r."name"`); `extra`: types of members that are no columns. */
export function recordsOf(columns: readonly ColumnOf[], extra: Readonly<Record<string, string>> = {}): string {
  const types = [...columns.map(({ property, type }) => [property, type]), ...Object.entries(extra)];
  return `$rows AS r(${types.map(([member, type]) => `"${member}" ${type}`).join(', ')})`;
}

/** The same, with those columns of the entity that the SQL reads from `r`. */
export function recordsIn(
  entity: EntityClass<object>,
  sql: string,
  extra: Readonly<Record<string, string>> = {},
): string {
  const members = new Set([...sql.matchAll(/\br\."?(\w+)/g)].map(([, member]) => member));
  const columns = columnsOf(entity).filter(({ property }) => members.has(property) && !Object.hasOwn(extra, property));
  return recordsOf(columns, extra);
}
