import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import type { LookupFunction } from 'node:net';
import { Agent, type Dispatcher, Pool } from 'undici';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { Fault, type FaultName } from '../errors';
import { NameLookups } from '../targets/name-lookups';

/** Bytes that are read of a body that is not needed, so that its connection can be used again. */
const LARGEST_DROPPED = 16_384;
/** Bytes of a response body that are read before it counts as an invalid response. */
const LARGEST_ANSWER = 262_144;
/** Connections of one pool. A vendor's calls are bounded by its bulkhead, so no call waits for a connection here. */
const CONNECTIONS = 256;
const CONNECT_MS = 3_000;
const EACH = { connections: CONNECTIONS, pipelining: 1, connectTimeout: CONNECT_MS, headersTimeout: 0, bodyTimeout: 0 };
/** Milliseconds that an unused connection to an address named by an outsider is kept, whatever its server asks for. */
const OUTSIDE_IDLE_MS = 4_000;
/** Look-ups of vendors' names at once: the configuration names a few, and no other look-ups count here. */
const LOOKUPS = { most: 64, mostOfOwner: 64 };

/** Failures before a byte of the request was written: the vendor cannot have acted. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

export interface HttpRequest {
  readonly origin: string;
  /** Which pool of connections is used: two accounts behind one origin never share one. Absent: the origin's. */
  readonly line?: string;
  /** Milliseconds until the request counts as timed out; absent: the vendor deadline. */
  readonly timeoutMs?: number;
  /** Resolves the origin's host, and may refuse addresses; absent: every address of the resolver is used. */
  readonly lookup?: LookupFunction;
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** Only the status and the headers count: the body is dropped, whatever it is, and `HttpAnswer.body` is empty. */
  readonly dropsBody?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** Sends and receives bytes: a pool per vendor, no redirects, one deadline per exchange, a limit on what is read. */
@Injectable()
export class Transport implements OnApplicationShutdown {
  private readonly pools = new Map<string, Pool>();
  /** By the function that judges addresses. An agent drops origins without connections: they do not accumulate. */
  private readonly outside = new Map<LookupFunction, Agent>();
  private readonly names = new NameLookups(LOOKUPS);

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Throws Fault `vendor-unreachable` (nothing was sent), `vendor-timeout`, `vendor-failed` (the connection broke) or
   * `vendor-invalid-response` (redirect, too large).
   */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    const exchange = new Exchange(request.dropsBody === true);
    const timer = setTimeout(() => exchange.timeOut(), request.timeoutMs ?? this.config.vendorDeadlineMs);
    const { origin, target: path, method, headers, body } = request;
    this.dispatcherOf(request).dispatch({ origin, path, method, headers, body }, exchange);
    try {
      return await exchange.answer;
    } finally {
      clearTimeout(timer);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.pools.values(), ...this.outside.values()].map((dispatcher) => dispatcher.destroy()));
  }

  private dispatcherOf({ origin, line = '', lookup }: HttpRequest): Dispatcher {
    return lookup ? this.agentOf(lookup) : this.poolOf(`${line} ${origin}`, origin);
  }

  private poolOf(name: string, origin: string): Pool {
    const found = this.pools.get(name) ?? new Pool(origin, { ...EACH, connect: { lookup: this.names.lookup } });
    this.pools.set(name, found);
    return found;
  }

  private agentOf(lookup: LookupFunction): Agent {
    const found =
      this.outside.get(lookup) ??
      new Agent({
        ...EACH,
        keepAliveTimeout: OUTSIDE_IDLE_MS,
        keepAliveMaxTimeout: OUTSIDE_IDLE_MS,
        connect: { lookup },
      });
    this.outside.set(lookup, found);
    return found;
  }
}

/** One request and its answer as undici reports it. What comes after the end is ignored. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<HttpAnswer>;
  private resolve!: (answer: HttpAnswer) => void;
  private reject!: (fault: Fault) => void;
  private controller: Dispatcher.DispatchController | null = null;
  private head: Omit<HttpAnswer, 'body'> | null = null;
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private isOver = false;

  constructor(private readonly dropsBody: boolean) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  timeOut(): void {
    this.fail(new Fault('vendor-timeout'));
    this.abandon();
  }

  /** Before the first byte is written: nothing is sent once the time is over. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.isOver) this.abandon();
  }

  onResponseStart(_controller: unknown, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    if (status >= 300 && status < 400)
      return this.refuse('The vendor answered with a redirect, which is never followed.');
    this.head = { status, headers: single(headers) };
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.size += chunk.length;
    if (!this.dropsBody && this.size > LARGEST_ANSWER)
      return this.refuse('The vendor answered with more than 256 KiB.');
    if (!this.dropsBody) this.chunks.push(chunk);
    else if (this.size > LARGEST_DROPPED) this.abandon();
  }

  onResponseEnd(): void {
    this.isOver = true;
    if (this.head) this.resolve({ ...this.head, body: Buffer.concat(this.chunks) });
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.fail(new Fault(faultOf(error), { cause: error }));
  }

  private refuse(detail: string): void {
    this.fail(new Fault('vendor-invalid-response', { detail }));
    this.abandon();
  }

  /** A failure of a body that is dropped is ignored: its status has come. */
  private fail(fault: Fault): void {
    if (this.isOver) return;
    if (this.dropsBody && this.head) return this.onResponseEnd();
    this.isOver = true;
    this.reject(fault);
  }

  /** Ends the connection; undici reports that as an error. */
  private abandon(): void {
    this.controller?.abort(new Error('the answer is not read further'));
  }
}

/** The first value of headers that came more than once. */
function single(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  for (const [name, value] of Object.entries(headers)) if (Array.isArray(value)) headers[name] = value[0];
  return headers as Record<string, string | undefined>;
}

function faultOf(error: unknown): FaultName {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && NOT_SENT.has(code) ? 'vendor-unreachable' : 'vendor-failed';
}
