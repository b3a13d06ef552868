/** No UUID is smaller, and none that is made is larger. */
export const LOWEST_ID = '00000000-0000-0000-0000-000000000000';
export const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * A condition for one stretch of a composite index: all `columns` but the last equal `equal`, the last is at least
 * `from` and below `before`. Compared as rows and ordered by all columns (`order`) no other index can give that order,
 * so that the planner cannot choose one in the order of the last column alone and pass over the rows of others, however
 * many these are.
 */
export function indexRange(columns: readonly string[], equal: readonly string[], from: string, before: string): string {
  const row = `(${columns.join(', ')})`;
  return `${row} >= (${[...equal, from].join(', ')}) AND ${row} < (${[...equal, before].join(', ')})`;
}

/** The order of the index, backwards, for a query builder. */
export const descending = (columns: readonly string[]): Record<string, 'DESC'> =>
  Object.fromEntries(columns.map((column) => [column, 'DESC']));

/** The order of the index, as SQL. */
export const order = (columns: readonly string[], direction: 'ASC' | 'DESC'): string =>
  columns.map((column) => `${column} ${direction}`).join(', ');
