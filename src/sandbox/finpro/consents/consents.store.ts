import { randomUUID } from 'node:crypto';
import type { SandboxContext } from '../../context';
import type { Effect } from '../../control/effects';
import { isUuid } from '../../uuid';
import type { ConsentAccount } from '../aa/accounts';
import type { ConsentFilter, NewConsent, SandboxConsent } from './consent';
import { type ConsentEvent, EFFECT_KINDS, stepOf } from './consent-status';
import { consentNotice } from './webhook-payload';

const DAY_SECONDS = 86_400;

/**
 * The consents of all organisations. A consent that is past its expiry by the sandbox's clock is set to EXPIRED before
 * it is read.
 */
export class ConsentsStore {
  constructor(private readonly context: SandboxContext) {}

  /** Each request makes a new handle, also for the same `accountID`. */
  async create(consent: NewConsent, requestId: string): Promise<SandboxConsent> {
    const { clock, effects } = this.context;
    return effects.within(async (client) => {
      const { rows } = await client.query<SandboxConsent>(
        `INSERT INTO sandbox.finpro_consents (consent_handle, organisation_id, client_id, app_identifier, product_id,
          account_id, vua, party_identifier_type, party_identifier_value, pan, fip_ids, redirect_url, status,
          created_at, modified_at, consent_start, consent_expiry)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'PENDING', $13, $13, $13, $14) RETURNING *`,
        [
          randomUUID(),
          consent.organisation_id,
          consent.client_id,
          consent.app_identifier,
          consent.product_id,
          consent.account_id,
          consent.vua,
          consent.party_identifier_type,
          consent.party_identifier_value,
          consent.pan,
          consent.fip_ids,
          consent.redirect_url,
          clock.now(),
          clock.after(consent.validityDays * DAY_SECONDS),
        ],
      );
      const created = rows[0]!;
      return {
        value: created,
        effect: {
          vendor: 'finpro',
          kind: 'consent.created',
          subject: created.consent_handle,
          entity: created.organisation_id,
          requestId,
          detail: {
            product_id: created.product_id,
            account_id: created.account_id,
            app_identifier: created.app_identifier,
          },
        },
      };
    });
  }

  async find(consentHandle: string): Promise<SandboxConsent | null> {
    if (!isUuid(consentHandle)) return null;
    await this.expireDue();
    const { rows } = await this.context.db.query<SandboxConsent>({
      name: 'sandbox-consent',
      text: 'SELECT * FROM sandbox.finpro_consents WHERE consent_handle = $1',
      values: [consentHandle],
    });
    return rows[0] ?? null;
  }

  /** By its handle or, once approved, by its id; of any organisation. */
  async findAny(id: string): Promise<SandboxConsent | null> {
    const found = await this.find(id);
    if (found || !isUuid(id)) return found;
    const { rows } = await this.context.db.query<SandboxConsent>(
      'SELECT * FROM sandbox.finpro_consents WHERE consent_id = $1',
      [id],
    );
    return rows[0] ?? null;
  }

  async findById(organisationId: string, consentId: string): Promise<SandboxConsent | null> {
    return (await this.list({ organisationId, consentIds: [consentId] }))[0] ?? null;
  }

  /** Newest first. Ids that are not UUIDs match nothing. */
  async list(filter: ConsentFilter): Promise<SandboxConsent[]> {
    await this.expireDue();
    const { rows } = await this.context.db.query<SandboxConsent>({
      name: 'sandbox-consents',
      text: `
        SELECT * FROM sandbox.finpro_consents
        WHERE organisation_id = $1
          AND ($2::text IS NULL OR vua = $2)
          AND ($3::text IS NULL OR party_identifier_type = $3)
          AND ($4::text IS NULL OR party_identifier_value = $4)
          AND ($5::text IS NULL OR product_id = $5)
          AND ($6::text IS NULL OR account_id = $6)
          AND ($7::text[] IS NULL OR status = ANY ($7))
          AND ($8::uuid[] IS NULL OR consent_handle = ANY ($8))
          AND ($9::uuid[] IS NULL OR consent_id = ANY ($9))
        ORDER BY created_at DESC, consent_handle OFFSET $10 LIMIT $11`,
      values: [
        filter.organisationId,
        filter.vua ?? null,
        filter.partyIdentifierType ?? null,
        filter.partyIdentifierValue ?? null,
        filter.productId ?? null,
        filter.accountId ?? null,
        filter.statuses ?? null,
        uuids(filter.consentHandles),
        uuids(filter.consentIds),
        filter.offset ?? 0,
        filter.limit ?? null,
      ],
    });
    return rows;
  }

  /** The customer approves: the consent gets its id, and the accounts that were chosen. */
  async approve(consentHandle: string, accounts: readonly ConsentAccount[]): Promise<SandboxConsent | null> {
    return this.move(consentHandle, 'approve', accounts);
  }

  /** Null: there is no such consent, or this event is not possible in its state. */
  async transition(consentHandle: string, event: Exclude<ConsentEvent, 'approve'>): Promise<SandboxConsent | null> {
    return this.move(consentHandle, event, null);
  }

  /** One conditional update, so that of two concurrent events only one is applied. */
  private async move(
    consentHandle: string,
    event: ConsentEvent,
    accounts: readonly ConsentAccount[] | null,
  ): Promise<SandboxConsent | null> {
    if (!isUuid(consentHandle)) return null;
    await this.expireDue();
    const { from, to } = stepOf(event);
    return this.context.effects.within(async (client) => {
      const { rows } = await client.query<SandboxConsent>(
        `UPDATE sandbox.finpro_consents SET status = $2, modified_at = $3, consent_id = coalesce(consent_id, $4),
          accounts = coalesce($5::jsonb, accounts)
         WHERE consent_handle = $1 AND status = ANY ($6) AND ($7 OR consent_expiry > $3) RETURNING *`,
        [
          consentHandle,
          to,
          this.context.clock.now(),
          event === 'approve' ? randomUUID() : null,
          accounts && JSON.stringify(accounts),
          from,
          event === 'expire',
        ],
      );
      const moved = rows[0] ?? null;
      return { value: moved, effect: moved && effectOf(moved, event) };
    });
  }

  /**
   * The read before it keeps the usual case free of a transaction; only the update decides. It locks in the order of
   * handles, so that two updates cannot deadlock.
   */
  async expireDue(): Promise<void> {
    const { db, clock, effects } = this.context;
    const { from, to } = stepOf('expire');
    const now = clock.now();
    const { rows: due } = await db.query({
      name: 'sandbox-consents-due',
      text:
        "SELECT 1 FROM sandbox.finpro_consents WHERE status IN ('PENDING', 'ACTIVE', 'PAUSED') AND consent_expiry " +
        '<= $1 LIMIT 1',
      values: [now],
    });
    if (due.length === 0) return;
    await effects.within(async (client) => {
      const { rows } = await client.query<SandboxConsent>(
        `WITH due AS (SELECT consent_handle FROM sandbox.finpro_consents WHERE status = ANY ($3)
          AND consent_expiry <= $2 ORDER BY consent_handle FOR UPDATE)
         UPDATE sandbox.finpro_consents consent SET status = $1, modified_at = $2 FROM due
           WHERE consent.consent_handle = due.consent_handle RETURNING consent.*`,
        [to, now, from],
      );
      return { value: undefined, effect: rows.map((consent) => effectOf(consent, 'expire')) };
    });
  }
}

const uuids = (words: readonly string[] | undefined): string[] | null => words?.filter(isUuid) ?? null;

const effectOf = (consent: SandboxConsent, event: ConsentEvent): Effect => ({
  vendor: 'finpro',
  kind: EFFECT_KINDS[event],
  subject: consent.consent_handle,
  entity: consent.organisation_id,
  detail: { status: consent.status, consent_id: consent.consent_id },
  announce: (target) => consentNotice(consent, event, target),
});
