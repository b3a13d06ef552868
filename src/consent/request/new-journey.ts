import { v7 as uuidv7 } from 'uuid';
import type { Write } from '../../database/write';
import type { Caller } from '../../http/request/caller';
import type { KeyLease, Replayable } from '../../idempotency/idempotency.service';
import type { SubjectKey } from '../../privacy/subject-keys';
import type { CheckedRequest } from './consent-rules.service';
import { ConsentRequestedDto } from './consent-requested.dto';
import { answerOf, type AnsweredLink, type Keep } from '../redirection/link-answer';
import type { NewConsent } from '../consent.entity';
import { repeatIndexOf, sealConsent } from '../person';

/** The answer to a request for a consent, stored until its link expires. */
export const consentAnswer =
  (keep: Keep, handle: string) =>
  ({ ver, url, expiresAt }: AnsweredLink, intentId: string): Write<Replayable> =>
    answerOf(keep, intentId, ConsentRequestedDto.from(ver, handle, url), expiresAt);

/** A new journey: everything that is known before FinPro is asked. Its intent is not committed yet. */
export function newJourney(
  caller: Caller,
  { person, productId, accountId, accountIndex, fipIds, plan }: CheckedRequest,
  claim: KeyLease | null,
  key: SubjectKey,
  now: Date,
): NewConsent {
  const journeyId = uuidv7();
  return {
    journeyId,
    subjectId: key.subjectId,
    consumerId: caller.consumerId,
    appIdentifier: caller.applicationId,
    idempotencyKey: claim?.place.key ?? null,
    consentHandle: null,
    consentId: null,
    productId,
    accountIndex,
    partyIdentifierType: person.partyIdentifierType,
    ...sealConsent(key, journeyId, person, { accountId, redirectUrl: plan.redirectUrl }),
    fipIds,
    status: 'REQUESTED' as const,
    statusConfirmedAt: now,
    statusConfirmedBy: 'VENDOR_READ' as const,
    statusRevision: 0,
    statusChangedAt: now,
    statusStaleAfter: null,
    requestedAt: now,
    attemptedAt: now,
    attempts: 1,
    repeatIndex: claim ? null : repeatIndexOf(key, productId, accountId),
    answeredAt: null,
    linkIssuedAt: null,
    visitOutcome: null,
    visitedAt: null,
    expiresAt: null,
    erasedAt: null,
  };
}
