import type { Clock } from '../../config/clock';
import { resetHeaders } from '../../consumers/limits/rate-headers';
import { Fault, FAULTS, type FaultName } from '../../errors';
import { type Envelope, type EnvelopeChoice, ownEnvelopes } from '../../http/errors/envelope';
import { bounded } from '../../input/bounded-text';
import { textOfAll } from '../../dry-run/rules';
import { untrustedText } from '../../privacy/mask';
import { answerFieldsOf } from '../../vendors/answer-fields';
import { FINPRO } from '../../vendors/finpro/finpro.profile';
import { isObject, type JsonObject } from '../../vendors/json';
import type { VendorAnswer } from '../../vendors/vendor-answer';

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

/**
 * FinPro's errors, and the fault that each of them means (request-v3, encryption, revoke and get-all-fi-data pages).
 */
const OF_FINPRO: Partial<Readonly<Record<FaultName, Code>>> = {
  'invalid-product-id': ['InvalidProductID', 'FP0902'],
  'invalid-party-identifier': ['InvalidPartyIdentifier', 'FP0903'],
  'invalid-fip-id': ['InvalidFIPID', 'FP0904'],
  'invalid-redirect-url': ['InvalidRedirectUrl', 'FP0905'],
  'consent-handle-missing': ['missingConsentInfo', 'FP0021'],
  'consent-handle-unknown': ['invalid_consent_handle', 'FP0024'],
  'invalid-aa': ['InvalidAA', 'FP0029'],
  'consent-id-unknown': ['InvalidConsentId', 'FP0034'],
  'consent-status-forbids': ['InvalidStatus', 'FP0907'],
};

const FAULT_BY_WORD: ReadonlyMap<string, FaultName> = new Map(
  Object.entries(OF_FINPRO).map(([fault, [word]]) => [word, fault as FaultName]),
);

/** errorCode and status of a fault in Portico's own answers; a fault that is not listed is mapped by its status. */
const BY_FAULT: typeof OF_FINPRO = {
  ...OF_FINPRO,
  'consent-handles-differ': ['InvalidRequest', 'FP0024'],
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

const VERSION = bounded(40, /^[\x21-\x7e]+$/);
const INSTANT = bounded(40, /^\d{4}-\d{2}-\d{2}[T ][\d:.]{5,20}(Z|[+-]\d{2}:?\d{2})?$/);
const ERROR_WORD = bounded(40, /^[A-Za-z_]{3,40}$/);
const ERROR_NUMBER = bounded(6, /^FP\d{4}$/);

/**
 * The JSON object of a successful answer; otherwise the Fault that the answer means. `status` is "success" or, in an
 * error, an FP number. `documented`: the refusals that the call may end with; any other refusal is not the consumer's
 * fault and becomes `vendor-invalid-response`.
 */
export function finproAccepted(answer: VendorAnswer, documented: readonly FaultName[] = []): JsonObject {
  const { status, json } = answer;
  if (FINPRO.isRateLimit(answer)) throw new Fault('vendor-busy', { retryAfterSeconds: FINPRO.retryAfter(answer) ?? 1 });
  if (status >= 200 && status < 300 && isObject(json) && json.status === 'success') return json;
  const fault = refusal(answer);
  throw fault.kind.status < 500 && !documented.includes(fault.faultName)
    ? new Fault('vendor-invalid-response', {
        detail: 'FinPro refused the request in a way that it does not document for this call.',
      })
    : fault;
}

function refusal(answer: VendorAnswer): Fault {
  const { status } = answer;
  const word = wordOf(answer);
  if (status === 401 || status === 403 || word === 'AuthenticationFailed') return new Fault('vendor-credentials');
  if (status === 503) return new Fault('vendor-out-of-service', { retryAfterSeconds: FINPRO.retryAfter(answer) ?? 1 });
  if (status >= 500) return new Fault('vendor-failed');
  if (status < 200 || (status >= 300 && status < 400) || word === null) return new Fault('vendor-invalid-response');
  const known = FAULT_BY_WORD.get(word);
  return known ? new Fault(known) : new Fault('vendor-refused', { detail: textOf(answer) });
}

/** The error's keyword. One page prints keyword and number in swapped fields, so both fields are read. */
function wordOf({ json }: VendorAnswer): string | null {
  if (!isObject(json)) return null;
  const words = [json.errorCode, json.status].filter((word): word is string => typeof word === 'string');
  return (
    words.find((word) => ERROR_WORD.test(word) && word !== 'success' && word !== 'failure') ??
    (words.some((word) => ERROR_NUMBER.test(word) || word === 'failure') ? '' : null)
  );
}

function textOf({ json, secrets }: VendorAnswer): string {
  const message = isObject(json) ? json.errorMsg : undefined;
  const text = typeof message === 'string' ? untrustedText(message, secrets) : null;
  return text === null ? 'FinPro refused the request.' : `FinPro refused the request: ${text}`;
}

export const { field, optionalField, invalidResponse } = answerFieldsOf('FinPro');

/** `data` of a success, as an object. */
export function dataOf(answer: VendorAnswer, documented: readonly FaultName[] = []): JsonObject {
  const { data } = finproAccepted(answer, documented);
  if (!isObject(data)) throw invalidResponse('data');
  return data;
}

/** The release of FinPro that answered; where the answer names none, the release whose contract is implemented. */
export function versionIn(answer: VendorAnswer): string {
  const version = isObject(answer.json) ? answer.json.ver : undefined;
  return typeof version === 'string' && VERSION.test(version) ? version : FINPRO_VERSION;
}

/**
 * ISO 8601, or `YYYY-MM-DD HH:mm:ss` without a time zone, which is UTC. Null when the field is absent; an invalid
 * response when it is not a valid time.
 */
export function finproInstant(json: JsonObject, name: string): Date | null {
  const text = optionalField(json, name, INSTANT);
  if (text === null) return null;
  const instant = new Date(/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text.replace(' ', 'T')}Z`);
  if (Number.isNaN(instant.getTime())) throw invalidResponse(name);
  return instant;
}

function finproCodeOf(faultName: FaultName): Code {
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
      : `${pointer.startsWith('/') ? pointer.slice(1).replaceAll('/', '.') : pointer.replace(/^header\//, '')} ${rule}`,
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

/** A dry run is Portico's own: FinPro's five fields have no room for several faults. */
export const hasFinproEnvelope = (faultName: FaultName): boolean => faultName !== 'dry-run-refused';

/** A dry run's faults with the text that FinPro's envelope has for each of them. */
function inFinproWords(fault: Fault): Fault {
  const violations = fault.violations.map((one) => new Fault(one.faultName, { ...one, detail: messageOf(one) }));
  return new Fault(fault.faultName, { ...fault, detail: textOfAll(violations), violations });
}

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
 * How errors on a path are answered: on FinPro's operations in FinPro's envelope, whichever code raises the error,
 * apart from a dry run's. `base` is the beginning of the `type` of problems; null: it is relative.
 */
export function envelopes(base: string | null, clock: Clock): EnvelopeChoice {
  const [elsewhere, finpros] = [ownEnvelopes(base), finproEnvelope(clock)];
  return (path, fault) => {
    if (!isFinproPath(path)) return elsewhere(path, fault);
    if (hasFinproEnvelope(fault.faultName)) return finpros;
    const problem = elsewhere(path, fault);
    return { ...problem, textOf: (one, ...rest) => problem.textOf(inFinproWords(one), ...rest) };
  };
}
