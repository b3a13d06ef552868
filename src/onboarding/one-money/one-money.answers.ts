import { Fault, type FaultName } from '../../errors';
import { bounded } from '../../input/bounded-text';
import { untrustedText } from '../../privacy/mask';
import { answerFieldsOf } from '../../vendors/answer-fields';
import { isObject, type JsonObject } from '../../vendors/json';
import { ONE_MONEY } from '../../vendors/one-money/one-money.profile';
import type { VendorAnswer } from '../../vendors/vendor-answer';

/** 1Money's error envelope (`code`, `status`, `detail`, `instance`); every member may be missing or malformed. */
interface Envelope {
  readonly code?: unknown;
  readonly status?: unknown;
  readonly detail?: unknown;
}

/** Refusals that are passed on to the consumer. */
export type Refusal = Extract<FaultName, 'not-found' | 'vendor-refused' | 'vendor-conflict'>;

/** The refusals that 1Money's pages document for creations and grants, and for reads. */
export const CREATION_REFUSALS: readonly Refusal[] = ['vendor-refused', 'vendor-conflict'];
export const READ_REFUSALS: readonly Refusal[] = ['not-found'];

/**
 * The JSON object of a successful answer; otherwise the Fault that the answer means. A rate limit can be answered with
 * a 200. `documented`: the refusals that the call may end with; any other refusal is not the consumer's fault and
 * becomes `vendor-invalid-response`.
 */
export function acceptedByOneMoney(answer: VendorAnswer, documented: readonly Refusal[]): JsonObject {
  const { status, json } = answer;
  if (ONE_MONEY.isRateLimit(answer))
    throw new Fault('vendor-busy', { retryAfterSeconds: ONE_MONEY.retryAfter(answer) ?? 1 });
  if (status >= 200 && status < 300 && isObject(json)) return json;
  const fault = refusal(answer);
  throw status >= 400 && fault.kind.status < 500 && !documented.some((name) => name === fault.faultName)
    ? new Fault('vendor-invalid-response', {
        detail: `1Money answered ${status}, which it does not document for this call.`,
      })
    : fault;
}

function refusal(answer: VendorAnswer): Fault {
  const { status } = answer;
  if (status === 401 || status === 403) return new Fault('vendor-credentials');
  if (status === 404) return new Fault('not-found', { detail: '1Money knows no such customer.' });
  if (status === 503)
    return new Fault('vendor-out-of-service', { retryAfterSeconds: ONE_MONEY.retryAfter(answer) ?? 1 });
  if (status >= 500) return new Fault('vendor-failed');
  if (status === 409) return new Fault('vendor-conflict', { detail: detailOf(answer) });
  if (status === 400 || status === 422) return new Fault('vendor-refused', { detail: detailOf(answer) });
  return new Fault('vendor-invalid-response');
}

function detailOf({ json, secrets }: VendorAnswer): string {
  const { detail }: Envelope = isObject(json) ? json : {};
  const text = typeof detail === 'string' ? untrustedText(detail, secrets) : null;
  return text === null ? '1Money refused the request.' : `1Money refused the request: ${text}`;
}

const INSTANT = bounded(40, /^\d{4}-\d{2}-\d{2}T[\d:.]{5,20}(Z|[+-]\d{2}:?\d{2})$/);

export const { field, invalidResponse } = answerFieldsOf('1Money');

export const CUSTOMER_ID = bounded(64, /^[A-Za-z0-9_-]{1,64}$/);
export const STATUS = bounded(40, /^[A-Za-z_]{1,40}$/);

/** ISO 8601 with a time zone. */
export function instantField(json: JsonObject, name: string): string {
  const text = field(json, name, INSTANT);
  if (Number.isNaN(Date.parse(text))) throw invalidResponse(name);
  return text;
}

/**
 * Faults that may mean that the KYB status forbids editing: 1Money answers 400, 409, or 500 (vendor tests tolerate all
 * three).
 */
const PERHAPS_STATUS: readonly FaultName[] = ['vendor-refused', 'vendor-conflict', 'vendor-failed'];

export const mayMeanStatus = (error: unknown): error is Fault =>
  error instanceof Fault && PERHAPS_STATUS.includes(error.faultName);
