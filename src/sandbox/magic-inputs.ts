import type { VendorFault } from './control/faults';
import type { ConsentEvent } from './finpro/consents/consent-status';
import type { KybStatus } from './one-money/kyb-status';

/** How a request is spoilt; the rest of a fault follows from where the input is given. */
type Spoils = Partial<VendorFault> & Pick<VendorFault, 'kind'> & { readonly isOnce?: boolean };

/** A value that makes the sandbox behave in a certain way, without a control call. */
export interface MagicInput {
  /** Of an e-mail address the part before `@`, or before `+`, so that addresses can differ; or a mobile number. */
  readonly input: string;
  /** What it does, for docs/testing.md. */
  readonly happens: string;
  /** What Portico answers then, for the same page. */
  readonly answer: string;
  /** What Portico answers the request that carries it: status, and the problem's type or FinPro's errorCode. */
  readonly answers: readonly [status: number, error: string | null];
  /** Creating the customer, or getting a link for it, or requesting the consent, goes wrong at the vendor. */
  readonly creating?: Spoils;
  readonly linking?: Spoils;
  /** Where the application is as soon as the form was submitted. */
  readonly submitted?: KybStatus;
  /** What the customer does at the Account Aggregator by itself, soon after the request. */
  readonly decides?: readonly ConsentEvent[];
  /** What all FIPs say when the customer's accounts are looked for. */
  readonly discovery?: 'not-found' | 'failed';
}

/** Of a company: in the e-mail address of `POST /v1/customers/hosted`, such as `kyb-rejected+17@acme.example`. */
export const MAGIC_EMAILS: readonly MagicInput[] = [
  {
    input: 'kyb-approved',
    happens: 'Compliance approves the form as soon as it is submitted.',
    answer: 'KYB status `APPROVED`',
    answers: [201, null],
    submitted: 'APPROVED',
  },
  {
    input: 'kyb-rejected',
    happens: 'Compliance rejects it as soon as it is submitted.',
    answer: 'KYB status `REJECTED`; another link can be had',
    answers: [201, null],
    submitted: 'REJECTED',
  },
  {
    input: 'kyb-flagged',
    happens: 'Compliance flags the company as soon as it is submitted.',
    answer: 'KYB status `PENDING_RESPONSE` with `review_issues`; another link can be had',
    answers: [201, null],
    submitted: 'PENDING_RESPONSE',
  },
  {
    input: 'kyb-escalated',
    happens: 'Compliance escalates it as soon as it is submitted.',
    answer: 'KYB status `ESCALATED`; a link is 409 `grant-not-allowed`',
    answers: [201, null],
    submitted: 'ESCALATED',
  },
  {
    input: 'vendor-400',
    happens: '1Money refuses to create the customer.',
    answer: '400 `vendor-refused`',
    answers: [400, 'vendor-refused'],
    creating: { kind: 'status', status: 400 },
  },
  {
    input: 'vendor-409',
    happens: '1Money sees a conflict.',
    answer: '409 `vendor-conflict`',
    answers: [409, 'vendor-conflict'],
    creating: { kind: 'status', status: 409 },
  },
  {
    input: 'vendor-500',
    happens: '1Money fails, each time.',
    answer: '502 `vendor-failed`',
    answers: [502, 'vendor-failed'],
    creating: { kind: 'status', status: 500 },
  },
  {
    input: 'vendor-503',
    happens: '1Money is out of service, each time.',
    answer: '503 `vendor-out-of-service`',
    answers: [503, 'vendor-out-of-service'],
    creating: { kind: 'status', status: 503 },
  },
  {
    input: 'vendor-503-once',
    happens: '1Money is out of service the first time that it sees this address.',
    answer: '201: Portico sends the call again',
    answers: [201, null],
    creating: { kind: 'status', status: 503, isOnce: true },
  },
  {
    input: 'vendor-429',
    happens: '1Money limits our rate, and asks for 60 seconds.',
    answer: '503 `vendor-busy` with `Retry-After`',
    answers: [503, 'vendor-busy'],
    creating: { kind: 'rate-limit', retry_after_seconds: 60 },
  },
  {
    input: 'vendor-garbled',
    happens: "1Money's answer is no JSON.",
    answer: '502 `vendor-invalid-response`',
    answers: [502, 'vendor-invalid-response'],
    creating: { kind: 'body', status: 200, body: '<html>', content_type: 'text/html' },
  },
  {
    input: 'vendor-silent',
    happens: '1Money creates the customer and does not answer.',
    answer: '504 `vendor-timeout`, after `VENDOR_DEADLINE_MS`',
    answers: [504, 'vendor-timeout'],
    creating: { kind: 'hold', when: 'after' },
  },
  {
    input: 'link-503',
    happens: '1Money is out of service whenever a link is asked for.',
    answer: 'a link is 503 `vendor-out-of-service`',
    answers: [201, null],
    linking: { kind: 'status', status: 503 },
  },
];

/** Of a customer: the mobile number in `partyIdentifierValue` and `vua` of `POST /v3/requestconsent`. */
export const MAGIC_MOBILES: readonly MagicInput[] = [
  {
    input: '1999990001',
    happens: 'The customer approves, soon after the request.',
    answer: 'state `APPROVED`',
    answers: [200, null],
    decides: ['approve'],
  },
  {
    input: '1999990002',
    happens: 'The customer rejects, soon after the request.',
    answer: 'state `REJECTED`',
    answers: [200, null],
    decides: ['reject'],
  },
  {
    input: '1999990003',
    happens: 'The customer approves, and then revokes.',
    answer: 'state `REVOKED`',
    answers: [200, null],
    decides: ['approve', 'revoke'],
  },
  {
    input: '1999990004',
    happens: 'The customer approves, and then pauses.',
    answer: 'state `PAUSED`',
    answers: [200, null],
    decides: ['approve', 'pause'],
  },
  {
    input: '1999990400',
    happens: 'FinPro refuses the request.',
    answer: '400 `InvalidRequest`',
    answers: [400, 'InvalidRequest'],
    creating: { kind: 'status', status: 400 },
  },
  {
    input: '1999990500',
    happens: 'FinPro fails.',
    answer: '502 `BadGateway`',
    answers: [502, 'BadGateway'],
    creating: { kind: 'status', status: 500 },
  },
  {
    input: '1999990503',
    happens: 'FinPro is out of service.',
    answer: '503 `ServiceUnavailable`',
    answers: [503, 'ServiceUnavailable'],
    creating: { kind: 'status', status: 503 },
  },
  {
    input: '1999990504',
    happens: 'FinPro does not answer.',
    answer: '504 `GatewayTimeout`, after `VENDOR_DEADLINE_MS`',
    answers: [504, 'GatewayTimeout'],
    creating: { kind: 'hold' },
  },
  {
    input: '1999999404',
    happens: 'The customer has no account at any FIP.',
    answer: 'state `PENDING`: nothing can be approved',
    answers: [200, null],
    discovery: 'not-found',
  },
  {
    input: '1999999500',
    happens: 'Every FIP fails or takes too long when the accounts are looked for.',
    answer: 'state `PENDING`: nothing can be approved',
    answers: [200, null],
    discovery: 'failed',
  },
];

const wordOf = (value: unknown): string => (typeof value === 'string' ? value.split(/[+@]/, 1)[0]! : '');

/** What is magic about an e-mail address; undefined: nothing. */
export const magicEmail = (email: unknown): MagicInput | undefined =>
  MAGIC_EMAILS.find(({ input }) => input === wordOf(email));

/** What is magic about a mobile number, or a VUA with one; undefined: nothing. */
export const magicMobile = (mobile: unknown): MagicInput | undefined =>
  MAGIC_MOBILES.find(({ input }) => input === wordOf(mobile));

/** The faults that magic inputs cause; of those that happen once, which have happened. */
export class MagicFaults {
  private readonly happened = new Set<string>();

  reset(): void {
    this.happened.clear();
  }

  /** `value` is the whole input: with another address what happens once happens again. */
  of(vendor: string, value: unknown, spoils: Spoils | undefined): VendorFault | null {
    const mark = `${vendor} ${String(value)}`;
    if (!spoils || (spoils.isOnce && this.happened.has(mark))) return null;
    if (spoils.isOnce) this.happened.add(mark);
    const { isOnce: _, ...fault } = spoils;
    return { when: 'before', ...fault, vendor, times: 1 };
  }
}
