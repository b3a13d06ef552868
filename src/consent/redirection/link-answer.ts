import { nothing, type Write } from '../../database/write';
import type { KeyLease, Replayable } from '../../idempotency/idempotency.service';
import type { SubjectKey } from '../../privacy/subject-keys';
import type { IssuedLink } from '../finpro/finpro-consent';
import { FINPRO_VERSION } from '../finpro/finpro-envelope';
import { LINK_LIFE_MS } from '../status/consent-turn';
import { LinkCreatedDto } from './fresh-link.dto';

const OK = 200;

/** Under which key an answer is kept: the person's, and the consumer's where it sent one. */
export interface Keep {
  readonly claim: KeyLease | null;
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

/**
 * FinPro's own link as it is answered. When it is worth nothing any more, at the earliest, FinPro does not say; an
 * answer that may be dead is not replayed.
 */
export const oneTime = ({ ver, url, issuedAt }: IssuedLink): AnsweredLink => ({
  ver,
  url,
  expiresAt: new Date(issuedAt.getTime() + LINK_LIFE_MS),
});

/** A durable link as it is answered, without FinPro. */
export const durable = ({ url, expiresAt }: Pick<AnsweredLink, 'url' | 'expiresAt'>): AnsweredLink => ({
  ver: FINPRO_VERSION,
  url,
  expiresAt,
});

/** A body as bytes; with a key it is kept until then, sealed under the person's key, since it holds a one-time URL. */
export function answerOf({ claim, key }: Keep, intentId: string, body: object, expiresAt: Date): Write<Replayable> {
  return claim
    ? claim.complete(intentId, key, OK, body, expiresAt)
    : nothing({ status: OK, body: JSON.stringify(body), isReplay: false });
}

/** The answer to a request for a fresh link, kept until the link expires. */
export const linkAnswer =
  (keep: Keep) =>
  ({ ver, url, expiresAt }: AnsweredLink, intentId: string): Write<Replayable> =>
    answerOf(keep, intentId, LinkCreatedDto.from(ver, url), expiresAt);
