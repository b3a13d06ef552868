/** No UUID is smaller than the first, and no generated one is larger than the second. */
export const LOWEST_ID = '00000000-0000-0000-0000-000000000000';
export const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * A condition for one range of a composite index: all `columns` but the last equal `equal`, the last is at least `from`
 * and below `before`. Columns are compared as rows and ordered by all (`order`), so that the planner cannot choose an
 * index on the last column alone and skip over the rows of others, however many.
 */
export function indexRange(columns: readonly string[], equal: readonly string[], from: string, before: string): string {
  const row = `(${columns.join(', ')})`;
  return `${row} >= (${[...equal, from].join(', ')}) AND ${row} < (${[...equal, before].join(', ')})`;
}

/** The order of the index, descending, for a query builder. */
export const descending = (columns: readonly string[]): Record<string, 'DESC'> =>
  Object.fromEntries(columns.map((column) => [column, 'DESC']));

/** The order of the index, as SQL. */
export const order = (columns: readonly string[], direction: 'ASC' | 'DESC'): string =>
  columns.map((column) => `${column} ${direction}`).join(', ');
