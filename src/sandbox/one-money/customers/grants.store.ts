import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { SandboxContext } from '../../context';
import { isUuid } from '../../uuid';

export interface SandboxGrant {
  readonly grant_id: string;
  readonly customer_id: string;
  readonly redirect_url: string | null;
  readonly locale: string;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly used_at: Date | null;
}

const LIFETIME_SECONDS = 1800;
const COLUMNS = 'grant_id, customer_id, redirect_url, locale, created_at, expires_at, used_at';

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/** One-time links. Only the hash of a token is stored. */
export class GrantsStore {
  constructor(private readonly context: SandboxContext) {}

  /** A link for thirty minutes; earlier links stay valid. */
  async issue(
    customerId: string,
    entity: string,
    redirectUrl: string | null,
    locale: string,
    call: { requestId: string; idempotencyKey: string | null },
  ): Promise<{ grant: SandboxGrant; token: string }> {
    const token = `og_${randomBytes(24).toString('base64url')}`;
    const { clock, effects } = this.context;
    const grant = await effects.within(async (client) => {
      const { rows } = await client.query<SandboxGrant>({
        name: 'sandbox-grant-issue',
        text: `INSERT INTO sandbox.grants (grant_id, token_hash, customer_id, redirect_url, locale, created_at,
          expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${COLUMNS}`,
        values: [
          randomUUID(),
          hashToken(token),
          customerId,
          redirectUrl,
          locale,
          clock.now(),
          clock.after(LIFETIME_SECONDS),
        ],
      });
      const issued = rows[0]!;
      return {
        value: issued,
        effect: {
          vendor: '1money',
          kind: 'grant.created',
          subject: customerId,
          entity,
          ...call,
          detail: { grant_id: issued.grant_id },
        },
      };
    });
    return { grant, token };
  }

  /** Reads the grant without using it up. */
  async peek(token: string): Promise<{ grant: SandboxGrant; state: 'unused' | 'used' | 'expired' } | null> {
    const { rows } = await this.context.db.query<SandboxGrant>({
      name: 'sandbox-grant-peek',
      text: `SELECT ${COLUMNS} FROM sandbox.grants WHERE token_hash = $1`,
      values: [hashToken(token)],
    });
    const grant = rows[0];
    if (!grant) return null;
    return {
      grant,
      state: grant.used_at ? 'used' : grant.expires_at <= this.context.clock.now() ? 'expired' : 'unused',
    };
  }

  /**
   * The exchange: one conditional update, so that of any number of concurrent requests exactly one gets the grant. Null
   * for the others.
   */
  async exchange(token: string): Promise<SandboxGrant | null> {
    const { rows } = await this.context.db.query<SandboxGrant>({
      name: 'sandbox-grant-exchange',
      text: `
        WITH used AS (UPDATE sandbox.grants SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL
          AND expires_at > $2 RETURNING ${COLUMNS}),
        noted AS (INSERT INTO sandbox.effects (vendor, kind, subject, entity, detail) SELECT '1money',
          'grant.exchanged', customer_id, (SELECT entity FROM sandbox.customers AS c
          WHERE c.customer_id = used.customer_id), jsonb_build_object('grant_id', grant_id) FROM used)
        SELECT ${COLUMNS} FROM used`,
      values: [hashToken(token), this.context.clock.now()],
    });
    return rows[0] ?? null;
  }

  /** By its id or its token, by the Idempotency-Key that its partner gave it, or the newest one of a customer. */
  async expire(id: string): Promise<SandboxGrant | null> {
    const uuid = isUuid(id) ? id.toLowerCase() : null;
    const { rows } = await this.context.db.query<SandboxGrant>(
      `UPDATE sandbox.grants SET expires_at = least(expires_at, $2) WHERE grant_id = coalesce(
        (SELECT grant_id FROM sandbox.grants WHERE grant_id = $1::uuid OR token_hash = $3),
        (SELECT (detail ->> 'grant_id')::uuid FROM sandbox.effects WHERE kind = 'grant.created'
          AND idempotency_key = $4 LIMIT 1),
        (SELECT grant_id FROM sandbox.grants WHERE customer_id = $1::uuid ORDER BY created_at DESC LIMIT 1))
       RETURNING ${COLUMNS}`,
      [uuid, this.context.clock.now(), hashToken(id), uuid],
    );
    return rows[0] ?? null;
  }
}
