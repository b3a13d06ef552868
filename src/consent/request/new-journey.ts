import { v7 as uuidv7 } from 'uuid';
import { nothing, type Write } from '../../database/write';
import type { Caller } from '../../http/request/caller';
import type { Claim, Replayable } from '../../idempotency/idempotency.service';
import type { SubjectKey } from '../../privacy/subject-keys';
import type { CheckedRequest } from './consent-rules.service';
import { ConsentRequestedDto } from './consent-requested.dto';
import { LinkCreatedDto } from '../redirection/fresh-link.dto';
import { Consent } from '../consent.entity';
import { repeatIndexOf, sealConsent } from '../person';

const OK = 200;

/** Under which key an answer is kept: the person's, and the consumer's where it sent one. */
export interface Keep {
  readonly claim: Claim | null;
  readonly key: SubjectKey;
}

/**
 * A link as it is answered: FinPro's own or a durable one, the release of FinPro that the answer names, and until when
 * the answer may be repeated.
 */
export interface AnsweredLink {
  readonly ver: string;
  readonly url: string;
  readonly expiresAt: Date;
}

/** The answer as bytes; with a key it is kept, sealed under the person's key, since it holds a one-time URL. */
export function answered(
  { claim, key }: Keep,
  intentId: string,
  handle: string,
  { ver, url, expiresAt }: AnsweredLink,
): Write<Replayable> {
  const body = ConsentRequestedDto.from(ver, handle, url);
  return claim
    ? claim.complete(intentId, key, OK, body, expiresAt)
    : nothing({ status: OK, body: JSON.stringify(body), isReplay: false });
}

/** The same of a fresh link, kept until it expires. */
export function linked(
  { claim, key }: Keep,
  intentId: string,
  { ver, url, expiresAt }: AnsweredLink,
): Write<Replayable> {
  const body = LinkCreatedDto.from(ver, url);
  return claim
    ? claim.complete(intentId, key, OK, body, expiresAt)
    : nothing({ status: OK, body: JSON.stringify(body), isReplay: false });
}

/** A journey that begins: everything it knows before FinPro is asked. Its intent is still to come. */
export function newJourney(
  caller: Caller,
  { person, productId, accountId, accountIndex, fipIds, plan }: CheckedRequest,
  claim: Claim | null,
  key: SubjectKey,
  now: Date,
): Consent {
  const journeyId = uuidv7();
  return Object.assign(new Consent(), {
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
  });
}
