import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { SandboxContext } from '../../context';
import { isUuid } from '../../uuid';
import { dateForm, encrypt, fiOf, minuteOf } from './ecreq';
import { FIU_ID, SHARED_SECRET } from '../organisations';
import { type RedirectionRequest, requestText, type ReturnCode } from './redirection';

/** The content of a new link. */
export interface LinkRequest {
  readonly consentHandles: readonly string[];
  readonly vua: string;
  /** Absolute; the address to which the browser returns. */
  readonly redirectUrl: string;
  /** Null: every FIP. */
  readonly fipIds: readonly string[] | null;
  readonly pan: string | null;
}

/** A one-time link to the pages: when it was issued, and how it ended. */
export interface SandboxLink {
  readonly txnid: string;
  readonly session_id: string;
  readonly consent_handles: readonly string[];
  readonly redirect_url: string;
  /** Null: every FIP. */
  readonly fip_ids: readonly string[] | null;
  readonly pan: string | null;
  readonly vua: string;
  readonly issued_at: Date;
  readonly expires_at: Date;
  readonly opened_at: Date | null;
  readonly session_hash: Buffer | null;
  readonly decided_at: Date | null;
  /** Digits of the return code. */
  readonly outcome: string | null;
}

/** The path of the Account Aggregator's entry page, below the sandbox's own address. */
export const ENTRY_PATH = '/aa/v2/';

/** Seconds from the opening of a link until the decision. */
const SESSION_SECONDS = 900;

/** A date without its seconds may look this much older than it is, and the clocks may differ by as much. */
const SLACK_SECONDS = 60;

const COLUMNS =
  'txnid, session_id, consent_handles, redirect_url, fip_ids, pan, vua, issued_at, expires_at, opened_at, ' +
  'session_hash, decided_at, outcome';

/** Of the first consent of a link: whose effects they are. */
const ORGANISATION =
  '(SELECT organisation_id FROM sandbox.finpro_consents AS c WHERE c.consent_handle = consent_handles[1])';

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
export const newOneTimeCode = (): string => String(randomInt(1_000_000)).padStart(6, '0');

/** One-time links. Of the cookie of an opened link only the hash is stored. */
export class LinksStore {
  constructor(private readonly context: SandboxContext) {}

  /** A fresh one-time URL with `ecreq`, `reqdate` and `fi`; earlier URLs stay valid. */
  async mint({ consentHandles, vua, redirectUrl, fipIds, pan }: LinkRequest): Promise<string> {
    const { clock, config, publicUrl } = this.context;
    const request = {
      txnid: randomUUID(),
      sessionid: randomUUID(),
      userid: vua,
      redirect: redirectUrl,
      srcref: consentHandles,
      fipid: fipIds ?? [],
      pan,
    };
    await this.keep(request, clock.now(), clock.after(config.finpro.linkTtlSeconds));
    const reqdate = dateForm(clock.now());
    const ecreq = await encrypt(requestText(request), SHARED_SECRET, reqdate);
    return `${publicUrl}${ENTRY_PATH}?ecreq=${encodeURIComponent(ecreq)}&reqdate=${reqdate}&fi=${encodeURIComponent(fiOf(FIU_ID, reqdate))}`;
  }

  /**
   * The link of a decrypted request. The lifetime of a link that was written with the shared secret by another program
   * than FinPro starts at the minute of its date.
   */
  async of(request: RedirectionRequest, reqdate: string): Promise<SandboxLink> {
    const found = await this.find(request.txnid);
    if (found) return found;
    const minute = minuteOf(reqdate)!;
    await this.keep(
      request,
      minute,
      new Date(minute.getTime() + (this.context.config.finpro.linkTtlSeconds + SLACK_SECONDS) * 1000),
    );
    return (await this.find(request.txnid))!;
  }

  async find(txnid: string): Promise<SandboxLink | null> {
    const { rows } = await this.context.db.query<SandboxLink>({
      name: 'sandbox-link',
      text: `SELECT ${COLUMNS} FROM sandbox.finpro_links WHERE txnid = $1`,
      values: [txnid],
    });
    return rows[0] ?? null;
  }

  /** The link whose opening set this cookie secret. */
  async findBySession(secret: string): Promise<SandboxLink | null> {
    const { rows } = await this.context.db.query<SandboxLink>({
      name: 'sandbox-link-session',
      text: `SELECT ${COLUMNS} FROM sandbox.finpro_links WHERE session_hash = $1`,
      values: [hashOf(secret)],
    });
    return rows[0] ?? null;
  }

  /** Whether a date is later than the sandbox's clock by more than clocks may differ. */
  isFromTheFuture(reqdate: string): boolean {
    return minuteOf(reqdate)!.getTime() > this.context.clock.after(SLACK_SECONDS).getTime();
  }

  /**
   * Opens the link: one conditional update, so that of any number of concurrent requests exactly one gets the session.
   * Returns the cookie's secret; null for the others.
   */
  async open(txnid: string): Promise<string | null> {
    const { db, clock } = this.context;
    const secret = randomBytes(24).toString('base64url');
    const { rowCount } = await db.query({
      name: 'sandbox-link-open',
      text: `
        WITH opened AS (UPDATE sandbox.finpro_links SET opened_at = $2, session_hash = $3 WHERE txnid = $1
          AND opened_at IS NULL AND expires_at > $2 RETURNING txnid, consent_handles),
        visit AS (INSERT INTO sandbox.aa_sessions (txnid, form_token, one_time_code, created_at, expires_at)
          SELECT txnid, $4, $5, $2, $6 FROM opened),
        noted AS (INSERT INTO sandbox.effects (vendor, kind, subject, entity, detail) SELECT 'finpro',
          'link.opened', txnid, ${ORGANISATION},
          jsonb_build_object('consent_handles', consent_handles) FROM opened)
        SELECT txnid FROM opened`,
      values: [
        txnid,
        clock.now(),
        hashOf(secret),
        randomBytes(18).toString('base64url'),
        newOneTimeCode(),
        clock.after(SESSION_SECONDS),
      ],
    });
    return rowCount === 1 ? secret : null;
  }

  /** Ends the visit of a link: only the first call decides. Null for the others. */
  async close(txnid: string, code: ReturnCode): Promise<SandboxLink | null> {
    const { rows } = await this.context.db.query<SandboxLink>({
      name: 'sandbox-link-close',
      text: `
        WITH closed AS (UPDATE sandbox.finpro_links SET decided_at = $2, outcome = $3 WHERE txnid = $1
          AND decided_at IS NULL RETURNING ${COLUMNS}),
        noted AS (INSERT INTO sandbox.effects (vendor, kind, subject, entity, detail) SELECT 'finpro',
          'link.closed', txnid, ${ORGANISATION},
          jsonb_build_object('consent_handles', consent_handles, 'errorcode', outcome) FROM closed)
        SELECT ${COLUMNS} FROM closed`,
      values: [txnid, this.context.clock.now(), String(code)],
    });
    return rows[0] ?? null;
  }

  /** Corrects the outcome of a decision that no consent accepted, since the consents had changed in the meantime. */
  async correct(txnid: string, code: ReturnCode): Promise<SandboxLink> {
    const { rows } = await this.context.db.query<SandboxLink>(
      `UPDATE sandbox.finpro_links SET outcome = $2 WHERE txnid = $1 RETURNING ${COLUMNS}`,
      [txnid, String(code)],
    );
    return rows[0]!;
  }

  /** Ends the link early. Null: no such link. */
  async expire(txnid: string): Promise<SandboxLink | null> {
    if (!isUuid(txnid)) return null;
    const { rows } = await this.context.db.query<SandboxLink>(
      `UPDATE sandbox.finpro_links SET expires_at = least(expires_at, $2) WHERE txnid = $1 RETURNING ${COLUMNS}`,
      [txnid, this.context.clock.now()],
    );
    return rows[0] ?? null;
  }

  /** All links to a consent, newest first. */
  async about(consentHandle: string): Promise<SandboxLink[]> {
    if (!isUuid(consentHandle)) return [];
    const { rows } = await this.context.db.query<SandboxLink>(
      `SELECT ${COLUMNS} FROM sandbox.finpro_links WHERE $1 = ANY (consent_handles) ORDER BY issued_at DESC, txnid`,
      [consentHandle],
    );
    return rows;
  }

  private async keep(request: RedirectionRequest, issuedAt: Date, expiresAt: Date): Promise<void> {
    const { txnid, sessionid, userid, redirect, srcref, fipid, pan } = request;
    await this.context.db.query({
      name: 'sandbox-link-keep',
      text:
        'INSERT INTO sandbox.finpro_links (txnid, session_id, consent_handles, redirect_url, fip_ids, pan, vua, ' +
        'issued_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING',
      values: [
        txnid,
        sessionid,
        srcref.filter(isUuid),
        redirect,
        fipid.length > 0 ? fipid : null,
        pan,
        userid,
        issuedAt,
        expiresAt,
      ],
    });
  }
}
