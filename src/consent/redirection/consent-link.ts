import { v7 as uuidv7 } from 'uuid';
import { entityOf } from '../../database/entity-of';
import type { SubjectKey } from '../../privacy/subject-keys';
import { redirectOf, returnColumns, type ReturnPlan } from '../../returns/returns.service';
import type { FinproLink } from '../finpro/finpro-consent';
import { FINPRO_VERSION } from '../finpro/finpro-envelope';
import { LINK_LIFE_MS } from '../status/consent-facts';
import { ConsentLink } from './consent-link.entity';

const sealContextOf = (linkId: string): string => `consent_links.redirect_url ${linkId}`;

/** The row of a link that was handed out for these journeys; `key` is the key of their person. */
export function linkOf(key: SubjectKey, journeyIds: readonly string[], plan: ReturnPlan, issuedAt: Date): ConsentLink {
  const linkId = uuidv7();
  return entityOf(ConsentLink, {
    ...returnColumns(key, sealContextOf(linkId), plan),
    linkId,
    journeyIds: [...journeyIds],
    issuedAt,
  });
}

/** Where the browser is sent after the link's visit; null when the consumer named no page. */
export const consentRedirectAfter = (key: SubjectKey, link: ConsentLink): string | null =>
  redirectOf(key, sealContextOf(link.linkId), link);

/** The status of an answer with a link. */
export const OK = 200;

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
export const oneTime = ({ ver, url, issuedAt }: FinproLink): AnsweredLink => ({
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
