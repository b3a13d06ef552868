import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parentOf } from './system.mjs';

const require = createRequire(import.meta.url);
const pg = require('pg');
const built = (file) => require(path.resolve(import.meta.dirname, '../../dist/src', file));

/** The server's settings, the same for every target: fsync is on; no checkpoint falls into a measurement. */
const SETTINGS = { shared_buffers: '1GB', max_wal_size: '8GB', checkpoint_timeout: '30min' };
/** Where the baselines have their tables, and where the limit has its own. */
const DATABASES = { baselines: 'bench', limit: 'bench_limit' };

const sql = (name) => fs.readFileSync(path.resolve(import.meta.dirname, `../baselines/${name}.sql`), 'utf8');

/** The server of a run: the embedded PostgreSQL with fsync, or the one that is given. */
export class BenchPostgres {
  #sessions = new Map();

  constructor(url, home, roles, server) {
    Object.assign(this, { url, home, roles, server });
  }

  /** Starts a server in a new folder, migrated, with empty tables for the baselines. */
  static async start() {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-bench-'));
    fs.chmodSync(home, 0o755);
    process.once('exit', () => fs.rmSync(home, { recursive: true, force: true }));
    const server = await built('local-postgres/embedded-postgres.js').startEmbeddedPostgres({
      home,
      isDurable: true,
      settings: SETTINGS,
    });
    const roles = await built('database/setup/roles.js').prepareRoles(server.url);
    await built('database/setup/migrate.js').migrate(roles.owner);
    const postgres = new BenchPostgres(server.url, home, roles, server);
    for (const name of Object.values(DATABASES)) await postgres.query('postgres', `CREATE DATABASE ${name}`);
    await postgres.#createTables(DATABASES.baselines, DATABASES.limit);
    return postgres;
  }

  /** Makes the baselines' tables in an existing, empty database; for `--check`. */
  static async at(url) {
    const database = new URL(url).pathname.slice(1);
    const postgres = new BenchPostgres(url, null, null, null);
    postgres.databases = { baselines: database, limit: database };
    await postgres.#createTables(database, database);
    return postgres;
  }

  databases = DATABASES;

  async #createTables(baselines, limit) {
    await this.query(baselines, sql('tables'));
    await this.query(limit, sql('limit-tables'));
  }

  /** The superuser's URL of a database. */
  urlOf(database) {
    return Object.assign(new URL(this.url), { pathname: `/${database}` }).href;
  }

  /** Rows of a statement, as the superuser. */
  async query(database, text, values) {
    const result = await this.#poolOf(database).query(text, values);
    return Array.isArray(result) ? [] : result.rows;
  }

  /** A session of its own; to be released. */
  session(database) {
    return this.#poolOf(database).connect();
  }

  #poolOf(database) {
    if (!this.#sessions.has(database)) {
      const pool = new pg.Pool({ connectionString: this.urlOf(database), max: 4, idleTimeoutMillis: 0 });
      // Sessions that the server ends when it stops.
      pool.on('error', () => undefined);
      this.#sessions.set(database, pool);
    }
    return this.#sessions.get(database);
  }

  /** The process that all others of the server descend from. */
  async pid() {
    const [{ pid }] = await this.query('postgres', 'SELECT pg_backend_pid() AS pid');
    return parentOf(pid);
  }

  /** What the server has done to the write-ahead log so far: fsyncs (PostgreSQL 18 or newer), and bytes. */
  async walSoFar() {
    const [row] = await this.query(
      'postgres',
      `SELECT (SELECT sum(fsyncs)::float8 FROM pg_stat_io WHERE object = 'wal') AS fsyncs,
        (SELECT wal_bytes::float8 FROM pg_stat_wal) AS bytes`,
    );
    return row;
  }

  async stop() {
    for (const pool of this.#sessions.values()) await pool.end();
    await this.server?.stop();
    if (this.home) fs.rmSync(this.home, { recursive: true, force: true });
  }
}
