import type { QueryResultRow } from 'pg';
import type { ObjectLiteral, Repository } from 'typeorm';
import { poolOf } from '../pool';
import { columnsOf, type EntityClass, listOf, tableOf } from './columns';

/** A SELECT on a repository's connections, prepared once for each of them. `name`: at most 63 characters. */
export const preparedRead =
  <Row extends QueryResultRow>(name: string, text: string) =>
  async ({ manager }: Repository<ObjectLiteral>, values: readonly unknown[]): Promise<Row[]> =>
    (await poolOf(manager.connection).query<Row>({ name, text, values: [...values] })).rows;

/** The same for all columns of an entity's rows; `condition` is the SQL after WHERE, where `t` is the table's row. */
export const selectOf = <Entity extends object>(entity: EntityClass<Entity>, name: string, condition: string) =>
  preparedRead<Entity>(name, `SELECT ${allOf(entity, 't')} FROM ${tableOf(entity)} AS t WHERE ${condition}`);

/** A SELECT list of all columns of `alias`, each with the name of its property. */
export function allOf<Entity extends object>(entity: EntityClass<Entity>, alias: string): string {
  return listOf(
    entity,
    alias,
    columnsOf(entity).map(({ property }) => property as keyof Entity & string),
  );
}
