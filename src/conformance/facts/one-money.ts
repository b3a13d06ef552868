import type { Fact } from '../fact';
import { ONE_MONEY_CUSTOMERS } from './one-money/customers';
import { ONE_MONEY_FIELDS } from './one-money/fields';
import { ONE_MONEY_FORM } from './one-money/form';
import { ONE_MONEY_LIMITS } from './one-money/limits';
import { ONE_MONEY_LINKS, ONE_MONEY_STATUSES } from './one-money/links';
import { ONE_MONEY_LOOKUPS } from './one-money/lookups';
import { ONE_MONEY_PAGES } from './one-money/pages';
import { ONE_MONEY_SIGNING } from './one-money/signing';
import { ONE_MONEY_WEBHOOKS } from './one-money/webhooks';

export const ONE_MONEY_FACTS: readonly Fact[] = [
  ...ONE_MONEY_SIGNING,
  ...ONE_MONEY_LIMITS,
  ...ONE_MONEY_LOOKUPS,
  ...ONE_MONEY_CUSTOMERS,
  ...ONE_MONEY_LINKS,
  ...ONE_MONEY_STATUSES,
  ...ONE_MONEY_PAGES,
  ...ONE_MONEY_FIELDS,
  ...ONE_MONEY_FORM,
  ...ONE_MONEY_WEBHOOKS,
];
