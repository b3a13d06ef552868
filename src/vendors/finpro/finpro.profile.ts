import { parseJson } from '../json';
import type { VendorProfile } from '../vendor-profile';
import { digestOf, factsIn, idIn, objectIn, type WebhookEvent, wordIn } from '../webhook-event';
import { finproSigner } from './finpro.signer';
import { isLimited, waitSecondsOf } from '../retry-after';

/** FinPro, for the code that is shared by the vendors. */
export const FINPRO: VendorProfile = {
  name: 'finpro',
  connection: ({ finpro }) =>
    finpro && {
      baseUrl: finpro.baseUrl,
      sign: finproSigner(finpro),
      credentials: [finpro.clientId, finpro.clientSecret, finpro.organisationId, finpro.appIdentifier],
      secrets: [finpro.clientId, finpro.clientSecret],
    },
  isRateLimit: (answer) => isLimited(answer, 'errorCode', 'status'),
  retryAfter: (answer) => waitSecondsOf(answer, 'errorMsg'),
  webhooks: {
    path: 'finpro',
    read: finproEvent,
    document: {
      operationId: 'receiveFinproWebhook',
      accountOperationId: 'receiveFinproAccountWebhook',
      title: 'FinPro',
      about: 'MoneyOne FinPro, categories CONSENT and DATA',
      reads: 'the consent at FinPro',
      isTimed: false,
      example: {
        timestamp: '2026-01-15T10:34:12.745Z',
        consentHandle: '3a3f2d96-fc3b-42e5-804f-e65d10a4be98',
        eventType: 'CONSENT',
        eventStatus: 'CONSENT_APPROVED',
        consentId: 'bf0cda0b-776c-4104-a4f8-5bcd69764125',
        vua: '9876543210@onemoney',
        eventMessage: 'Consent approved for consent id bf0cda0b-776c-4104-a4f8-5bcd69764125',
      },
    },
  },
};

/**
 * A webhook of FinPro (page "Webhooks overview"), by consent handle. It has no id: kind, status, handle, consent,
 * session and time together identify an event. Every event about a consent concerns a journey, whatever its type.
 */
export function finproEvent(body: Buffer): WebhookEvent {
  const json = objectIn(parseJson(body));
  const { eventType, eventStatus, consentHandle, consentId, sessionId, timestamp } = json;
  const [kind, status, subjectRef] = [wordIn(eventType), wordIn(eventStatus), idIn(consentHandle)];
  const identity = [eventType, eventStatus, consentHandle, consentId, sessionId, timestamp];
  return {
    dedupeKey: digestOf(kind === null ? body : JSON.stringify(identity)),
    event: kind && [kind, status].filter(Boolean).join('.'),
    subjectRef,
    isOfJourney: subjectRef !== null && kind?.toUpperCase() === 'CONSENT',
    facts: factsIn(json, {
      consent_id: idIn(consentId),
      session_id: idIn(sessionId),
      timestamp: wordIn(timestamp),
      product_id: wordIn(json.productID),
      fetch_type: wordIn(json.fetchType),
    }),
  };
}
