import fs from 'node:fs';
import { Statement } from '../../src/database/write';
import { builtSource } from './built-source';

/** A script for browsers is copied, not compiled. */
const isCompiled = (file: string): boolean => fs.existsSync(`${file}.map`);

/**
 * Every statement of the gateway. A statement is listed when its module is loaded, so all are loaded but the start.
 * Those that suites in the same process made are named `test.…`.
 */
export function allStatements(): readonly Statement<never>[] {
  for (const { file } of builtSource()) if (!file.endsWith('/src/main.js') && isCompiled(file)) require(file);
  return Statement.all.filter(({ name }) => !name.startsWith('test.'));
}
