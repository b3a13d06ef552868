import type { UpkeepConfig } from '../config/upkeep.config';
import { oldestBy, removedAfter, removing, rowsOf, type TableLife } from '../retention/table-life';
import { Consent } from './consent.entity';
import { ConsentLink } from './redirection/consent-link.entity';

/** As long as an Idempotency-Key is kept. */
const REFUSED_DAYS = 30;

const CONSENTS = rowsOf(Consent, 'journeyId');

export const consentLives = ({ linksKeptDays: days }: UpkeepConfig): readonly TableLife[] => [
  {
    table: 'consents',
    life:
      'for ever: records of consent, without personal data once the person was erased; requests that were refused, ' +
      `${REFUSED_DAYS} days`,
    removals: [
      {
        days: REFUSED_DAYS,
        text: removing({ ...CONSENTS, among: "t.status = 'REFUSED'" }),
      },
    ],
    oldest: oldestBy(CONSENTS),
  },
  removedAfter(days, `${days} days (\`LINKS_KEPT_DAYS\`)`, rowsOf(ConsentLink, 'linkId')),
];
