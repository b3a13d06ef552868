import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { otherBuild } from './other-build';

const ROOT = path.resolve(__dirname, '../..');

/** A version of Portico. */
export interface Version {
  readonly name: string;
  /** The program of its gateway. */
  readonly main: string;
  /** Runs its migrations, as the owner, in a process of its own. */
  migrate(ownerUrl: string): Promise<void>;
  remove(): void;
}

function versionIn(name: string, folder: string, main: string, hooks: readonly string[], remove: () => void): Version {
  const program =
    `require('reflect-metadata'); require(${JSON.stringify(path.join(folder, 'dist/src/database/setup/migrate.js'))})` +
    '.migrate(process.env.OWNER_URL).catch((error) => { console.error(error); process.exit(1); });';
  return {
    name,
    main,
    migrate: async (ownerUrl) => {
      await promisify(execFile)(process.execPath, [...hooks.flatMap((hook) => ['-r', hook]), '-e', program], {
        cwd: folder,
        env: { PATH: process.env.PATH, OWNER_URL: ownerUrl },
      });
    },
    remove,
  };
}

/** This build. */
export const thisVersion = (): Version =>
  versionIn('this build', ROOT, path.join(ROOT, 'dist/gateway.js'), [], () => undefined);

/** What a next version might do: columns, a table that refers to one that is there, a constraint, indexes. */
const NEXT = `
  class Next1790000000998 {
    async up(runner) {
      await runner.query("ALTER TABLE portico.customers ADD COLUMN next_note text, " +
        "ADD COLUMN next_mark boolean NOT NULL DEFAULT false");
      await runner.query("ALTER TABLE portico.audit_entries ADD COLUMN next_note text");
      await runner.query("CREATE TABLE portico.next (id uuid PRIMARY KEY REFERENCES portico.customers (subject_id))");
      await runner.query("ALTER TABLE portico.customers ADD CONSTRAINT customers_next_check " +
        "CHECK (next_note <> '') NOT VALID");
    }
  }
  class NextIndexes1790000000999 {
    transaction = false;
    async up(runner) {
      const { createIndexConcurrently } = require('../src/database/setup/concurrent-index');
      await createIndexConcurrently(runner, { name: 'audit_entries_next_idx', table: 'audit_entries', on: '(actor)' });
      await createIndexConcurrently(runner, { name: 'customers_next_idx', table: 'customers', on: '(next_note)' });
      await runner.query('ALTER TABLE portico.customers VALIDATE CONSTRAINT customers_next_check');
    }
  }
`;

/** Keeps a table from all others for so long: what no migration may do. */
const GREEDY = `
  class Next1790000000998 {
    async up(runner) {
      await runner.query('SET LOCAL lock_timeout = 0');
      await runner.query('LOCK TABLE portico.customers IN ACCESS EXCLUSIVE MODE');
      await runner.query('SELECT pg_sleep(1.5)');
    }
  }
  const NextIndexes1790000000999 = undefined;
`;

function withMigrations(name: string, classes: string): Version {
  const build = otherBuild([
    'migrations/all.js',
    /exports\.migrations = \[([\s\S]*?)\];/,
    `${classes.replaceAll('$', '$$$$')}
exports.migrations = [$1, Next1790000000998, NextIndexes1790000000999].filter(Boolean);`,
  ]);
  return versionIn(name, ROOT, build.main, [build.hook], () => build.remove());
}

/** This build with migrations more. */
export const nextVersion = (): Version => withMigrations('this build, and migrations of a next one', NEXT);

/** This build with a migration that locks a table for a second and a half. */
export const greedyVersion = (): Version => withMigrations('this build, and a migration that locks a table', GREEDY);

const git = (...words: readonly string[]): string => execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim();

/** The commit before the one that added a migration, by its number, built in a folder of its own with our packages. */
export function versionBefore(migration: number): Version {
  const prefix = `migrations/${String(migration).padStart(4, '0')}-`;
  const added = git('log', '--format=%H', '--diff-filter=A', '--', `${prefix}*`).split('\n')[0];
  if (!added) throw new Error(`no commit added ${prefix}…`);
  const commit = git('rev-parse', '--short', `${added}^1`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-version-'));
  const archive = path.join(folder, 'sources.tar');
  git('archive', '--output', archive, commit);
  execFileSync('tar', ['xf', archive, '-C', folder]);
  fs.rmSync(archive);
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  execFileSync(process.execPath, ['scripts/build.mjs', '--product'], { cwd: folder, stdio: 'inherit' });
  return versionIn(commit, folder, path.join(folder, 'dist/gateway.js'), [], () =>
    fs.rmSync(folder, { recursive: true }),
  );
}
