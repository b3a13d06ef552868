import { types } from 'node:util';
import { FIELD_RULES, type FieldRuleName } from './field-rules';

/** One kind of error: the source of the answer's status and texts, the OpenAPI examples and the error page. */
export interface FaultKind {
  readonly status: number;
  /** The reason in 1Money's spelling: the HTTP reason phrase with underscores. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** What the caller should do next. */
  readonly nextAction: string;
  /** Whether the same request may succeed later without changes. */
  readonly retryable: boolean;
}

const kind = (
  status: number,
  code: string,
  title: string,
  detail: string,
  nextAction: string,
  retryable = false,
): FaultKind => ({ status, code, title, detail, nextAction, retryable });

export const FAULTS = {
  'bad-request': kind(
    400,
    'Bad_Request',
    'The request breaks a rule',
    'One or more fields are missing or malformed.',
    'Correct the fields named in errors and send the request again.',
  ),
  'unreadable-request': kind(
    400,
    'Bad_Request',
    'The message breaks a rule of HTTP',
    'What came cannot be read as an HTTP/1.1 request.',
    'Use an HTTP client that follows RFC 9112.',
  ),
  'vendor-refused': kind(
    400,
    'Bad_Request',
    'The vendor refused the request',
    'The vendor refused the request.',
    'Read the detail, correct the request and send it again.',
  ),
  'invalid-product-id': kind(
    400,
    'Bad_Request',
    'The template cannot be used',
    'The productID is not configured for the organisation.',
    'Use a productID that is allowed to the consumer and active at FinPro.',
  ),
  'invalid-party-identifier': kind(
    400,
    'Bad_Request',
    'The identifier does not fit its type',
    'partyIdentifierValue does not match partyIdentifierType.',
    'Send 10 digits for MOBILE, an address for EMAIL, a PAN for PAN.',
  ),
  'invalid-fip-id': kind(
    400,
    'Bad_Request',
    'A FIP is unknown',
    'One of the FIPs in fipID is unknown or unavailable.',
    'Use ids as FinPro lists them; upper and lower case matter.',
  ),
  'invalid-redirect-url': kind(
    400,
    'Bad_Request',
    'The user may not be sent there',
    'redirectUrl must be a valid https URL.',
    'Use an https URL of an origin that is registered for the consumer.',
  ),
  'consent-handle-missing': kind(
    400,
    'Bad_Request',
    'No consent was named',
    'consentHandle is empty, null or absent.',
    'Name the consent by its consentHandle.',
  ),
  'consent-handle-unknown': kind(
    400,
    'Bad_Request',
    'There is no such consent',
    'No consent of yours has this handle.',
    'Check the handle and the consumer that requested it.',
  ),
  'consent-handles-differ': kind(
    400,
    'Bad_Request',
    'The consents are of different users',
    'The consent handles belong to different users.',
    'Ask for one link for each user.',
  ),
  'invalid-aa': kind(
    400,
    'Bad_Request',
    'The Account Aggregator is unknown',
    'The handle of the VUA names no Account Aggregator that is registered.',
    'Use a VUA that ends in @onemoney.',
  ),
  'consent-id-unknown': kind(
    400,
    'Bad_Request',
    'There is no such consent',
    'No consent of yours has this consentID.',
    'Check the id; a consent has one only after its approval.',
  ),
  'consent-status-forbids': kind(
    400,
    'Bad_Request',
    'The status of the consent does not allow this',
    'The status of the consent does not allow this.',
    'Read the consent with GET /v1/consents/{consent_handle}.',
  ),
  'return-refused': kind(
    400,
    'Bad_Request',
    'This is not the answer to your visit',
    'What the browser brought back does not belong to this visit.',
    'Go on in the application that sent you here.',
  ),
  unauthorized: kind(
    401,
    'Unauthorized',
    'Credentials are missing or wrong',
    'The credentials are missing, malformed, expired or wrong.',
    'Send Authorization: Bearer <client_id>.<secret>, or a fresh OneMoney-HMAC-SHA256 signature.',
  ),
  'scope-missing': kind(
    403,
    'Forbidden',
    'The consumer may not do this',
    'The consumer lacks the scope that this operation needs.',
    'Ask the operator of Portico to grant the scope.',
  ),
  'role-missing': kind(
    403,
    'Forbidden',
    'The operator may not do this',
    'The operator lacks the role that this operation needs.',
    'Ask the one who manages the operators for the role (npx portico operators).',
  ),
  'not-found': kind(
    404,
    'Not_Found',
    'Not found',
    'Nothing with this id belongs to the consumer.',
    'Check the id and the consumer that created it.',
  ),
  'method-not-allowed': kind(
    405,
    'Method_Not_Allowed',
    'The path does not take this method',
    'The path exists, but not with this method.',
    'Use a method that the Allow header names; the OpenAPI document says what each does.',
  ),
  'request-timeout': kind(
    408,
    'Request_Timeout',
    'The request did not arrive in time',
    'The request has not arrived completely within the time that is given for it; nothing was done.',
    'Send the whole request at once; with an Idempotency-Key, with the same one.',
    true,
  ),
  'grant-not-allowed': kind(
    409,
    'Conflict',
    'The KYB status does not allow a grant',
    'A grant can be made in INIT, PENDING_RESPONSE and REJECTED only.',
    'Wait for the KYB status to change; read it with GET /v1/customers/hosted/{customer_id}.',
  ),
  'vendor-conflict': kind(
    409,
    'Conflict',
    'The vendor sees a conflict',
    'The vendor refused the request because it conflicts with what it already has.',
    'Read the detail and the state of the customer before sending anything again.',
  ),
  'key-in-flight': kind(
    409,
    'Conflict',
    'A request with this Idempotency-Key is in flight',
    'The first request with this Idempotency-Key has not ended yet.',
    'Repeat the request after Retry-After.',
    true,
  ),
  'request-in-flight': kind(
    409,
    'Conflict',
    'An earlier request for the same is in flight',
    'An earlier request with the same accountID has not ended yet, or what became of it cannot be known yet.',
    'Repeat the request after Retry-After.',
    true,
  ),
  'subscription-disabled': kind(
    409,
    'Conflict',
    'The subscription is disabled',
    'The subscription is disabled; nothing is sent there any more.',
    'Create a new subscription.',
  ),
  'outcome-unknown': kind(
    409,
    'Conflict',
    'What became of the request cannot be known',
    'The answer to this request was lost, and several consents at FinPro could be the one it made.',
    'Ask again with a fresh accountID, or ask the operator of Portico which of the consents at FinPro is meant.',
  ),
  'not-provable-yet': kind(
    409,
    'Conflict',
    'The entry is not sealed yet',
    'No checkpoint covers the entry yet; one usually does within a second.',
    'Repeat the request after Retry-After.',
    true,
  ),
  'return-used': kind(
    410,
    'Gone',
    'This return address was used',
    'The browser has already come back through this address.',
    'Go on in the application that sent you here.',
  ),
  'subject-erased': kind(
    410,
    'Gone',
    'The person or company was erased',
    'The person or company that this is about was erased; nothing is kept of it, and nothing is done for it any more.',
    'Nothing is left to do.',
  ),
  'replay-expired': kind(
    410,
    'Gone',
    'The answer to this Idempotency-Key is gone',
    'The request with this Idempotency-Key was answered, and its answer is not kept any longer: a one-time link ' +
      'in it has expired.',
    'Send the request again with a fresh Idempotency-Key to get a new link.',
  ),
  'answer-lost': kind(
    410,
    'Gone',
    'The answer to this Idempotency-Key was lost',
    'The vendor may have acted on the request with this Idempotency-Key, but its answer was lost and cannot be ' +
      'asked for again.',
    'Send the request again with a fresh Idempotency-Key.',
  ),
  'precondition-failed': kind(
    412,
    'Precondition_Failed',
    'The condition does not hold',
    'What Portico keeps has no entity tags, so that no condition on one can hold; nothing was done.',
    'Send the request without If-Match and If-None-Match.',
  ),
  'too-large': kind(
    413,
    'Content_Too_Large',
    'The body is too large',
    'The body is larger than 64 KiB.',
    'Send a smaller body.',
  ),
  'target-too-long': kind(
    414,
    'URI_Too_Long',
    'The request target is too long',
    'The request target is longer than 8,192 characters.',
    'Send a shorter path and query.',
  ),
  'expectation-failed': kind(
    417,
    'Expectation_Failed',
    'The expectation cannot be met',
    'Portico knows no other expectation than 100-continue.',
    'Send the request without Expect.',
  ),
  'headers-too-large': kind(
    431,
    'Request_Header_Fields_Too_Large',
    'The headers are too large',
    'The request line and the headers are larger than 16 KiB.',
    'Send fewer or shorter headers.',
  ),
  'unsupported-media-type': kind(
    415,
    'Unsupported_Media_Type',
    'The body is not JSON',
    'The body must be sent as application/json.',
    'Send Content-Type: application/json.',
  ),
  'key-reused': kind(
    422,
    'Unprocessable_Entity',
    'The Idempotency-Key was used with another body',
    'This Idempotency-Key belongs to a request with a different body.',
    'Use a fresh UUID for a new request.',
  ),
  'dry-run-refused': kind(
    422,
    'Unprocessable_Entity',
    'The request would be refused',
    'The request would be refused; nothing was done.',
    'Correct what violations names, then send the request without dry_run.',
  ),
  'too-many-waiting': kind(
    429,
    'Too_Many_Requests',
    'Too many requests wait for events',
    'As many requests wait for events as Portico keeps waiting, in all or of one consumer.',
    'Let one of them end, or ask without wait.',
    true,
  ),
  'quota-exceeded': kind(
    429,
    'Too_Many_Requests',
    'The quota is used up',
    'The quota of this operation for this customer is used up.',
    'Wait for Retry-After, or ask the operator of Portico for a higher quota.',
    true,
  ),
  'too-many-requests': kind(
    429,
    'Too_Many_Requests',
    'The consumer sends too many requests',
    'The consumer has sent more requests in a minute than it may.',
    'Slow down, and repeat the request after Retry-After.',
    true,
  ),
  internal: kind(
    500,
    'Internal_Server_Error',
    'Portico failed',
    'Portico failed in an unexpected way; the failure was logged.',
    'Report the request_id to the operator of Portico.',
  ),
  'method-unknown': kind(
    501,
    'Not_Implemented',
    'There is no such method',
    'Portico does not know this method.',
    'Use a method that the OpenAPI document names; methods are written in capitals.',
  ),
  'transfer-coding-unknown': kind(
    501,
    'Not_Implemented',
    'The transfer coding is unknown',
    'Portico knows no other transfer coding than chunked.',
    'Send the body in chunks, or with Content-Length.',
  ),
  'version-not-supported': kind(
    505,
    'HTTP_Version_Not_Supported',
    'The version of HTTP is not supported',
    'Portico speaks HTTP/1.1 and HTTP/1.0.',
    'Send the request as HTTP/1.1.',
  ),
  'vendor-credentials': kind(
    502,
    'Bad_Gateway',
    'The vendor refuses our credentials',
    'The vendor refuses the credentials that Portico presents.',
    'Nothing to change on your side; the operator of Portico has to correct the credentials. Retry later.',
    true,
  ),
  'vendor-invalid-response': kind(
    502,
    'Bad_Gateway',
    'The vendor answered with an invalid response',
    'The vendor answered with something its contract does not allow.',
    'Retry after Retry-After; with an Idempotency-Key, with the same one. If that is answered 410 answer-lost, ' +
      'use a fresh key.',
    true,
  ),
  'vendor-failed': kind(
    502,
    'Bad_Gateway',
    'The vendor failed',
    'The vendor answered with a failure of its own.',
    'Retry after Retry-After; with an Idempotency-Key, with the same one. If that is answered 410 answer-lost, ' +
      'use a fresh key.',
    true,
  ),
  'vendor-not-configured': kind(
    503,
    'Service_Unavailable',
    'The vendor is not configured',
    'This Portico has no settings for the vendor behind this operation.',
    'Ask the operator of Portico to configure the vendor.',
  ),
  'vendor-unreachable': kind(
    503,
    'Service_Unavailable',
    'The vendor cannot be reached',
    'No connection to the vendor could be made; it received nothing.',
    'Retry after Retry-After.',
    true,
  ),
  'vendor-out-of-service': kind(
    503,
    'Service_Unavailable',
    'The vendor is out of service',
    'The vendor says that it is out of service for the moment.',
    'Retry after Retry-After; with an Idempotency-Key, with the same one.',
    true,
  ),
  'vendor-busy': kind(
    503,
    'Service_Unavailable',
    'The vendor limits our rate',
    'The vendor asked Portico to slow down.',
    'Retry after Retry-After.',
    true,
  ),
  'vendor-stopped': kind(
    503,
    'Service_Unavailable',
    'An operator has stopped the vendor',
    'An operator of Portico has stopped everything new at the vendor; the vendor was not asked.',
    'Repeat the request after Retry-After, or ask the operator of Portico.',
    true,
  ),
  'links-stopped': kind(
    503,
    'Service_Unavailable',
    'An operator has stopped the durable links',
    'An operator of Portico has stopped all durable links; none is made, and none leads to a vendor.',
    'Repeat the request after Retry-After, or send a one-time link.',
    true,
  ),
  'vendor-saturated': kind(
    503,
    'Service_Unavailable',
    'Too many calls to the vendor are under way',
    'Portico has as many calls to the vendor under way as it allows itself; the vendor received nothing.',
    'Retry after Retry-After.',
    true,
  ),
  'vendor-circuit-open': kind(
    503,
    'Service_Unavailable',
    'The circuit breaker of the vendor is open',
    'The vendor failed too often in the last seconds and is asked again in a moment; it received nothing.',
    'Retry after Retry-After.',
    true,
  ),
  overloaded: kind(
    503,
    'Service_Unavailable',
    'Portico is overloaded',
    'Portico has more requests than it can answer in time; nothing was done.',
    'Retry after Retry-After.',
    true,
  ),
  stopping: kind(
    503,
    'Service_Unavailable',
    'This replica of Portico is stopping',
    'This replica of Portico is on its way out and takes no more requests; nothing was done.',
    'Repeat the request after Retry-After, on a new connection: another replica takes it.',
    true,
  ),
  'database-unavailable': kind(
    503,
    'Service_Unavailable',
    'The database cannot commit',
    'The database of Portico cannot commit.',
    'Retry after Retry-After; with an Idempotency-Key, with the same one.',
    true,
  ),
  'deadline-passed': kind(
    504,
    'Gateway_Timeout',
    'The time of the caller is over',
    'The time that the caller gave (Prefer: wait) was over before the vendor was asked; it received nothing.',
    'Retry with more time.',
    true,
  ),
  'vendor-timeout': kind(
    504,
    'Gateway_Timeout',
    'The vendor was too slow',
    'The vendor did not answer in time.',
    'Retry after Retry-After; with an Idempotency-Key, with the same one. If that is answered 410 answer-lost, ' +
      'use a fresh key.',
    true,
  ),
} as const satisfies Record<string, FaultKind>;

export type FaultName = keyof typeof FAULTS;

/** One fault in the input. `pointer` is a JSON Pointer (RFC 6901) into the body, or `query/<name>`, `header/<name>`. */
export interface FieldError {
  readonly pointer: string;
  readonly code: FieldRuleName;
  readonly detail: string;
}

export interface FaultOptions {
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Every fault that a dry run found, in the order in which the request would be answered with them. */
  readonly violations?: readonly Fault[];
  readonly nextAction?: string;
  /** Seconds for the Retry-After header; rounded up to a whole number. */
  readonly retryAfterSeconds?: number;
  /** Further headers of the answer, by name: what is accepted instead, or how to authenticate. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** The one error that Portico throws on purpose. Its texts may be returned and logged: no secrets, no personal data. */
export class Fault extends Error {
  readonly kind: FaultKind;
  readonly detail: string;
  readonly nextAction: string;
  readonly errors: readonly FieldError[];
  readonly violations: readonly Fault[];
  readonly retryAfterSeconds: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly faultName: FaultName,
    options: FaultOptions = {},
  ) {
    const found: FaultKind = FAULTS[faultName];
    super(options.detail ?? found.detail, { cause: options.cause });
    this.name = 'Fault';
    this.kind = found;
    this.detail = options.detail ?? found.detail;
    this.nextAction = options.nextAction ?? found.nextAction;
    this.errors = options.errors ?? [];
    this.violations = options.violations ?? [];
    this.headers = options.headers ?? {};
    this.retryAfterSeconds =
      options.retryAfterSeconds === undefined
        ? isWorthRepeatingSoon(faultName, found)
          ? 1
          : undefined
        : Math.ceil(options.retryAfterSeconds);
  }

  /** The same fault, to be retried after `seconds`, or later if it already said so. */
  after(seconds: number): Fault {
    const { detail, errors, nextAction, headers, cause } = this;
    return new Fault(this.faultName, {
      detail,
      errors,
      nextAction,
      headers,
      cause,
      retryAfterSeconds: Math.max(seconds, this.retryAfterSeconds ?? 0),
    });
  }
}

/**
 * Faults that may pass within a second, for which a Retry-After of 1 is given where no time is stated. Not
 * `vendor-credentials`, since the operator has to change the credentials first; a key in flight states its own time.
 */
const isWorthRepeatingSoon = (name: FaultName, { retryable, status }: FaultKind): boolean =>
  (retryable && (status === 408 || status >= 429) && name !== 'vendor-credentials') || name === 'not-provable-yet';

/** A 400 that names one field. `detail` is the text of the rule, unless it is given. */
export function fieldFault(pointer: string, code: FieldRuleName, detail: string = FIELD_RULES[code]): Fault {
  return new Fault('bad-request', {
    detail: `${pointer.replace(/^\//, '')}: ${detail}`,
    errors: [{ pointer, code, detail }],
  });
}

/** Messages of drivers that contain no values. */
const PLAIN: ReadonlySet<string> = new Set([
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Query read timeout',
  'timeout expired',
  'timeout exceeded when trying to connect',
  'Client was closed and is not queryable',
  'Client has encountered a connection error and is not queryable',
  'Cannot use a pool after calling end on the pool',
  'The server does not support SSL connections',
  'There was an error establishing an SSL connection',
]);
const NO_PRIMARY = /^none of \d+ servers takes writes$/;

/** What failed and why, for logs: names, codes and our own messages; others are left out, as they may hold values. */
export function causeOf(error: unknown): string {
  if (!types.isNativeError(error)) return typeof error;
  const { code, reason, cause } = error as { code?: unknown; reason?: unknown; cause?: unknown };
  const words = [
    error instanceof Fault ? error.faultName : error.name,
    code,
    reason,
    PLAIN.has(error.message) || NO_PRIMARY.test(error.message) ? error.message : null,
  ];
  const own = words.filter((word) => typeof word === 'string' && word !== '').join(' ');
  return types.isNativeError(cause) ? `${own}: ${causeOf(cause)}` : own;
}
