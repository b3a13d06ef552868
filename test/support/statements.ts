import fs from 'node:fs';
import { Statement } from '../../src/database/write';
import { builtSource } from './built-source';

/** A script that is loaded by browsers only: it is written in JavaScript. */
const isScript = (file: string): boolean => fs.existsSync(file.replace('/dist/src/', '/src/'));

/**
 * Every statement of the gateway. A statement is listed when its module is loaded, so all are loaded but the start.
 * Those that suites in the same process made are named `test.…`.
 */
export function allStatements(): readonly Statement<never>[] {
  for (const { file } of builtSource()) if (!file.endsWith('/src/main.js') && !isScript(file)) require(file);
  return Statement.all.filter(({ name }) => !name.startsWith('test.'));
}
