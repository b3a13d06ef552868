import type { QueryResultRow } from 'pg';
import type { ObjectLiteral, Repository } from 'typeorm';
import { grouped } from '../grouped';
import { poolOf } from '../pool';
import { sharedRead } from '../shared-read';
import { columnsOf, type EntityClass, listOf, tableOf } from './columns';

/** A SELECT on a repository's connections, prepared once for each of them. `name`: at most 63 characters. */
export const preparedRead =
  <Row extends QueryResultRow>(name: string, text: string) =>
  async ({ manager }: Repository<ObjectLiteral>, values: readonly unknown[]): Promise<Row[]> =>
    (await poolOf(manager.connection).query<Row>({ name, text, values: [...values] })).rows;

/** The same for all columns of an entity's rows; `condition` is the SQL after WHERE, where `t` is the table's row. */
export const selectOf = <Entity extends object>(entity: EntityClass<Entity>, name: string, condition: string) =>
  preparedRead<Entity>(name, `SELECT ${allOf(entity, 't')} FROM ${tableOf(entity)} AS t WHERE ${condition}`);

/** Which rows of a table `newestOf` reads, and the most for each key. */
interface Newest<Entity> {
  readonly by: keyof Entity & string;
  readonly order: keyof Entity & string;
  readonly most: number;
  /** A column that is left out, for its size. */
  readonly without?: keyof Entity & string;
}

/**
 * The rows whose column `by` is one of some keys, newest first, at most `most` for each key. A prepared SELECT that
 * callers of one turn of the event loop share, so that a list costs as many round trips as one of its lines.
 */
export function newestOf<Entity extends object>(
  entity: EntityClass<Entity>,
  name: string,
  { by, order, most, without }: Newest<Entity>,
): (repository: Repository<ObjectLiteral>) => (key: string) => Promise<Entity[]> {
  const columns = columnsOf(entity);
  const shown = columns.flatMap(({ property }) => (property === without ? [] : [property as keyof Entity & string]));
  const of = (wanted: string) => columns.find(({ property }) => property === wanted)!;
  const text = `SELECT ${listOf(entity, 't', shown)}
    FROM unnest($1::${of(by).type}[]) AS k(key) CROSS JOIN LATERAL (
      SELECT * FROM ${tableOf(entity)} AS s WHERE s.${of(by).name} = k.key
      ORDER BY s.${of(order).name} DESC LIMIT ${most}) AS t`;
  const read = preparedRead<Entity>(name, text);
  return (repository) => {
    const shared = sharedRead(
      async (keys) => {
        const rows = grouped(await read(repository, [keys]), (row) => row[by] as string);
        return [...rows].map(([key, found]) => ({ key, found }));
      },
      ({ key }) => key,
    );
    return async (key) => (await shared(key))?.found ?? [];
  };
}

/** A SELECT list of all columns of `alias`, each with the name of its property. */
export function allOf<Entity extends object>(entity: EntityClass<Entity>, alias: string): string {
  return listOf(
    entity,
    alias,
    columnsOf(entity).map(({ property }) => property as keyof Entity & string),
  );
}
