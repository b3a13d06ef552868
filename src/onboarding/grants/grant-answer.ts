import type { Write } from '../../database/write';
import type { KeyLease, Replayable } from '../../idempotency/idempotency.service';
import type { SubjectKey } from '../../privacy/subject-keys';
import { GrantDto } from './grant.dto';
import type { IssuedGrant } from '../one-money/hosted-customer';

const CREATED = 201;

/**
 * The lease of an Idempotency-Key under which a grant is answered, and the subject's key that seals the stored answer.
 */
export interface HeldKey {
  readonly claim: KeyLease;
  readonly subjectKey: SubjectKey;
}

/** The answer to a request without a key. */
export const answerOf = (issued: IssuedGrant): Replayable => ({
  status: CREATED,
  body: JSON.stringify(GrantDto.from(issued)),
  isReplay: false,
});

/** The answer to a request with a key, stored as long as the link is valid. */
export const answerUnder = ({ claim, subjectKey }: HeldKey, intentId: string, issued: IssuedGrant): Write<Replayable> =>
  claim.complete(intentId, subjectKey, CREATED, GrantDto.from(issued), issued.expiresAt);
