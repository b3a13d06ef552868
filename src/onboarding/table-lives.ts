import type { UpkeepConfig } from '../config/upkeep.config';
import { kept, removedAfter, type TableLife } from '../retention/table-life';

export const onboardingLives = ({ linksKeptDays: days }: UpkeepConfig): readonly TableLife[] => [
  kept('customers', 'for ever: records of due diligence, without personal data once the subject was erased'),
  removedAfter(days, `${days} days (\`LINKS_KEPT_DAYS\`)`, {
    table: 'onboarding_grants',
    key: ['grant_id'],
    place: 'grant_id',
    type: 'uuid',
  }),
];
