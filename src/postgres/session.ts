import type { PoolClient } from 'pg';

/** The requirements for a session. */
export interface SessionRules {
  /** The variable that holds the URL, for messages. */
  readonly variable: string;
  /** The role that the session works under, whatever the login is; null: the login's own role. */
  readonly role: 'portico_app' | 'portico_sequencer' | null;
  /** Parameters of PostgreSQL, set after the defaults of login and database and after what a pooler left behind. */
  readonly settings: Readonly<Record<string, string>>;
}

/** What the server reported about a new session. */
export interface Session {
  /** Id of the server process; a pooler shows its clients another one. */
  readonly pid: number;
  /** True on a standby, or with `default_transaction_read_only`. */
  readonly isReadOnly: boolean;
}

/** The connection works but must not be used. The message names the variable and the remedy; it holds no value. */
export class SessionRefused extends Error {
  /** The message, which may be shown. */
  readonly reason: string;

  constructor(variable: string, rule: string, options?: ErrorOptions) {
    super(`${variable} ${rule}`, options);
    this.name = 'SessionRefused';
    this.reason = this.message;
  }
}

/** SQLSTATEs of SET ROLE: the role does not exist; the login may not become it. */
const ROLE_MISSING = '22023';
const ROLE_DENIED = '42501';

/** Formats and settings of all our roles; not left to the defaults of a login, a database or a pooler. */
const COMMON = {
  search_path: 'portico, pg_temp',
  datestyle: 'ISO, YMD',
  timezone: 'UTC',
  lock_timeout: '0',
  jit: 'off',
};

/** A COMMIT waits at least for the local disk and, where configured, the standby; a stricter setting is kept. */
const SYNCHRONOUS =
  "set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') IN ('off', 'local') THEN 'on' " +
  "ELSE current_setting('synchronous_commit') END, false)";

/** Tables of the log whose rows must never change. */
const APPEND_ONLY = `SELECT c.oid, c.relowner FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n
  ON n.oid = c.relnamespace
    WHERE n.nspname = 'portico' AND c.relkind IN ('r', 'p') AND c.relname ~
      '^audit_(entries|sequence|subtrees|checkpoints)'`;

/** Reads the session's state back. `refused` says how it differs from what is required. */
const STATE = `SELECT pg_backend_pid() AS pid, current_setting('transaction_read_only')::boolean
  OR pg_is_in_recovery() AS "isReadOnly"`;

const judged = (role: string): string => `${STATE}, CASE
    WHEN current_user <> '${role}' THEN 'must lead to the role ${role}'
    WHEN (SELECT r.rolsuper FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user)
      THEN 'must not work as a superuser: ALTER ROLE ${role} NOSUPERUSER'
    WHEN EXISTS (SELECT FROM (${APPEND_ONLY}) AS t WHERE has_table_privilege(t.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
      OR has_any_column_privilege(t.oid, 'UPDATE') OR pg_has_role(t.relowner, 'MEMBER'))
      THEN 'must not be able to change the audit log: take from ${role} '
        || 'what it may do beyond the grants of the migrations'
    WHEN current_setting('session_replication_role') <> 'origin'
      THEN 'must have session_replication_role at origin, or no trigger protects the audit log'
  END AS refused`;

/** Everything in one round trip: one simple query, whose statements run in order on one server process. */
export function sessionText({ role, settings }: SessionRules): string {
  if (role === null) return STATE;
  const values = Object.entries({ ...COMMON, ...settings }).map(
    ([name, value]) => `set_config('${name}', '${value}', false)`,
  );
  return `SELECT ${[...values, SYNCHRONOUS].join(', ')}; SET ROLE ${role}; ${judged(role)}`;
}

/** Applies the rules. Rejects with SessionRefused, or with the driver's error when the server cannot be reached. */
export async function beginSession(client: Pick<PoolClient, 'query'>, rules: SessionRules): Promise<Session> {
  const results = await client.query(sessionText(rules)).catch((error: unknown) => {
    throw roleProblem(error, rules) ?? error;
  });
  const last = [results].flat().at(-1)!.rows[0] as Session & { refused?: string | null };
  if (last.refused) throw new SessionRefused(rules.variable, last.refused);
  return last;
}

/** Why a server refuses every connection, by SQLSTATE, as rules to be put after the variable's name. */
const REFUSALS: Readonly<Record<string, string>> = {
  '28P01': 'must have the right user and password: the server refuses them',
  '28000': 'must have a user that the server lets in from here (pg_hba.conf)',
  '3D000': 'must name a database that the server has',
  [ROLE_DENIED]: 'must have a user that may connect to the database',
};
/** Refusals by the driver: it has no password to answer with, or cannot agree on encryption. */
const DRIVER_REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/password must be a (non-empty )?string/, 'must have a password: the server asks for one'],
  [
    /does not support SSL|certificate/i,
    'must lead to a server whose encryption can be trusted: see sslmode and sslrootcert',
  ],
];

/** Why the connection was refused, if the refusal does not pass by itself; otherwise undefined. */
export function refusalIn(error: unknown): string | undefined {
  const { code, message } = error as { code?: unknown; message: string };
  return REFUSALS[String(code)] ?? DRIVER_REFUSALS.find(([pattern]) => pattern.test(message))?.[1];
}

function roleProblem(error: unknown, { variable, role }: SessionRules): SessionRefused | null {
  const { code } = error as { code?: unknown };
  if (code === ROLE_MISSING)
    return new SessionRefused(variable, `must lead to a database with the role ${role}: run the migrations first`);
  if (code === ROLE_DENIED)
    return new SessionRefused(
      variable,
      `must be a login that is, or may become, the role ${role}: GRANT ${role} TO that login`,
    );
  return null;
}
