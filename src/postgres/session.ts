import type { PoolClient } from 'pg';

/** What a connection is for. */
export interface SessionRules {
  /** Names the URL in messages. */
  readonly variable: string;
  /** The role it works under, whatever the login; null: the login's own. */
  readonly role: 'portico_app' | 'portico_sequencer' | null;
  /**
   * Parameters of PostgreSQL, set after the login's and the database's own defaults and after whatever a pooler left.
   */
  readonly settings: Readonly<Record<string, string>>;
}

/** What the server said about a new session. */
export interface Session {
  /** Of the server process; a pooler shows another one to its clients. */
  readonly pid: number;
  /** A standby, or `default_transaction_read_only`. */
  readonly isReadOnly: boolean;
}

/**
 * The connection works and must not be used. The message begins with the variable and says the remedy; it holds no
 * value.
 */
export class SessionRefused extends Error {
  /** The message: it may be shown. */
  readonly reason: string;

  constructor(variable: string, rule: string, options?: ErrorOptions) {
    super(`${variable} ${rule}`, options);
    this.name = 'SessionRefused';
    this.reason = this.message;
  }
}

/** SQLSTATE of SET ROLE: there is no such role; the login may not become it. */
const ROLE_MISSING = '22023';
const ROLE_DENIED = '42501';

/**
 * How values are written to us, and what no role of ours works without: not left to defaults of a login, a database or
 * a pooler.
 */
const COMMON = { search_path: 'portico, pg_temp', datestyle: 'ISO, YMD', timezone: 'UTC', lock_timeout: '0' };

/**
 * A COMMIT waits at least for the local disk and, where one is configured, for the standby; a stricter setting stands.
 */
const SYNCHRONOUS =
  "set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') IN ('off', 'local') THEN 'on' " +
  "ELSE current_setting('synchronous_commit') END, false)";

/** Tables of the log whose rows nothing may change. */
const APPEND_ONLY = `SELECT c.oid, c.relowner FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n
  ON n.oid = c.relnamespace
    WHERE n.nspname = 'portico' AND c.relkind IN ('r', 'p') AND c.relname ~
      '^audit_(entries|sequence|subtrees|checkpoints)'`;

/** What the session is, read back from it. `refused` says in what it differs from what it must be. */
const LOOK = `SELECT pg_backend_pid() AS pid, current_setting('transaction_read_only')::boolean
  OR pg_is_in_recovery() AS "isReadOnly"`;

const judged = (role: string): string => `${LOOK}, CASE
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

/** All of it in one round trip: one simple query, whose statements run one after the other on one server process. */
export function sessionText({ role, settings }: SessionRules): string {
  if (role === null) return LOOK;
  const values = Object.entries({ ...COMMON, ...settings }).map(
    ([name, value]) => `set_config('${name}', '${value}', false)`,
  );
  return `SELECT ${[...values, SYNCHRONOUS].join(', ')}; SET ROLE ${role}; ${judged(role)}`;
}

/**
 * Makes the session what the rules say. Rejects with SessionRefused, or with the driver's error when the server cannot
 * be asked.
 */
export async function beginSession(client: Pick<PoolClient, 'query'>, rules: SessionRules): Promise<Session> {
  const results = await client.query(sessionText(rules)).catch((error: unknown) => {
    throw roleProblem(error, rules) ?? error;
  });
  const last = [results].flat().at(-1)!.rows[0] as Session & { refused?: string | null };
  if (last.refused) throw new SessionRefused(rules.variable, last.refused);
  return last;
}

/**
 * Why a server lets nobody in (SQLSTATE of its answer to the start of a connection), as rules that follow the
 * variable's name.
 */
const REFUSALS: Readonly<Record<string, string>> = {
  '28P01': 'must have the right user and password: the server refuses them',
  '28000': 'must have a user that the server lets in from here (pg_hba.conf)',
  '3D000': 'must name a database that the server has',
  [ROLE_DENIED]: 'must have a user that may connect to the database',
};
/** Of the driver, which was asked for a password and has none, or cannot agree with the server on encryption. */
const DRIVER_REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/password must be a (non-empty )?string/, 'must have a password: the server asks for one'],
  [
    /does not support SSL|certificate/i,
    'must lead to a server whose encryption can be trusted: see sslmode and sslrootcert',
  ],
];

/** Why the connection was refused in a way that does not pass by itself; undefined: it was not. */
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
