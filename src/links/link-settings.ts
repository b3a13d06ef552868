import type { SubjectKey } from '../privacy/subject-keys';
import type { DurableLink } from './durable-link.entity';

/** What a journey needs to mint the vendor's link. The consumer's page among it may be personal: it rests sealed. */
export type LinkSettings = Readonly<Record<string, string | null>>;

const placeOf = (linkId: string): string => `durable_links.settings ${linkId}`;

export const sealSettings = (key: SubjectKey, linkId: string, settings: LinkSettings): Buffer =>
  key.seal(placeOf(linkId), JSON.stringify(settings));

/** None while those of before migration 0015 wait to be sealed. */
export const openSettings = (
  key: SubjectKey,
  { linkId, settingsSealed }: Pick<DurableLink, 'linkId' | 'settingsSealed'>,
): LinkSettings => (settingsSealed ? (JSON.parse(key.open(placeOf(linkId), settingsSealed)) as LinkSettings) : {});
