import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { authorization, type Credentials, fourHeaders } from './credentials';
import { AnswerError, ConnectionError, errorOf, PorticoError } from './errors';
import { OPERATIONS } from './operations';
import type { Answer, Input, OperationId } from './types';

export interface PorticoOptions extends Credentials {
  /** Where Portico is, such as `https://portico.example.com`. */
  readonly baseUrl: string;
  /** Milliseconds for one attempt; default 30,000. */
  readonly timeoutMs?: number;
  /** Milliseconds for a request with all its retries, the waits that Portico asks for included; default 60,000. */
  readonly deadlineMs?: number;
  /** How often a request is repeated at most; default 3. */
  readonly retries?: number;
  /** Default: the `fetch` of Node. */
  readonly fetch?: typeof fetch;
  /** The time that signatures name; default: this machine's. */
  readonly now?: () => Date;
}

/** What one call may change of the client's options. */
export interface CallOptions {
  /** A UUID; default: a fresh one for each call of an operation that takes it. All retries of a call have the same. */
  readonly idempotencyKey?: string;
  readonly timeoutMs?: number;
  readonly deadlineMs?: number;
  readonly retries?: number;
  readonly signal?: AbortSignal;
}

/** A success. */
export interface Answered<Op extends OperationId> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Answer<Op>;
}

interface Prepared {
  readonly url: URL;
  readonly method: string;
  readonly body: string | undefined;
  readonly headers: Record<string, string>;
  readonly takesFourHeaders: boolean;
}

/** Milliseconds before a retry for which Portico named no time; doubled each time. */
const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 5_000;

/** Sends requests: signed anew at each attempt, and repeated under the same Idempotency-Key. */
export class Transport {
  private readonly fetch: typeof fetch;

  constructor(private readonly options: PorticoOptions) {
    this.fetch = options.fetch ?? fetch;
  }

  /**
   * Sends a request until it succeeds, until Portico says that repeating it is of no use, or until retries or time are
   * used up; throws the last error then.
   */
  async call<Op extends OperationId>(id: Op, input: Input<Op>, call: CallOptions = {}): Promise<Answered<Op>> {
    const request = this.prepare(id, input, call.idempotencyKey);
    const end = performance.now() + (call.deadlineMs ?? this.options.deadlineMs ?? 60_000);
    const retries = call.retries ?? this.options.retries ?? 3;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.attempt<Op>(request, call, end - performance.now());
      } catch (error) {
        if (!(error instanceof PorticoError && error.isRetryable) || attempt >= retries) throw error;
        const waitMs = waitOf(error, attempt);
        if (performance.now() + waitMs >= end) throw error;
        await pause(waitMs, undefined, { signal: call.signal });
      }
    }
  }

  private prepare<Op extends OperationId>(id: Op, input: Input<Op>, key: string | undefined): Prepared {
    const [method, path, credentials, takesKey] = OPERATIONS[id];
    const {
      path: names = {},
      query = {},
      body,
    } = input as Partial<Record<'path' | 'query', object> & { body: object }>;
    const url = new URL(this.options.baseUrl);
    url.pathname =
      url.pathname.replace(/\/$/, '') +
      path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        encodeURIComponent(String((names as Record<string, unknown>)[name])),
      );
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, Array.isArray(value) ? value.join(',') : String(value));
    const text = body === undefined ? undefined : JSON.stringify(body);
    return {
      url,
      method,
      body: text,
      takesFourHeaders: credentials === 'four-headers',
      headers: {
        ...(text === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(takesKey ? { 'Idempotency-Key': key ?? randomUUID() } : {}),
      },
    };
  }

  private async attempt<Op extends OperationId>(
    { url, method, body, headers, takesFourHeaders }: Prepared,
    call: CallOptions,
    leftMs: number,
  ): Promise<Answered<Op>> {
    const allowed = Math.max(1, Math.ceil(Math.min(leftMs, call.timeoutMs ?? this.options.timeoutMs ?? 30_000)));
    const timeout = AbortSignal.timeout(allowed);
    const credentials = takesFourHeaders
      ? fourHeaders(this.options)
      : authorization(
          this.options,
          { method, path: url.pathname, body: body ?? '' },
          this.options.now?.() ?? new Date(),
        );
    let answer: Response;
    let text: string;
    try {
      answer = await this.fetch(url, {
        method,
        body,
        headers: { ...headers, ...credentials },
        redirect: 'error',
        signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
      });
      text = await answer.text();
    } catch (error) {
      if (call.signal?.aborted) throw error;
      throw new ConnectionError(
        timeout.aborted
          ? `Portico did not answer within ${Math.round(allowed)} ms`
          : `the connection to Portico at ${url.origin} failed${reasonOf(error)}`,
        true,
        { cause: error },
      );
    }
    if (!answer.ok) throw errorOf(answer.status, answer.headers, text);
    return { status: answer.status, headers: answer.headers, body: successOf(answer, text) as unknown as Answer<Op> };
  }
}

/** Why fetch failed, as far as Node says. */
function reasonOf(error: unknown): string {
  const { code, message } = ((error as { cause?: { code?: unknown; message?: unknown } }).cause ?? {}) as {
    code?: unknown;
    message?: unknown;
  };
  const reason = code ?? message;
  return typeof reason === 'string' && reason !== '' ? `: ${reason}` : '';
}

/** Every success of Portico is a JSON object; anything else is of a proxy between. */
function successOf({ status, headers }: Response, text: string): object {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null) return json;
  } catch {
    // Told below.
  }
  throw new AnswerError(`the answer was ${status}, but not one of Portico`, status, headers, true);
}

/** Milliseconds; with a jitter, so that several clients do not come back at once. */
function waitOf(error: PorticoError, attempt: number): number {
  const asked = error instanceof AnswerError ? error.retryAfterSeconds : null;
  return asked === null
    ? Math.min(FIRST_WAIT_MS * 2 ** attempt, MAX_WAIT_MS) * (0.5 + Math.random())
    : asked * 1000 + Math.random() * 100;
}
