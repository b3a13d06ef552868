import type { LinkSettings } from '../journey-registry/journey-links';
import type { SubjectKey } from '../privacy/subject-keys';
import type { DurableLink } from './durable-link.entity';

const sealContextOf = (linkId: string): string => `durable_links.settings ${linkId}`;

export const sealSettings = (key: SubjectKey, linkId: string, settings: LinkSettings): Buffer =>
  key.seal(sealContextOf(linkId), JSON.stringify(settings));

/** Empty while settings from before migration 0015 wait to be sealed. */
export const openSettings = (
  key: SubjectKey,
  { linkId, settingsSealed }: Pick<DurableLink, 'linkId' | 'settingsSealed'>,
): LinkSettings =>
  settingsSealed ? (JSON.parse(key.open(sealContextOf(linkId), settingsSealed)) as LinkSettings) : {};
