import { Statement } from '../../src/database/write';
import { builtSource } from './built-source';

/** Loaded by browsers only. */
const SCRIPTS = '/src/openapi/page/';

/**
 * Every statement of the gateway. A statement is listed when its module is loaded, so all are loaded but the start.
 * Those that suites in the same process made are named `test.…`.
 */
export function allStatements(): readonly Statement<never>[] {
  for (const { file } of builtSource()) if (!file.endsWith('/src/main.js') && !file.includes(SCRIPTS)) require(file);
  return Statement.all.filter(({ name }) => !name.startsWith('test.'));
}
