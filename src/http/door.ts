import type { FastifyInstance } from 'fastify';
import http from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import type { Exchange } from '../admission/exchange';
import { Intake, type IntakeTimes, type Refusal } from '../admission/intake';
import { RefusalLog } from '../admission/refusal-log';
import { Fault } from '../errors';
import type { Envelope } from './envelope';
import type { Load, Visit } from '../admission/load';

/** Characters of a value in a path, decoded or not. */
export const LONGEST_PATH_VALUE = 200;

/** Who asks how we are is always let in. */
const ALWAYS_OPEN = /^\/(?:health(?:\/|$)|metrics(?:$|\?))/;
/** Milliseconds between two looks of Node for headers that are late, and after which it ends any request that has not come to its end. */
const CHECK_MS = 500;
const requestTimeoutMs = (receiveMs: number): number => 4 * receiveMs;

/** Milliseconds: for requests to come and answers to be taken, and for an idle connection to be kept. */
export interface DoorTimes extends IntakeTimes {
  readonly keepAliveMs: number;
}

/** Made once: in a flood each would cost a stack trace. */
const OVERLOADED = new Fault('overloaded');
const LATE = new Fault('request-timeout');
/** How each refusal is answered; a client that has gone is not. */
const FAULT_OF: Readonly<Record<Exclude<Refusal, 'gone'>, Fault>> = { 'too-large': new Fault('too-large'), late: LATE, crowded: OVERLOADED, stopping: OVERLOADED, pipelined: OVERLOADED };
/** What Node's parser says, by its code; anything else is not HTTP/1.1. */
const UNREADABLE: Readonly<Record<string, Fault>> = { ERR_HTTP_REQUEST_TIMEOUT: LATE, HPE_HEADER_OVERFLOW: new Fault('headers-too-large') };
/** The client has hung up, in the middle of a request or not. */
const GONE: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'HPE_INVALID_EOF_STATE']);
const NOT_HTTP = new Fault('unreadable-request');

declare module 'node:http' {
  interface IncomingMessage {
    visit?: Visit;
    /** All of it, once the application sees the request. */
    bodyBytes?: Buffer;
  }
  interface ServerResponse {
    exchange?: Exchange;
  }
}

/**
 * The HTTP server in front of the application. A request is work from when all of it has arrived until its answer is handed
 * over; before and after that it waits for its client, within the bounds of Intake. Turns requests away before anything is
 * done for them when there are too many, and asks clients to go elsewhere once it is closing.
 */
export class Door {
  readonly intake: Intake;
  private readonly refusals: RefusalLog;
  private handler: http.RequestListener | null = null;
  private isClosing = false;

  constructor(
    private readonly load: Load,
    private readonly envelopeFor: (path: string) => Envelope,
    private readonly times: DoorTimes,
    logger: Logger,
  ) {
    this.refusals = new RefusalLog(logger);
    this.intake = new Intake(times, {
      arrived: (exchange, body) => this.admit(exchange, body),
      refused: (exchange, reason) => this.refuse(exchange, reason),
      untaken: ({ response, requestId }, reason) => this.refusals.note({ msg: 'answer not taken', request_id: requestId, status: response.statusCode, reason }),
    });
  }

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
    const { receiveMs, keepAliveMs } = this.times;
    this.handler = handler;
    const server = http.createServer({ joinDuplicateHeaders: true, headersTimeout: receiveMs, requestTimeout: requestTimeoutMs(receiveMs), connectionsCheckingInterval: Math.min(CHECK_MS, receiveMs), keepAliveTimeout: keepAliveMs }, (request, response) => this.receive(request, response));
    this.intake.watch(server);
    return server;
  };

  /** Every answer that leaves while the door is closing, also to what came before; and when the last of the work on a request is done. */
  watch(app: FastifyInstance): void {
    app.addHook('onSend', (request, reply, payload, done) => {
      if (this.isClosing) reply.header('Connection', 'close');
      if (reply.raw.exchange) this.intake.answering(reply.raw.exchange, request.id);
      done(null, payload);
    });
    app.addHook('preClose', (done) => {
      this.intake.finish();
      done();
    });
    app.addHook('onClose', async () => this.intake.close());
  }

  /** Answers what Node could not read as a request, or whose headers were late: in the envelope of all errors, and then the connection ends. A connection that never sent anything is closed without a word. */
  readonly refuseUnreadable = (error: Error & { readonly code?: string }, socket: Socket): void => {
    if (!socket.writable || socket.bytesRead === 0 || GONE.has(error.code ?? '')) return void socket.destroy();
    const fault = UNREADABLE[error.code ?? ''] ?? NOT_HTTP;
    const unfinished = this.intake.giveUp(socket);
    if (unfinished) return this.answer(unfinished, fault, true);
    if ((this.intake.connections.of(socket)?.exchanges.size ?? 0) > 0) return void socket.destroy();
    const { requestId, headers, body } = this.written(fault, '/');
    const lines = Array.from({ length: headers.length / 2 }, (_, index) => `${headers[2 * index]}: ${headers[2 * index + 1]}\r\n`);
    socket.end(`HTTP/1.1 ${fault.kind.status} ${http.STATUS_CODES[fault.kind.status]}\r\nDate: ${new Date().toUTCString()}\r\n${lines.join('')}Connection: close\r\n\r\n${body}`, () => socket.destroy());
    this.refusals.note({ msg: 'request', request_id: requestId, route: 'none', status: fault.kind.status, reason: fault.faultName });
  };

  private receive(request: http.IncomingMessage, response: http.ServerResponse): void {
    const connection = this.intake.connections.of(request.socket);
    if (connection) this.intake.begin(request, response, connection);
    else response.destroy();
  }

  private admit(exchange: Exchange, body: Buffer): void {
    const { request, response } = exchange;
    if (!ALWAYS_OPEN.test(request.url ?? '')) {
      const visit = this.load.enter();
      if (!visit) return this.answer(exchange, OVERLOADED, this.isClosing);
      request.visit = visit;
      exchange.leave = () => visit.leave();
    }
    request.bodyBytes = body;
    response.exchange = exchange;
    this.handler!(request, response);
  }

  private refuse(exchange: Exchange, reason: Refusal): void {
    if (reason !== 'gone') return this.answer(exchange, FAULT_OF[reason], true);
    this.refusals.note({ msg: 'request', method: exchange.request.method, route: 'none', reason: 'client hung up', ms: Math.round(performance.now() - exchange.begunAt) });
  }

  /** Without touching the application: a fraction of what another answer costs. `ends`: the connection, too. */
  private answer(exchange: Exchange, fault: Fault, ends: boolean): void {
    const { request, response } = exchange;
    const { requestId, headers, body } = this.written(fault, (request.url ?? '/').split('?', 1)[0]!.slice(0, 200));
    response.writeHead(fault.kind.status, ends ? [...headers, 'Connection', 'close'] : headers);
    response.end(body);
    this.intake.answering(exchange, requestId);
    this.refusals.note({ msg: 'request', request_id: requestId, method: request.method, route: 'none', status: fault.kind.status, reason: fault.faultName, ms: Math.round(performance.now() - exchange.begunAt) });
  }

  private written(fault: Fault, path: string): { readonly requestId: string; readonly headers: string[]; readonly body: string } {
    const requestId = uuidv7();
    const { contentType, bodyOf } = this.envelopeFor(path);
    const body = JSON.stringify(bodyOf(fault, path.replace(/^\/l\/.*/, '/l/***'), requestId));
    const retry = fault.retryAfterSeconds === undefined ? [] : ['Retry-After', String(fault.retryAfterSeconds)];
    return { requestId, body, headers: ['Content-Type', contentType, 'Content-Length', String(Buffer.byteLength(body)), ...retry, 'Cache-Control', 'no-store', 'X-Content-Type-Options', 'nosniff', 'X-Request-Id', requestId] };
  }
}
