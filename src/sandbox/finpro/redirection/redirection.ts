import { isUuid } from '../../uuid';
import { listIn } from './ecreq';

/** The content of an `ecreq`. */
export interface RedirectionRequest {
  /** UUID of this redirection, in lower case. */
  readonly txnid: string;
  readonly sessionid: string;
  /** The customer's VUA, such as `9876543210@onemoney`. */
  readonly userid: string;
  /** The address to which the browser returns. */
  readonly redirect: string;
  /** Consent handles, as they were written. */
  readonly srcref: readonly string[];
  /** The only FIPs that may be offered; empty: all. */
  readonly fipid: readonly string[];
  readonly pan: string | null;
}

/** How a redirection ended, by the guideline's numbers; every number except 0 is a failure. */
export const RETURN_CODES = {
  accepted: 0,
  rejected: 1,
  consentNotAvailable: 2,
  invalidRequest: 3,
  notAuthenticated: 4,
  undecided: 5,
  loginTimedOut: 6,
  accountsNotFound: 7,
  discoveryFailed: 8,
  nothingDiscovered: 9,
} as const;

export type ReturnCode = (typeof RETURN_CODES)[keyof typeof RETURN_CODES];

export const PAN_FORM = /^[A-Z]{5}[0-9]{4}[A-Z]$/;

/** The plaintext of an `ecreq`. */
export function requestText({ txnid, sessionid, userid, redirect, srcref, fipid, pan }: RedirectionRequest): string {
  const text = new URLSearchParams({ txnid, sessionid, userid, redirect, srcref: srcref.join(',') });
  if (fipid.length > 0) text.set('fipid', fipid.join(','));
  if (pan !== null) text.set('pan', pan);
  return text.toString();
}

/** Parses a plaintext; null when it names no transaction or no return address. */
export function readRequest(plain: string): RedirectionRequest | null {
  if (/\0|%00/.test(plain)) return null;
  const text = new URLSearchParams(plain);
  const one = (key: string): string => (text.get(key) ?? '').trim();
  const [txnid, redirect, pan] = [one('txnid').toLowerCase(), one('redirect'), one('pan')];
  if (!isUuid(txnid) || !isWebAddress(redirect)) return null;
  return {
    txnid,
    sessionid: one('sessionid'),
    userid: one('userid'),
    redirect,
    srcref: listIn(text, 'srcref'),
    fipid: listIn(text, 'fipid'),
    pan: PAN_FORM.test(pan) ? pan : null,
  };
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** The plaintext of an `ecres`. */
export function answerText(
  { txnid, sessionid, userid, srcref, redirect }: Omit<RedirectionRequest, 'fipid' | 'pan'>,
  code: ReturnCode,
): string {
  return new URLSearchParams({
    txnid,
    sessionid,
    userid,
    status: code === RETURN_CODES.accepted ? 'S' : 'F',
    errorcode: String(code),
    srcref: srcref.join(','),
    redirect,
  }).toString();
}

/** The address with these parameters appended; its own parameters stay unchanged. */
export function withParameters(address: string, parameters: Readonly<Record<string, string>>): string {
  const [, before, fragment] = /^([^#]*)(#.*)?$/s.exec(address)!;
  const joint = !before!.includes('?') ? '?' : /[?&]$/.test(before!) ? '' : '&';
  return `${before}${joint}${Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')}${fragment ?? ''}`;
}
