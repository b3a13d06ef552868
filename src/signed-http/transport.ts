import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
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
  /** Which pool of connections is used: two vendors behind one origin never share one. Absent: the origin's. */
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
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), request.timeoutMs ?? this.config.vendorDeadlineMs);
    try {
      const answer = await this.dispatcherOf(request).request({
        origin: request.origin,
        path: request.target,
        method: request.method,
        headers: request.headers,
        body: request.body,
        signal: late.signal,
      });
      return {
        status: answer.statusCode,
        headers: single(answer.headers),
        body: request.dropsBody ? await dropBody(answer) : await readBody(answer),
      };
    } catch (error) {
      throw error instanceof Fault
        ? error
        : new Fault(late.signal.aborted ? 'vendor-timeout' : faultOf(error), { cause: error });
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

/** Failures of reading the body are ignored: only the status is used. */
async function dropBody({ body, statusCode }: Dispatcher.ResponseData): Promise<Buffer> {
  refuseRedirect(body, statusCode);
  await body.dump({ limit: LARGEST_DROPPED }).catch(() => undefined);
  return Buffer.alloc(0);
}

function refuseRedirect(body: Dispatcher.ResponseData['body'], statusCode: number): void {
  if (statusCode < 300 || statusCode >= 400) return;
  abandon(body);
  throw new Fault('vendor-invalid-response', {
    detail: 'The vendor answered with a redirect, which is never followed.',
  });
}

async function readBody({ body, statusCode }: Dispatcher.ResponseData): Promise<Buffer> {
  refuseRedirect(body, statusCode);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) {
      abandon(body);
      throw new Fault('vendor-invalid-response', { detail: 'The vendor answered with more than 256 KiB.' });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Stops reading. An abandoned body emits an error event, which without a listener would end the process. */
function abandon(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => undefined);
  body.destroy();
}

const single = (headers: Dispatcher.ResponseData['headers']): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value[0] : value]),
  );

function faultOf(error: unknown): FaultName {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && NOT_SENT.has(code) ? 'vendor-unreachable' : 'vendor-failed';
}
