import type { StatusChange } from '../../audit/history/audit-history';
import { type ConsentStatus, isInForce } from '../consent-status';
import type { ConsentWithHandle } from '../consent.entity';

/** The form of the receipt: the sections and their order are those of this specification. */
const SCHEMA_VERSION = 'ISO/IEC TS 27560:2023';

/** Media type of a signed receipt, without `application/`. */
export const RECEIPT_TYPE = 'consent-receipt+jws';

/** What a change of status means to the person. */
export const RECEIPT_EVENTS = ['given', 'refused', 'changed', 'ended'] as const;
export type ReceiptEvent = (typeof RECEIPT_EVENTS)[number];

/** The consumer on whose behalf the consent was requested. */
export interface Controller {
  readonly organisationId: string;
  readonly clientId: string;
}

/** What a consent receipt says. It names the person by Portico's id only, and is the same whenever it is asked for. */
export interface ConsentReceipt {
  readonly header: {
    readonly schema_version: typeof SCHEMA_VERSION;
    /** The audit entry that recorded the change. */
    readonly receipt_id: string;
    /** The journey of the consent: the same in all its receipts. */
    readonly record_id: string;
    readonly pii_principal_id: string;
  };
  readonly processing: {
    readonly lawful_basis: 'consent';
    readonly consent_handle: string;
    readonly consent_id: string | null;
    /** FinPro's template, which has purpose, data and retention. */
    readonly product_id: string;
    /** The FIPs whose data are shared; null: every one. */
    readonly pii_sources: readonly string[] | null;
  };
  readonly parties: {
    readonly controller: {
      readonly organisation_id: string;
      readonly client_id: string;
      readonly app_identifier: string;
    };
    readonly consent_manager: 'MoneyOne FinPro, Account Aggregator';
  };
  readonly event: {
    readonly event_type: ReceiptEvent;
    readonly event_state: string;
    readonly previous_state: string;
    /** When Portico recorded what FinPro confirmed. */
    readonly event_time: string;
    /** Until when the consent is valid, as FinPro reported it with this change; null: it is not in force. */
    readonly valid_until: string | null;
  };
}

/** The event of a change; null for a status that says nothing about the person's decision. */
export function receiptEventOf(to: ConsentStatus, from: ConsentStatus): ReceiptEvent | null {
  if (to === 'REJECTED') return 'refused';
  if (to === 'REVOKED' || to === 'EXPIRED') return 'ended';
  if (to === 'PAUSED') return 'changed';
  if (to === 'ACTIVE') return from === 'PAUSED' ? 'changed' : 'given';
  return null;
}

/** What a receipt says of its consent. */
export type ReceiptedConsent = Pick<
  ConsentWithHandle,
  'journeyId' | 'subjectId' | 'consentHandle' | 'productId' | 'fipIds' | 'appIdentifier'
>;

/** The receipt of one change; null where `receiptEventOf` is. */
export function receiptOf(
  consent: ReceiptedConsent,
  { organisationId, clientId }: Controller,
  { entryId, occurredAt, detail }: Pick<StatusChange, 'entryId' | 'occurredAt' | 'detail'>,
): ConsentReceipt | null {
  const [from, to] = [detail.from as ConsentStatus, detail.to as ConsentStatus];
  const event = receiptEventOf(to, from);
  return (
    event && {
      header: {
        schema_version: SCHEMA_VERSION,
        receipt_id: entryId,
        record_id: consent.journeyId,
        pii_principal_id: consent.subjectId,
      },
      processing: {
        lawful_basis: 'consent',
        consent_handle: consent.consentHandle,
        consent_id: textOf(detail.consent_id),
        product_id: consent.productId,
        pii_sources: consent.fipIds,
      },
      parties: {
        controller: {
          organisation_id: organisationId,
          client_id: clientId,
          app_identifier: consent.appIdentifier,
        },
        consent_manager: 'MoneyOne FinPro, Account Aggregator',
      },
      event: {
        event_type: event,
        event_state: to,
        previous_state: from,
        event_time: occurredAt.toISOString(),
        // FinPro reports an end of consents that were refused or have ended, too.
        valid_until: isInForce(to) ? textOf(detail.expires_at) : null,
      },
    }
  );
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
