import { v7 as uuidv7 } from 'uuid';
import type { LinkSettings } from '../journey-registry/journey-links';
import { hashOf, newOneTimeToken } from '../privacy/one-time-token';
import type { SubjectKey } from '../privacy/subject-keys';
import { DurableLink } from './durable-link.entity';
import { sealSettings } from './link-settings';
import { entityOf } from '../database/entity-of';

/** What a new link is for. */
export interface LinkOrder extends Pick<DurableLink, 'kind' | 'reference'> {
  /** The subject's key; an erased subject has none. */
  readonly key: SubjectKey;
  readonly settings: LinkSettings;
  /** Null and undefined: a new one. */
  readonly linkId?: string | null;
}

/** A link, and its token, which is not stored. */
export function newLink(
  consumerId: string,
  { kind, key, reference, settings, linkId: given }: LinkOrder,
  issuedAt: Date,
  expiresAt: Date,
): { link: DurableLink; token: string } {
  const { token, hash } = newOneTimeToken();
  const linkId = given ?? uuidv7();
  const settingsSealed = sealSettings(key, linkId, settings);
  const link = entityOf(DurableLink, {
    linkId,
    consumerId,
    kind,
    subjectId: key.subjectId,
    reference,
    tokenHash: hash,
    settingsSealed,
    issuedAt,
    expiresAt,
    revokedAt: null,
    clicks: 0,
    lastClickedAt: null,
    dayBeganAt: null,
    dayClicks: 0,
  });
  return { link, token };
}

/** The hash of the token in a durable link; null where there is none. */
export function tokenHashIn(url: string): Buffer | null {
  const [, token] = /\/l\/([A-Za-z0-9_-]{43})$/.exec(url) ?? [];
  return token === undefined ? null : hashOf(token);
}
