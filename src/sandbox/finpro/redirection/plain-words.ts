import type { SandboxConsent } from '../consents/consent';
import type { Template } from '../world';

const FI_TYPES: Readonly<Record<string, string>> = {
  DEPOSIT: 'Savings and current accounts',
  TERM_DEPOSIT: 'Fixed deposits',
  RECURRING_DEPOSIT: 'Recurring deposits',
  MUTUAL_FUNDS: 'Mutual funds',
  EQUITIES: 'Shares',
  ETF: 'Exchange-traded funds',
  BONDS: 'Bonds',
  DEBENTURES: 'Debentures',
  INSURANCE_POLICIES: 'Insurance policies',
  NPS: 'National Pension System',
  SIP: 'Systematic investment plans',
  GSTR1_3B: 'GST returns',
};

const ACCOUNT_TYPES: Readonly<Record<string, string>> = {
  SAVINGS: 'Savings account',
  CURRENT: 'Current account',
  FIXED: 'Fixed deposit',
  RECURRING: 'Recurring deposit',
  DEMAT: 'Demat account',
  FOLIO: 'Mutual fund folio',
};

const CONSENT_TYPES = {
  PROFILE: 'Who holds the account: name, contact details and PAN',
  SUMMARY: 'A summary: type of account, branch and balance',
  TRANSACTIONS: 'Each transaction: date, amount and description',
} as const;

const MODES = {
  VIEW: 'They may look at it, but not store it beyond that.',
  STORE: 'They may store it for this time, and then have to delete it.',
  QUERY: 'They may ask questions about it, and do not get the records themselves.',
  STREAM: 'They may receive it continuously.',
} as const;

const FIUS: Readonly<Record<string, string>> = {
  'sandbox-org': 'Sandbox Finance',
  'other-sandbox-org': 'Other Finance',
};

export const fiuName = (organisationId: string): string => FIUS[organisationId] ?? organisationId;
export const accountWords = (accountType: string): string => ACCOUNT_TYPES[accountType] ?? accountType;

const DAY = new Intl.DateTimeFormat('en-IN', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
export const dayInWords = (day: Date): string => DAY.format(day);

/** `3 months`, `1 year`; `no limit` for INF. */
function span({ unit, value }: Template['dataLife']): string {
  return unit === 'INF' ? 'no limit' : `${value} ${unit.toLowerCase()}${value === 1 ? '' : 's'}`;
}

/** The permissions of a consent, in plain words. */
export interface ConsentInWords {
  readonly asker: string;
  readonly purpose: string;
  readonly purposeCode: string;
  readonly facts: readonly { readonly label: string; readonly value: string; readonly detail?: string }[];
  readonly kinds: readonly string[];
  readonly contents: readonly string[];
}

/** Dates are days in UTC. */
export function consentInWords(consent: SandboxConsent, template: Template, now: Date): ConsentInWords {
  const from = new Date(now);
  from.setUTCMonth(from.getUTCMonth() - template.dataRangeMonths);
  const isPeriodic = template.fetchType === 'PERIODIC';
  return {
    asker: fiuName(consent.organisation_id),
    purpose: template.purposeText,
    purposeCode: template.purposeCode,
    kinds: template.fiTypes.map((fiType) => FI_TYPES[fiType] ?? fiType),
    contents: template.consentTypes.map((type) => CONSENT_TYPES[type]),
    facts: [
      {
        label: 'Period of the data',
        value: `${dayInWords(from)} to ${isPeriodic ? 'the day they ask' : dayInWords(now)}`,
        detail: `Reaching back ${span({ unit: 'MONTH', value: template.dataRangeMonths })}.`,
      },
      {
        label: 'How often they may ask',
        value: isPeriodic
          ? `Again and again: at most once every ${span(template.frequency).replace(/^1 /, '')}`
          : 'Once',
        detail: isPeriodic ? 'Until this consent ends.' : 'Nothing is fetched again after that.',
      },
      { label: 'How long they may keep it', value: span(template.dataLife), detail: MODES[template.consentMode] },
      {
        label: 'This consent ends on',
        value: dayInWords(consent.consent_expiry),
        detail: 'You can withdraw it at any time before.',
      },
    ],
  };
}
