import type { SandboxContext } from '../../context';
import type { ConsentAccount, Discovery } from './accounts';
import { LinksStore, newOneTimeCode, type SandboxLink } from '../redirection/links.store';

/** What was found at one FIP. */
export interface FipDiscovery extends Discovery {
  readonly fipId: string;
  readonly fipName: string;
}

/** A browser that opened a link, and how far the person in it has come. */
export interface AaSession {
  readonly txnid: string;
  /** Every form carries it, so that no other site can post in the user's name. */
  readonly form_token: string;
  readonly one_time_code: string;
  readonly codes_sent: number;
  readonly wrong_codes: number;
  readonly authenticated_at: Date | null;
  /** Given on the pages. */
  readonly pan: string | null;
  /** Null: not looked yet. */
  readonly discovery: readonly FipDiscovery[] | null;
  /** Link references of the accounts. */
  readonly chosen: readonly string[];
  readonly created_at: Date;
  readonly expires_at: Date;
}

/** Wrong codes after which nobody can sign in any more, and how many codes are sent. */
export const MAX_WRONG_CODES = 3;
export const MAX_CODES_SENT = 3;

/** Visits to the Account Aggregator's pages. */
export class AaSessionsStore {
  constructor(private readonly context: SandboxContext) {}

  /** By the cookie. Null when there never was such a session; ended ones are given too. */
  async find(secret: string): Promise<{ session: AaSession; link: SandboxLink } | null> {
    const link = await new LinksStore(this.context).findBySession(secret);
    if (!link) return null;
    const { rows } = await this.context.db.query<AaSession>({
      name: 'sandbox-aa-session',
      text: 'SELECT * FROM sandbox.aa_sessions WHERE txnid = $1',
      values: [link.txnid],
    });
    return rows[0] ? { session: rows[0], link } : null;
  }

  /** Counts in the statement, so that no number of simultaneous guesses is more than three. */
  async trySignIn(txnid: string, code: string): Promise<{ isSignedIn: boolean; triesLeft: number }> {
    const { rows } = await this.context.db.query<{ is_signed_in: boolean; wrong_codes: number }>({
      name: 'sandbox-aa-sign-in',
      text: `
        UPDATE sandbox.aa_sessions SET
          wrong_codes = wrong_codes + CASE WHEN one_time_code = $2 THEN 0 ELSE 1 END,
          authenticated_at = CASE WHEN one_time_code = $2 THEN $3::timestamptz END
        WHERE txnid = $1 AND authenticated_at IS NULL AND wrong_codes < $4
        RETURNING authenticated_at IS NOT NULL AS is_signed_in, wrong_codes`,
      values: [txnid, code, this.context.clock.now(), MAX_WRONG_CODES],
    });
    return rows[0]
      ? { isSignedIn: rows[0].is_signed_in, triesLeft: MAX_WRONG_CODES - rows[0].wrong_codes }
      : { isSignedIn: false, triesLeft: 0 };
  }

  /** A new code takes the place of the old one; wrong ones stay counted. False: there were enough. */
  async resend(txnid: string): Promise<boolean> {
    const { rowCount } = await this.context.db.query(
      'UPDATE sandbox.aa_sessions SET one_time_code = $2, codes_sent = codes_sent + 1 WHERE txnid = $1 AND ' +
        'authenticated_at IS NULL AND codes_sent < $3',
      [txnid, newOneTimeCode(), MAX_CODES_SENT],
    );
    return rowCount === 1;
  }

  /** What was found without it, or with another, has to be looked for again. */
  async keepPan(txnid: string, pan: string): Promise<void> {
    await this.context.db.query(
      "UPDATE sandbox.aa_sessions SET pan = $2, discovery = NULL, chosen = '{}' WHERE txnid = $1",
      [txnid, pan],
    );
  }

  async keepDiscovery(txnid: string, discovery: readonly FipDiscovery[]): Promise<void> {
    await this.context.db.query("UPDATE sandbox.aa_sessions SET discovery = $2, chosen = '{}' WHERE txnid = $1", [
      txnid,
      JSON.stringify(discovery),
    ]);
  }

  async choose(txnid: string, accounts: readonly ConsentAccount[]): Promise<void> {
    await this.context.db.query('UPDATE sandbox.aa_sessions SET chosen = $2 WHERE txnid = $1', [
      txnid,
      accounts.map(({ linkReferenceNumber }) => linkReferenceNumber),
    ]);
  }
}
