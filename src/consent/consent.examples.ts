import type { FaultName } from '../errors';
import { VENDOR_FAULTS } from '../http/errors/faults.decorator';

/** The example of FinPro's request-v3 page, with values that exist in the sandbox. */
export const NEW_CONSENT = {
  loan: {
    summary: 'One look at the bank accounts of a loan applicant',
    value: {
      productID: 'LOAN01',
      vua: '9876543210@onemoney',
      partyIdentifierType: 'MOBILE',
      partyIdentifierValue: '9876543210',
      accountID: 'LOANAPP20260001',
      pan: 'ABCDE1234F',
      fipID: ['ALPHA-FIP', 'BETA-FIP'],
      redirectUrl: 'https://app.example.com/consent/return?state=abc',
    },
  },
  least: {
    summary: 'What is required and nothing more',
    value: {
      productID: 'WEALTH01',
      vua: '9876543210@onemoney',
      partyIdentifierType: 'MOBILE',
      partyIdentifierValue: '9876543210',
      accountID: 'WEALTH20260001',
    },
  },
  durable: {
    summary: 'With a link for a mail or a chat',
    value: {
      productID: 'LOAN01',
      vua: '9876543210@onemoney',
      partyIdentifierType: 'MOBILE',
      partyIdentifierValue: '9876543210',
      accountID: 'LOANAPP20260002',
      redirectUrl: 'https://app.example.com/consent/return?state=ghi',
      link: 'durable',
    },
  },
  'pan-required': {
    summary: 'A template that needs the PAN',
    value: {
      productID: 'EQUITY01',
      vua: 'asha@mail.example@onemoney',
      partyIdentifierType: 'EMAIL',
      partyIdentifierValue: 'asha@mail.example',
      accountID: 'EQUITY20260001',
      pan: 'ABCDE1234F',
    },
  },
};

export const OPTIONAL_KEY = {
  name: 'Idempotency-Key',
  description:
    'A fresh UUID for each consent; the same one when the request is repeated. FinPro has none, so it may be left out.',
  required: false,
  schema: { type: 'string' as const, format: 'uuid' },
};

export const LINK_KEY = {
  ...OPTIONAL_KEY,
  description:
    'A fresh UUID for each link; the same one when the request is repeated. FinPro has none, so it may be left out.',
};

export const CONSENT_REPLAYED = {
  'Idempotent-Replayed': {
    description: 'true when the answer is the one of the first request with this key',
    schema: { type: 'string' as const, enum: ['true'] },
  },
};

const HANDLE = '3a3f2d96-fc3b-42e5-804f-e65d10a4be98';

const ONE_TIME_URL = 'https://onemoney.example.com/aa/v2/?ecreq=Op4B&reqdate=150120261030459&fi=QlReVVBfShtXWUY%3D';
const DURABLE_URL = 'https://portico.example.com/l/rJ0m3cQXo9m6q0n8H1s2u4w6y8A0C2E4G6I8K0M2O4Q';

/** An answer with each kind of link. */
const withLinks = (message: string, data: object): Readonly<Record<string, { summary: string; value: object }>> => {
  const answer = (webRedirectionUrl: string): object => ({
    status: 'success',
    ver: '1.21.0',
    message,
    data: { ...data, webRedirectionUrl },
  });
  return {
    'one-time': { summary: "A one-time link to the Account Aggregator's page", value: answer(ONE_TIME_URL) },
    durable: { summary: 'A durable link, for a mail or a chat', value: answer(DURABLE_URL) },
  };
};

export const REQUESTED = withLinks('Consent request created', { status: 'PENDING', consent_handle: HANDLE });
export const LINKED = withLinks('Encrypted URL created', {});

export const LISTINGS = {
  'by-party': {
    summary: 'Of one person, template and accountID',
    value: {
      partyIdentifierType: 'MOBILE',
      partyIdentifierValue: '9876543210',
      productID: 'LOAN01',
      accountID: 'LOANAPP20260001',
    },
  },
  'by-handle': { summary: 'One handle, or several', value: { consentHandle: [HANDLE] } },
  'by-id': { summary: 'One id, or several', value: { consentID: 'bf0cda0b-776c-4104-a4f8-5bcd69764125' } },
};

export const REVOCATION = {
  approved: { summary: 'A consent that was approved', value: { consentID: 'bf0cda0b-776c-4104-a4f8-5bcd69764125' } },
};

export const FRESH_LINK = {
  again: { summary: 'Where the request said', value: { consentHandle: HANDLE } },
  'with-return': {
    summary: 'To another page of yours',
    value: { consentHandle: HANDLE, redirectUrl: 'https://app.example.com/consent/return?state=def' },
  },
  durable: { summary: 'A link for a mail or a chat', value: { consentHandle: HANDLE, link: 'durable' } },
};

export const RETURNED = {
  approved: {
    summary: 'As appended to the redirectUrl',
    value: {
      webRedirectionURL: {
        ecres: 'zBQgXiXFOluInLIBisuyubyNi2dYVpcB64IbXMnWp37hge6olr1UxCMZyhuVORJs',
        resdate: '150120261034127',
        fi: 'XltVXF1eV08cUVI=',
      },
    },
  },
};

/** The faults that every FinPro operation can answer with. */
export const EVERYWHERE: readonly FaultName[] = [
  'bad-request',
  'unauthorized',
  'scope-missing',
  'too-large',
  'unsupported-media-type',
  ...VENDOR_FAULTS,
];
