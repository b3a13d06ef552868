import type { Client } from 'pg';

/**
 * Gives a database a clock that tests can move: `now()` and `clock_timestamp()` of this one database are real time plus
 * an offset, in statements, defaults and functions alike. PostgreSQL calls what is written in SQL in the place of its
 * own functions, since such functions are inlined when a statement is planned. For test databases only.
 */
const MOVABLE = `
  SET allow_system_table_mods = on;
  CREATE SCHEMA moved_clock;
  CREATE TABLE moved_clock.moved (by interval NOT NULL);
  INSERT INTO moved_clock.moved VALUES ('0');
  CREATE FUNCTION moved_clock.by() RETURNS interval LANGUAGE plpgsql STABLE SECURITY DEFINER
    AS 'BEGIN RETURN (SELECT m.by FROM moved_clock.moved AS m); END';
  GRANT USAGE ON SCHEMA moved_clock TO PUBLIC;
  CREATE OR REPLACE FUNCTION pg_catalog.now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
    AS 'SELECT pg_catalog.transaction_timestamp() + moved_clock.by()';
  CREATE OR REPLACE FUNCTION pg_catalog.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
    AS 'SELECT pg_catalog.timeofday()::timestamptz + moved_clock.by()';
  RESET allow_system_table_mods;`;

/** As the superuser, once for each database. */
export async function makeClockMovable(client: Client): Promise<void> {
  await client.query(MOVABLE);
}

/** Sets how far the database's clock is ahead of real time. */
export async function moveClock(client: Client, seconds: number): Promise<void> {
  await client.query('UPDATE moved_clock.moved SET by = make_interval(secs => $1)', [seconds]);
}
