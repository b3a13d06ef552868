import type { Clock } from '../../config/clock';
import { resetHeaders } from '../../consumers/limits/rate-headers';
import { type Fault, FAULTS, type FaultName } from '../../errors';
import { type Envelope, ownEnvelopes } from '../../http/errors/envelope';

/** The release of FinPro whose contract Portico implements, as every answer names it. */
export const FINPRO_VERSION = '1.21.0';

/** FinPro's error envelope (request-v3 page): five fields, all of them text. */
export interface FinproEnvelope {
  readonly ver: string;
  /** ISO 8601. */
  readonly timestamp: string;
  /** A keyword. */
  readonly errorCode: string;
  readonly errorMsg: string;
  /** `FPxxxx`. Numbers from 0901 on are Portico's own: FinPro publishes none for these errors. */
  readonly status: string;
}

type Code = readonly [errorCode: string, status: string];

/** FinPro's errorCode and status of a fault. A fault that is not listed is mapped by its HTTP status. */
const BY_FAULT: Partial<Readonly<Record<FaultName, Code>>> = {
  'invalid-product-id': ['InvalidProductID', 'FP0902'],
  'invalid-party-identifier': ['InvalidPartyIdentifier', 'FP0903'],
  'invalid-fip-id': ['InvalidFIPID', 'FP0904'],
  'invalid-redirect-url': ['InvalidRedirectUrl', 'FP0905'],
  'consent-handle-missing': ['missingConsentInfo', 'FP0021'],
  'consent-handle-unknown': ['invalid_consent_handle', 'FP0024'],
  'consent-handles-differ': ['InvalidRequest', 'FP0024'],
  'invalid-aa': ['InvalidAA', 'FP0029'],
  'consent-id-unknown': ['InvalidConsentId', 'FP0034'],
  'consent-status-forbids': ['InvalidStatus', 'FP0907'],
  'outcome-unknown': ['OutcomeUnknown', 'FP0914'],
  'key-in-flight': ['KeyInFlight', 'FP0915'],
  'key-reused': ['KeyReused', 'FP0916'],
  'subject-erased': ['Erased', 'FP0917'],
  'answer-lost': ['AnswerLost', 'FP0918'],
  'replay-expired': ['ReplayExpired', 'FP0919'],
  'request-in-flight': ['RequestInFlight', 'FP0923'],
};

const BY_STATUS: Readonly<Record<number, Code>> = {
  400: ['InvalidRequest', 'FP0901'],
  401: ['AuthenticationFailed', 'FP0906'],
  403: ['AccessDenied', 'FP0911'],
  404: ['NotFound', 'FP0910'],
  405: ['MethodNotAllowed', 'FP0912'],
  409: ['Conflict', 'FP0913'],
  429: ['TooManyRequests', 'FP0908'],
  500: ['InternalError', 'FP0909'],
  501: ['InvalidRequest', 'FP0901'],
  502: ['BadGateway', 'FP0920'],
  503: ['ServiceUnavailable', 'FP0921'],
  504: ['GatewayTimeout', 'FP0922'],
  505: ['InvalidRequest', 'FP0901'],
};

export function finproCodeOf(faultName: FaultName): Code {
  const { status } = FAULTS[faultName];
  return BY_FAULT[faultName] ?? BY_STATUS[status] ?? BY_STATUS[status >= 500 ? 500 : 400]!;
}

/** For the page of errors: the errorCode and status of a fault on FinPro's operations. */
export const finproWordOf = (faultName: FaultName): string =>
  `On FinPro's operations: errorCode ${finproCodeOf(faultName).join(', status ')}.`;

/** A fault in FinPro's envelope. */
export function finproEnvelopeOf(fault: Fault, now: Date): FinproEnvelope {
  const [errorCode, status] = finproCodeOf(fault.faultName);
  return { ver: FINPRO_VERSION, timestamp: now.toISOString(), errorCode, errorMsg: messageOf(fault), status };
}

/** Names each field and its rule, in FinPro's style: "productID should not be empty". */
function messageOf({ errors, detail }: Fault): string {
  if (errors.length === 0) return detail;
  const flaws = errors.map(({ pointer, detail: rule }) =>
    pointer === ''
      ? 'Request body must be a JSON object'
      : `${pointer.replace(/^\/|^header\//, '').replaceAll('/', '.')} ${rule}`,
  );
  return [...new Set(flaws)].join('; ').slice(0, 500);
}

/** The operations that are FinPro's own. */
const FINPRO_PATHS: readonly string[] = [
  '/v3/requestconsent',
  '/v3/getconsentslist',
  '/revokeconsent',
  '/webRedirection/getEncryptedUrl',
  '/webRedirection/decryptUrl',
];

/** Whether the path belongs to FinPro's contract. */
export const isFinproPath = (path: string): boolean => FINPRO_PATHS.includes(path);

/**
 * For any 429, including a quota's, FinPro's clients read from the rate-limit headers (fi-request-status page) when to
 * ask again.
 */
const finproEnvelope = (clock: Clock): Envelope => ({
  contentType: 'application/json',
  headersOf: ({ kind, retryAfterSeconds = 1 }) =>
    kind.status === 429 ? resetHeaders(0, retryAfterSeconds, clock.now()) : {},
  textOf: (fault) => JSON.stringify(finproEnvelopeOf(fault, clock.now())),
});

/**
 * How errors on a path are answered: on FinPro's operations in FinPro's envelope, whichever code raises the error.
 * `base` is the beginning of the `type` of problems; null: it is relative.
 */
export function envelopes(base: string | null, clock: Clock): (path: string) => Envelope {
  const [elsewhere, finpros] = [ownEnvelopes(base), finproEnvelope(clock)];
  return (path) => (isFinproPath(path) ? finpros : elsewhere(path));
}
