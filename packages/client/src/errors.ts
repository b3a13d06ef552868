import type { ProblemType } from './operations';
import type { FieldError, FinproErrorBody, Problem, Violation } from './types';

/** A request that did not succeed. */
export class PorticoError extends Error {
  override readonly name: string = 'PorticoError';

  constructor(
    message: string,
    /** Whether the same request may succeed later. */
    readonly isRetryable: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Portico did not answer: no connection, a broken one, or more time than `timeoutMs`. */
export class ConnectionError extends PorticoError {
  override readonly name = 'ConnectionError';
}

/** Portico answered with an error. {@link ProblemError} and {@link FinproError} have its content. */
export class AnswerError extends PorticoError {
  override readonly name: string = 'AnswerError';

  constructor(
    message: string,
    /** The HTTP status. */
    readonly status: number,
    readonly headers: Headers,
    isRetryable: boolean,
  ) {
    super(message, isRetryable);
  }

  /** Names the request in Portico's log and audit trail. */
  get requestId(): string | null {
    return this.headers.get('x-request-id');
  }

  /** Seconds to wait before the request is repeated; null: Portico named none. */
  get retryAfterSeconds(): number | null {
    const text = this.headers.get('retry-after');
    return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
  }
}

/** RFC 9457 problem details. `type` is one of the names in docs/errors.md. */
export class ProblemError extends AnswerError {
  override readonly name = 'ProblemError';
  readonly type: ProblemType;

  constructor(
    status: number,
    headers: Headers,
    readonly problem: Problem,
  ) {
    super(`${problem.title}: ${problem.detail}`, status, headers, problem.retryable);
    this.type = nameOf(problem.type);
  }

  /** Each field that is at fault. */
  get fields(): readonly FieldError[] {
    return this.problem.errors ?? [];
  }

  /** Of a dry run: each rule that a request would break, in the order in which it would be refused. */
  get violations(): readonly Violation[] {
    return (this.problem.violations ?? []).map((one) => ({ ...one, type: nameOf(one.type) }));
  }
}

const nameOf = (type: string): ProblemType => type.slice(type.lastIndexOf('#') + 1) as ProblemType;

/** An error on one of FinPro's operations, in FinPro's five fields. */
export class FinproError extends AnswerError {
  override readonly name = 'FinproError';

  constructor(
    status: number,
    headers: Headers,
    readonly error: FinproErrorBody,
  ) {
    super(`${error.errorCode}: ${error.errorMsg}`, status, headers, headers.has('retry-after'));
  }

  get errorCode(): string {
    return this.error.errorCode;
  }
}

/** The error that an answer means. A body that is neither of Portico's envelopes is of a proxy between. */
export function errorOf(status: number, headers: Headers, text: string): AnswerError {
  const json = parsed(text);
  if (isProblem(json)) return new ProblemError(status, headers, json);
  if (isFinpro(json)) return new FinproError(status, headers, json);
  return new AnswerError(
    `the answer was ${status}, without an error of Portico`,
    status,
    headers,
    status === 429 || status >= 502,
  );
}

function parsed(text: string): object {
  try {
    return Object(JSON.parse(text)) as object;
  } catch {
    return {};
  }
}

const isProblem = (json: object): json is Problem => 'type' in json && 'title' in json && typeof json.type === 'string';
const isFinpro = (json: object): json is FinproErrorBody => 'errorCode' in json && 'errorMsg' in json;
