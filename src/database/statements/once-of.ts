import type { Statement } from '../write';
import { columnsOf, type EntityClass } from './columns';
import { updateOf } from './update-of';

/** Sets a time of a row, found by its primary key, to now. Refused (no row) when already set: one process succeeds. */
export function onceOf<Entity extends object>(
  entity: EntityClass<Entity>,
  name: string,
  time: keyof Entity & string,
): Statement<Partial<Entity>> {
  const columns = columnsOf(entity);
  const by = columns.filter(({ isKey }) => isKey).map(({ property }) => property as keyof Entity & string);
  const column = columns.find(({ property }) => property === time)!.name;
  const set = { [time]: 'now()' } as Partial<Record<keyof Entity, string>>;
  return updateOf<Entity, Partial<Entity>>(entity, name, { by, set, where: `t.${column} IS NULL` });
}
