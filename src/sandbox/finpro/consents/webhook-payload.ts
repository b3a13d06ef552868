import { randomUUID } from 'node:crypto';
import type { Notice, WebhookTarget } from '../../webhooks/webhooks';
import type { ConsentEvent } from './consent-status';
import type { SandboxConsent } from './consent';
import { AA_HANDLE } from '../organisations';
import { localPart } from '../identifiers';
import { withoutZone } from './listed-consent';
import { findTemplate } from '../world';

const EVENTS: Readonly<Record<ConsentEvent, readonly [status: string, words: string]>> = {
  approve: ['CONSENT_APPROVED', 'approved'],
  reject: ['CONSENT_REJECTED', 'rejected'],
  pause: ['CONSENT_PAUSED', 'paused'],
  resume: ['CONSENT_RESUMED', 'resumed'],
  revoke: ['CONSENT_REVOKED', 'revoked'],
  expire: ['CONSENT_EXPIRED', 'expired'],
};

/**
 * FinPro's webhook about a consent whose state has changed: the basic payload, or the extended one, which masks the VUA
 * (finpro.md 5.2).
 */
export function consentNotice(
  consent: SandboxConsent,
  event: ConsentEvent,
  { payload }: Pick<WebhookTarget, 'payload'>,
): Notice {
  const [eventStatus, words] = EVENTS[event];
  const isExtended = payload === 'extended';
  const consentId = consent.consent_id ?? (isExtended ? '<NULL>' : '');
  const basic = {
    timestamp: consent.modified_at.toISOString(),
    consentHandle: consent.consent_handle,
    eventType: 'CONSENT',
    eventStatus,
    consentId,
    vua: isExtended ? masked(consent.vua) : consent.vua,
    eventMessage: consent.consent_id ? `Consent ${words} for consent id ${consentId}` : `Consent ${words}`,
  };
  const more = {
    productID: consent.product_id,
    accountID: consent.account_id,
    fetchType: findTemplate(consent.product_id)?.fetchType ?? null,
    consentExpiry: withoutZone(consent.consent_expiry),
  };
  return { event: eventStatus, eventId: randomUUID(), body: isExtended ? { ...basic, ...more } : basic };
}

/** Masks all but the last three characters before the handle. */
function masked(vua: string): string {
  const local = localPart(vua);
  return `${'X'.repeat(Math.max(0, local.length - 3))}${local.slice(-3)}${AA_HANDLE}`;
}
