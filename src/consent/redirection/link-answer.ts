import { nothing, type Write } from '../../database/write';
import type { KeyLease, Replayable } from '../../idempotency/idempotency.service';
import type { SubjectKey } from '../../privacy/subject-keys';
import type { IssuedLink } from '../finpro/finpro-consent';
import { FINPRO_VERSION } from '../finpro/finpro-envelope';
import { LINK_LIFE_MS } from '../status/consent-facts';
import { LinkCreatedDto } from './fresh-link.dto';

const OK = 200;

/** The keys under which an answer is stored: the person's, and the consumer's Idempotency-Key where it sent one. */
export interface Keep {
  readonly claim: KeyLease | null;
  readonly key: SubjectKey;
}

/**
 * A link as it is returned: FinPro's own or a durable one, the release of FinPro that the answer names, and until when
 * the answer may be replayed.
 */
export interface AnsweredLink {
  readonly ver: string;
  readonly url: string;
  readonly expiresAt: Date;
}

/**
 * FinPro's own link as it is returned. FinPro does not say when a link expires, so the shortest lifetime is assumed: an
 * answer whose link may have expired is not replayed.
 */
export const oneTime = ({ ver, url, issuedAt }: IssuedLink): AnsweredLink => ({
  ver,
  url,
  expiresAt: new Date(issuedAt.getTime() + LINK_LIFE_MS),
});

/** A durable link as it is returned, without a call to FinPro. */
export const durable = ({ url, expiresAt }: Pick<AnsweredLink, 'url' | 'expiresAt'>): AnsweredLink => ({
  ver: FINPRO_VERSION,
  url,
  expiresAt,
});

/**
 * A body as bytes; with a key it is stored until `expiresAt`, sealed under the person's key, since it contains a
 * one-time URL.
 */
export function answerOf({ claim, key }: Keep, intentId: string, body: object, expiresAt: Date): Write<Replayable> {
  return claim
    ? claim.complete(intentId, key, OK, body, expiresAt)
    : nothing({ status: OK, body: JSON.stringify(body), isReplay: false });
}

/** The answer to a request for a fresh link, stored until the link expires. */
export const linkAnswer =
  (keep: Keep) =>
  ({ ver, url, expiresAt }: AnsweredLink, intentId: string): Write<Replayable> =>
    answerOf(keep, intentId, LinkCreatedDto.from(ver, url), expiresAt);
