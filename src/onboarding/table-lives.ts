import type { UpkeepConfig } from '../config/upkeep.config';
import { kept, removedAfter, rowsOf, type TableLife } from '../retention/table-life';
import { OnboardingGrant } from './grants/onboarding-grant.entity';

export const onboardingLives = ({ linksKeptDays: days }: UpkeepConfig): readonly TableLife[] => [
  kept('customers', 'for ever: records of due diligence, without personal data once the subject was erased'),
  removedAfter(days, `${days} days (\`LINKS_KEPT_DAYS\`)`, rowsOf(OnboardingGrant, 'grantId')),
];
