import type { UpkeepConfig } from '../config/upkeep.config';
import { kept, oldestBy, removedAfter, type TableLife } from '../retention/table-life';

export const consentLives = ({ linksKeptDays: days }: UpkeepConfig): readonly TableLife[] => [
  kept('consents', 'for ever: records of consent, without personal data once the person was erased', oldestBy('consents', 'journey_id', 'uuid')),
  removedAfter(days, `${days} days (\`LINKS_KEPT_DAYS\`)`, { table: 'consent_links', key: ['link_id'], place: 'link_id', type: 'uuid' }),
];
