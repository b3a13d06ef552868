import { Client, type ClientConfig } from 'pg';
import { databaseLogin } from '../config/database-url';
import { ImpatientClient } from './impatient-client';
import { sharesServers } from './pooler-mode';
import { Primary } from './primary';
import { beginSession, refusalIn, SessionRefused, type SessionRules } from './session';

/** Resolves to whether the check could be decided. Rejects with SessionRefused when no connection may be used. */
export type Check = (client: Client) => Promise<boolean>;

/** How connections of one kind are made; all of them share it. */
export interface Sessions {
  readonly rules: SessionRules;
  readonly primary: Primary;
  /** What must hold before the first connection is given out; each check resolves to whether it could be decided. */
  readonly checks: Check[];
  /** The checks, running or done. */
  checked?: Promise<boolean> | undefined;
  /** Whether a pooler in front of the server shares its connections; checked until the answer is no. */
  pooler?: Promise<boolean> | undefined;
}

/** pg's options: a URL with one server, no startup parameter that poolers refuse. Throws an error with the variable. */
export function sessionOptions(
  url: string,
  rules: SessionRules,
): ClientConfig & { connectionString: string; sessions: Sessions } {
  const login = databaseLogin(url, rules.variable);
  return { connectionString: login.url, sessions: { rules, primary: new Primary(login.servers), checks: [] } };
}

/** Parts of pg's Client that its types leave out. */
interface Canceller {
  readonly connection: NodeJS.EventEmitter & { readonly stream: { destroy(): void } };
  cancel(client: Client, query: unknown): void;
}
interface Active {
  _getActiveQuery(): unknown;
}

/**
 * A connection that is given out only with its session as required. Role and settings are set by statements, which
 * neither the URL nor a pooler can override, and are read back. Rejects with SessionRefused when they differ.
 */
export class SessionClient extends ImpatientClient {
  private readonly sessions: Sessions;

  constructor(private readonly options: ClientConfig & { sessions: Sessions }) {
    super(options);
    this.sessions = options.sessions;
    // Before the connection is given out it has no other listener; an error without a listener would end the process.
    this.on('error', () => undefined);
  }

  override connect = ((callback?: (error?: Error) => void): Promise<Client> | void => {
    const ready = this.open();
    if (!callback) return ready;
    ready.then(() => callback(), callback);
  }) as Client['connect'];

  private async open(): Promise<this> {
    const { rules, primary } = this.sessions;
    try {
      const refused = (error: unknown): never => {
        const rule = refusalIn(error);
        throw rule === undefined ? error : new SessionRefused(rules.variable, rule, { cause: error });
      };
      const server = await primary.find(this.options).catch(refused);
      if (server) Object.assign(this, server);
      await super.connect().catch(refused);
      const { pid, isReadOnly } = await beginSession(this, rules);
      if (server && isReadOnly)
        throw Object.assign(new Error('the server takes no writes any more'), { code: 'ENOPRIMARY' });
      if (pid !== this.shownPid && (await this.isShared(pid)))
        throw new SessionRefused(
          rules.variable,
          'must not lead through a pooler in transaction mode: use session mode (PgBouncer: pool_mode = session)',
        );
      await this.passChecks();
      return this;
    } catch (error) {
      primary.forget();
      this.end().catch(() => undefined);
      throw error;
    }
  }

  /** Runs the checks once per process, and again while they could not be decided. */
  private async passChecks(): Promise<void> {
    const { sessions } = this;
    const all = async (): Promise<boolean> => {
      for (const check of sessions.checks) if (!(await check(this))) return false;
      return true;
    };
    const isDone = await (sessions.checked ??= all()).catch((error: unknown) => {
      sessions.checked = undefined;
      throw error;
    });
    if (!isDone) sessions.checked = undefined;
  }

  /** Asks the server to cancel the current query (PostgreSQL documentation, 54.2.9). */
  cancelQuery(): void {
    const { host, port } = this;
    const other = Object.assign(new Client(this.options), { host, port }) as unknown as Canceller;
    other.connection.on('error', () => undefined);
    other.cancel(this, (this as unknown as Active)._getActiveQuery());
  }

  /** Closes the connection without notifying the server, which may be silent. */
  leave(): void {
    (this as unknown as Canceller).connection.stream.destroy();
  }

  /** The process id as the other end reports it; poolers such as PgBouncer make up their own, for cancel requests. */
  private get shownPid(): number | null {
    return (this as unknown as { processID: number | null }).processID;
  }

  private async isShared(pid: number): Promise<boolean> {
    const found = (this.sessions.pooler ??= sharesServers(this, pid, () => this.another()));
    const isShared = await found.catch(() => true);
    if (isShared) this.sessions.pooler = undefined;
    return found;
  }

  /** Opens a plain connection to the same host and port. */
  private async another(): Promise<Client> {
    const { host, port } = this;
    const client = Object.assign(new Client(this.options), { host, port });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }
}
