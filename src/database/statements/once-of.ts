import { Statement } from '../write';
import { columnsOf, type EntityClass, recordsOf, tableOf } from './columns';

/**
 * Sets a time of a row, found by its primary key, to now. Refused (no row) when it was set before: of two processes
 * that do it at the same moment, exactly one succeeds.
 */
export function onceOf<Entity extends object>(
  entity: EntityClass<Entity>,
  name: string,
  time: keyof Entity & string,
): Statement<Partial<Entity>> {
  const columns = columnsOf(entity);
  const keys = columns.filter(({ isKey }) => isKey);
  const column = columns.find(({ property }) => property === time)!.name;
  const isRow = keys.map((key) => `t.${key.name} = r."${key.property}"`).join(' AND ');
  return new Statement<Partial<Entity>>({
    name,
    text: `
    UPDATE ${tableOf(entity)} AS t SET ${column} = now()
    FROM ${recordsOf(keys)}
    WHERE ${isRow} AND t.${column} IS NULL
    RETURNING 1`,
  });
}
