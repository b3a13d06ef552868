import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { SandboxContext } from '../../context';
import { isUuid } from '../../uuid';
import type { SandboxGrant } from './grants.store';

/** A browser that exchanged a link. */
export interface BrowserSession {
  readonly session_id: string;
  /** Every form carries it, so that no other site can post a form on the user's behalf. */
  readonly form_token: string;
  readonly customer_id: string;
  readonly redirect_url: string | null;
  readonly locale: string;
  readonly created_at: Date;
  readonly expires_at: Date;
}

/** 24 hours from the exchange; activity does not extend it. */
export const SESSION_SECONDS = 86_400;

const COLUMNS = 'session_id, form_token, customer_id, redirect_url, locale, created_at, expires_at';
const hash = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Browser sessions. Only the hash of a cookie's value is stored. */
export class SessionsStore {
  constructor(private readonly context: SandboxContext) {}

  async open(grant: SandboxGrant): Promise<{ session: BrowserSession; secret: string }> {
    const secret = randomBytes(24).toString('base64url');
    const { rows } = await this.context.db.query<BrowserSession>({
      name: 'sandbox-session-open',
      text: `INSERT INTO sandbox.sessions (session_id, secret_hash, form_token, customer_id, redirect_url, locale,
        created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${COLUMNS}`,
      values: [
        randomUUID(),
        hash(secret),
        randomBytes(18).toString('base64url'),
        grant.customer_id,
        grant.redirect_url,
        grant.locale,
        this.context.clock.now(),
        this.context.clock.after(SESSION_SECONDS),
      ],
    });
    return { session: rows[0]!, secret };
  }

  /** Null when there never was such a session; an ended one is returned with `hasEnded`. */
  async find(secret: string): Promise<{ session: BrowserSession; hasEnded: boolean } | null> {
    const { rows } = await this.context.db.query<BrowserSession>({
      name: 'sandbox-session',
      text: `SELECT ${COLUMNS} FROM sandbox.sessions WHERE secret_hash = $1`,
      values: [hash(secret)],
    });
    const session = rows[0];
    return session ? { session, hasEnded: session.expires_at <= this.context.clock.now() } : null;
  }

  /** Ends the session now. Null: no such session. */
  async end(sessionId: string): Promise<BrowserSession | null> {
    if (!isUuid(sessionId)) return null;
    const { rows } = await this.context.db.query<BrowserSession>(
      `UPDATE sandbox.sessions SET expires_at = least(expires_at, $2) WHERE session_id = $1 RETURNING ${COLUMNS}`,
      [sessionId, this.context.clock.now()],
    );
    return rows[0] ?? null;
  }
}
