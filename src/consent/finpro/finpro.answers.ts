import { Fault, type FaultName } from '../../errors';
import { bounded } from '../../input/bounded-text';
import { untrustedText } from '../../privacy/mask';
import { answerFieldsOf } from '../../vendors/answer-fields';
import { isObject, type JsonObject } from '../../vendors/json';
import { FINPRO } from '../../vendors/finpro/finpro.profile';
import type { VendorAnswer } from '../../vendors/vendor-answer';
import { FINPRO_VERSION } from './finpro-envelope';

/**
 * FinPro's error keywords and numbers, and the fault that each of them means (request-v3, encryption, revoke and
 * get-all-fi-data pages).
 */
const BY_WORD: Readonly<Record<string, FaultName>> = {
  InvalidProductID: 'invalid-product-id',
  InvalidPartyIdentifier: 'invalid-party-identifier',
  InvalidFIPID: 'invalid-fip-id',
  InvalidRedirectUrl: 'invalid-redirect-url',
  missingConsentInfo: 'consent-handle-missing',
  invalid_consent_handle: 'consent-handle-unknown',
  InvalidAA: 'invalid-aa',
  InvalidConsentId: 'consent-id-unknown',
  InvalidStatus: 'consent-status-forbids',
};

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
  const known = Object.hasOwn(BY_WORD, word) ? BY_WORD[word] : undefined;
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

const VERSION = bounded(40, /^[\x21-\x7e]+$/);
const INSTANT = bounded(40, /^\d{4}-\d{2}-\d{2}[T ][\d:.]{5,20}(Z|[+-]\d{2}:?\d{2})?$/);
const ERROR_WORD = bounded(40, /^[A-Za-z_]{3,40}$/);
const ERROR_NUMBER = bounded(6, /^FP\d{4}$/);

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
