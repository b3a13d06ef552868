import { Client, type ClientConfig } from 'pg';
import { databaseLogin } from '../config/database-url';
import { ImpatientClient } from './impatient-client';
import { sharesServers } from './pooler-mode';
import { Primary } from './primary';
import { beginSession, refusalIn, SessionRefused, type SessionRules } from './session';

/** Rejects with SessionRefused when no connection may be used. */
export type Check = (client: Client) => Promise<boolean>;

/** How connections of one kind are made; shared by all of them. */
export interface Sessions {
  readonly rules: SessionRules;
  readonly primary: Primary;
  /** What must hold before the first connection is given out; each resolves to whether it could be told. */
  readonly checks: Check[];
  /** Under way, or done. */
  checked?: Promise<boolean> | undefined;
  /** Whether a pooler in front of the server shares its connections; asked until the answer is no. */
  pooler?: Promise<boolean> | undefined;
}

/**
 * Options of pg for connections that are checked: the URL with one server, and nothing that a pooler refuses as a
 * parameter of the start. Throws a sentence that names the variable.
 */
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
 * A connection that is given out only once its session is what it must be: role and settings by statement, which
 * neither the URL nor a pooler can override or drop, and read back. Rejects with SessionRefused when it is not.
 */
export class SessionClient extends ImpatientClient {
  private readonly sessions: Sessions;

  constructor(private readonly options: ClientConfig & { sessions: Sessions }) {
    super(options);
    this.sessions = options.sessions;
    // Between connecting and being given out nobody else listens; an error without a listener would end the process.
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

  /** Once in a process; again while it could not be told. */
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

  /** Asks the server to cancel the query that it works on (PostgreSQL documentation, 54.2.9). */
  cancelQuery(): void {
    const { host, port } = this;
    const other = Object.assign(new Client(this.options), { host, port }) as unknown as Canceller;
    other.connection.on('error', () => undefined);
    other.cancel(this, (this as unknown as Active)._getActiveQuery());
  }

  /** Ends the connection without a word to a server that may be silent. */
  leave(): void {
    (this as unknown as Canceller).connection.stream.destroy();
  }

  /**
   * The number of the server process as the other end shows it: a pooler makes up its own (PgBouncer and others answer
   * cancel requests by it).
   */
  private get shownPid(): number | null {
    return (this as unknown as { processID: number | null }).processID;
  }

  private async isShared(pid: number): Promise<boolean> {
    const found = (this.sessions.pooler ??= sharesServers(this, pid, () => this.another()));
    const isShared = await found.catch(() => true);
    if (isShared) this.sessions.pooler = undefined;
    return found;
  }

  /** A plain connection the same way. */
  private async another(): Promise<Client> {
    const { host, port } = this;
    const client = Object.assign(new Client(this.options), { host, port });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }
}
