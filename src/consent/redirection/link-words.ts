import type { Words } from '../../words/words';
import type { ConsentStatus } from '../consent-status';

/** What a person who opens a durable link reads, by the consent's status: a key of the catalogues. */
export const CONSENT_LINK_WORDS: Readonly<Record<ConsentStatus, keyof Omit<Words['consent'], 'goesTo'>>> = {
  PENDING: 'decide',
  ACTIVE: 'approved',
  PAUSED: 'paused',
  REJECTED: 'rejected',
  REVOKED: 'over',
  EXPIRED: 'over',
  REQUESTED: 'soon',
  UNKNOWN: 'soon',
  REFUSED: 'over',
  UNRECOGNISED: 'unrecognised',
};
