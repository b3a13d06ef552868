import type { UpkeepConfig } from '../config/upkeep.config';
import { oldestBy, removedAfter, removing, type TableLife } from '../retention/table-life';

/** As long as an Idempotency-Key is kept. */
const REFUSED_DAYS = 30;

export const consentLives = ({ linksKeptDays: days }: UpkeepConfig): readonly TableLife[] => [
  {
    table: 'consents',
    life:
      'for ever: records of consent, without personal data once the person was erased; requests that were refused, ' +
      `${REFUSED_DAYS} days`,
    removals: [
      {
        days: REFUSED_DAYS,
        text: removing({
          table: 'consents',
          key: ['journey_id'],
          place: 'journey_id',
          type: 'uuid',
          among: "t.status = 'REFUSED'",
        }),
      },
    ],
    oldest: oldestBy('consents', 'journey_id', 'uuid'),
  },
  removedAfter(days, `${days} days (\`LINKS_KEPT_DAYS\`)`, {
    table: 'consent_links',
    key: ['link_id'],
    place: 'link_id',
    type: 'uuid',
  }),
];
