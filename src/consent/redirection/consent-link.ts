import { v7 as uuidv7 } from 'uuid';
import type { SubjectKey } from '../../privacy/subject-keys';
import { ConsentLink } from './consent-link.entity';
import type { ReturnPlan } from './return-plan';
import { entityOf } from '../../database/entity-of';

const placeOf = (linkId: string): string => `consent_links.redirect_url ${linkId}`;

/** The row of a link that was handed out for these journeys; `key` is the key of their person. */
export function linkOf(
  key: SubjectKey,
  journeyIds: readonly string[],
  { mode, redirectUrl, stateHash }: ReturnPlan,
  issuedAt: Date,
): ConsentLink {
  const linkId = uuidv7();
  const redirectUrlSealed = redirectUrl === null ? null : key.seal(placeOf(linkId), redirectUrl);
  return entityOf(ConsentLink, {
    linkId,
    journeyIds: [...journeyIds],
    redirectUrlSealed,
    returnMode: mode,
    returnStateHash: stateHash,
    issuedAt,
    returnedAt: null,
    stallJudgedAt: null,
  });
}

/** Where the browser is sent after the link's visit; null when the consumer named no page. */
export const redirectOf = (key: SubjectKey, { linkId, redirectUrlSealed }: ConsentLink): string | null =>
  redirectUrlSealed && key.open(placeOf(linkId), redirectUrlSealed);
