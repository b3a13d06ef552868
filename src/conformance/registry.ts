import type { Fact } from './fact';
import { FINPRO_CREDENTIALS } from './facts/finpro/credentials';
import { FINPRO_ENCRYPTION } from './facts/finpro/encryption';
import { FINPRO_LIFECYCLE } from './facts/finpro/lifecycle';
import { FINPRO_LISTS } from './facts/finpro/lists';
import { FINPRO_DECRYPTION, FINPRO_LINKS } from './facts/finpro/redirection';
import { FINPRO_REFERENCE } from './facts/finpro/reference';
import { FINPRO_REQUEST } from './facts/finpro/request';
import { FINPRO_VISITS } from './facts/finpro/visits';
import { FINPRO_WEBHOOKS } from './facts/finpro/webhooks';
import { ONE_MONEY_FACTS } from './facts/one-money';
import type { TestedVendor } from './needs';

const FINPRO: readonly Fact[] = [
  ...FINPRO_ENCRYPTION,
  ...FINPRO_CREDENTIALS,
  ...FINPRO_REFERENCE,
  ...FINPRO_REQUEST,
  ...FINPRO_LINKS,
  ...FINPRO_DECRYPTION,
  ...FINPRO_VISITS,
  ...FINPRO_LIFECYCLE,
  ...FINPRO_LISTS,
  ...FINPRO_WEBHOOKS,
];

/** Every fact of both contracts. */
export const FACTS: readonly Fact[] = [...ONE_MONEY_FACTS, ...FINPRO];

/** Parts of the contracts that neither Portico nor its sandbox has. */
export const OUT_OF_SCOPE: readonly {
  readonly vendor: TestedVendor;
  readonly section: string;
  readonly says: string;
}[] = [
  {
    vendor: '1money',
    section: '2.1',
    says: '403 for a partner whose hosted feature is not enabled: only 1Money can switch it off',
  },
  {
    vendor: '1money',
    section: '3.3',
    says: 'PUT /v1/customers/{customer_id}: the full API, which the hosted form replaces',
  },
  { vendor: '1money', section: '6.1', says: 'simulate-transactions: deposits of money' },
  { vendor: '1money', section: '6.3', says: 'the API for individuals' },
  { vendor: 'finpro', section: '2.5', says: '/v4/requestconsent: its answer is not published' },
  { vendor: 'finpro', section: '2.6', says: 'the orchestration product: productIDList, transaction_id' },
  {
    vendor: 'finpro',
    section: '6.1',
    says: 'fetching and reading financial data, its DATA webhooks, and the errors FP0058 to FP0063',
  },
  { vendor: 'finpro', section: '6.3', says: 'health of FIPs: its path is not published' },
];
