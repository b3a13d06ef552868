import type { SandboxContext } from '../../context';
import type { ConsentAccount, Discovery } from './accounts';
import { LinksStore, newOneTimeCode, type SandboxLink } from '../redirection/links.store';

/** The accounts found at one FIP. */
export interface FipDiscovery extends Discovery {
  readonly fipId: string;
  readonly fipName: string;
}

/** A browser session that was started by a link, and the progress of the visit. */
export interface AaSession {
  readonly txnid: string;
  /** Every form carries it, so that no other site can post a form on the user's behalf. */
  readonly form_token: string;
  readonly one_time_code: string;
  readonly codes_sent: number;
  readonly wrong_codes: number;
  readonly authenticated_at: Date | null;
  /** Entered on the pages. */
  readonly pan: string | null;
  /** Null: not searched yet. */
  readonly discovery: readonly FipDiscovery[] | null;
  /** Link references of the accounts. */
  readonly chosen: readonly string[];
  readonly created_at: Date;
  readonly expires_at: Date;
}

/** The number of wrong codes after which signing in is no longer possible, and of codes that are sent. */
export const MAX_WRONG_CODES = 3;
export const MAX_CODES_SENT = 3;

/** Visits to the Account Aggregator's pages. */
export class AaSessionsStore {
  constructor(private readonly context: SandboxContext) {}

  /** Finds by the cookie. Null when there never was such a session; ended ones are returned too. */
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

  /** Counts in the statement, so that concurrent guesses cannot exceed three. */
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

  /** A new code replaces the old one; wrong codes stay counted. False: no more codes are sent. */
  async resend(txnid: string): Promise<boolean> {
    const { rowCount } = await this.context.db.query(
      'UPDATE sandbox.aa_sessions SET one_time_code = $2, codes_sent = codes_sent + 1 WHERE txnid = $1 AND ' +
        'authenticated_at IS NULL AND codes_sent < $3',
      [txnid, newOneTimeCode(), MAX_CODES_SENT],
    );
    return rowCount === 1;
  }

  /** Accounts that were found without a PAN, or with another one, have to be searched for again. */
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
