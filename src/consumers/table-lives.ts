import { kept, removedAfter, type TableLife } from '../retention/table-life';

const QUOTA_DAYS = 7;

export const consumerLives: readonly TableLife[] = [
  kept('consumers', 'for ever: journeys and audit entries name them; a disabled one keeps its row'),
  kept('request_rates', 'for ever: one row for each consumer, overwritten in place'),
  removedAfter(QUOTA_DAYS, '7 days after the day that they count', {
    table: 'quota_usage',
    key: ['quota', 'subject', 'day'],
    orderedBy: 'day',
    type: 'date',
  }),
];
