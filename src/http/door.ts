import type { FastifyInstance } from 'fastify';
import http from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import { Fault } from '../errors';
import type { Envelope } from './envelope';
import type { Load, Visit } from './load';

/** Who asks how we are is always let in. */
const ALWAYS_OPEN = /^\/(?:health(?:\/|$)|metrics(?:$|\?))/;

/** Milliseconds: for a request to arrive, and for an idle connection to be kept. */
export interface DoorTimes {
  readonly requestMs: number;
  readonly keepAliveMs: number;
}

const OVERLOADED = new Fault('overloaded');

declare module 'node:http' {
  interface IncomingMessage {
    visit?: Visit;
  }
}

/** The HTTP server in front of the application: turns requests away before anything is done for them when there are too many, and asks clients to go elsewhere once it is closing. */
export class Door {
  private isClosing = false;

  constructor(
    private readonly load: Load,
    private readonly envelopeFor: (path: string) => Envelope,
    private readonly times: DoorTimes,
  ) {}

  /** From now on every answer ends its connection, so that none is idle, and none is reset, when the server stops listening. */
  beginClosing(): void {
    this.isClosing = true;
  }

  /** Whether the gateway is on its way out. */
  get closing(): boolean {
    return this.isClosing;
  }

  /** A header that stands twice is joined, never dropped: what signs a request stands once or proves nothing. */
  readonly serve = (handler: http.RequestListener): http.Server => {
    const { requestMs, keepAliveMs } = this.times;
    return http.createServer({ joinDuplicateHeaders: true, requestTimeout: requestMs, headersTimeout: requestMs, keepAliveTimeout: keepAliveMs }, (request, response) => this.receive(request, response, handler));
  };

  /** Every answer that leaves while the door is closing, also to what came before. */
  watch(app: FastifyInstance): void {
    app.addHook('onSend', (_request, reply, payload, done) => {
      if (this.isClosing) reply.header('Connection', 'close');
      done(null, payload);
    });
  }

  private receive(request: http.IncomingMessage, response: http.ServerResponse, handler: http.RequestListener): void {
    if (ALWAYS_OPEN.test(request.url ?? '')) return handler(request, response);
    const visit = this.load.enter();
    if (!visit) return this.turnAway(request, response);
    request.visit = visit;
    response.once('close', () => visit.leave());
    handler(request, response);
  }

  /** 503 without touching the body or the application: a fraction of what an answer costs. */
  private turnAway(request: http.IncomingMessage, response: http.ServerResponse): void {
    const requestId = uuidv7();
    const path = (request.url ?? '/').split('?', 1)[0]!.slice(0, 200);
    const { contentType, bodyOf } = this.envelopeFor(path);
    const body = JSON.stringify(bodyOf(OVERLOADED, path, requestId));
    const headers = ['Content-Type', contentType, 'Content-Length', String(Buffer.byteLength(body)), 'Retry-After', '1', 'Cache-Control', 'no-store', 'X-Content-Type-Options', 'nosniff', 'X-Request-Id', requestId];
    response.writeHead(503, this.isClosing ? [...headers, 'Connection', 'close'] : headers);
    response.end(body);
  }
}
