import type { FastifyInstance } from 'fastify';
import http from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import type { Exchange } from '../admission/exchange';
import { Intake, type IntakeTimes, type IntakeRefusal } from '../admission/intake';
import { breachOf, pathOf, unreadRequest } from '../admission/message-rules';
import { BatchedActions } from '../admission/batched-actions';
import { RefusalLog } from '../admission/refusal-log';
import { systemClock } from '../config/clock';
import { Fault } from '../errors';
import type { ConcurrencyLimiter } from '../admission/concurrency-limiter';
import { SourceAddresses } from '../admission/source/source-address';
import type { ErrorAnswers } from './errors/envelope';
import type { RequestLog } from './request/request-id';

/** Health and metrics requests are always admitted. */
const ALWAYS_OPEN = /^\/(?:health(?:\/|$)|metrics(?:$|\?))/;
/** Milliseconds between Node's checks for late headers, and after which Node ends an incomplete request. */
const CHECK_MS = 500;
const requestTimeoutMs = (receiveMs: number): number => 4 * receiveMs;

/** Milliseconds: for requests to arrive and answers to be read, and for an idle connection to be kept. */
export interface AdmissionTimes extends IntakeTimes {
  readonly keepAliveMs: number;
}

/** Milliseconds to read on after ending a connection: unread data could cost the client its answer (RFC 9112, 9.6). */
const LINGER_MS = 1_000;

/** Created once: in a flood of requests each new Fault would cost a stack trace. */
const OVERLOADED = new Fault('overloaded');
const STOPPING = new Fault('stopping');
/** How each refusal is answered; a client that has gone gets no answer. */
const FAULT_OF: Readonly<Record<Exclude<IntakeRefusal, 'gone'>, Fault>> = {
  'too-large': new Fault('too-large'),
  late: new Fault('request-timeout'),
  crowded: OVERLOADED,
  stopping: STOPPING,
  pipelined: OVERLOADED,
};
/** Codes of a client that hung up, in the middle of a request or not. */
const GONE: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'HPE_INVALID_EOF_STATE']);

/** Node's code for headers, or a whole request, that did not arrive in time. */
const HEADERS_LATE = 'ERR_HTTP_REQUEST_TIMEOUT';

/** An error of Node's for bytes that it could not parse as a request. */
type Unreadable = Error & { readonly code?: string; readonly rawPacket?: unknown };

declare module 'node:http' {
  interface IncomingMessage {
    /** The whole body, set before the application sees the request. */
    bodyBytes?: Buffer;
  }
  interface ServerResponse {
    exchange?: Exchange;
  }
}

/**
 * The HTTP server in front of the application. A request is work from when all of it has arrived until its answer is
 * handed over; before and after that it waits for its client, within the bounds of Intake. Refuses requests before any
 * work is done for them when there are too many, and makes clients open new connections elsewhere once it is closing.
 */
export class AdmissionControl {
  readonly intake: Intake;
  private readonly refusals: RefusalLog;
  readonly log: RequestLog;
  /** Answers late requests a few at a time, since many clients can become late at the same moment. */
  private readonly late = new BatchedActions();
  /** Connections that were ended because of what was sent on them. */
  private readonly ended = new WeakSet<Duplex>();
  private handler: http.RequestListener | null = null;
  private isClosing = false;

  constructor(
    private readonly load: ConcurrencyLimiter,
    private readonly answers: ErrorAnswers,
    private readonly times: AdmissionTimes,
    /** The fault that is answered before the content of a request is read; null: none (header-rules.ts). */
    private readonly early: (request: http.IncomingMessage) => Fault | null,
    { logger, trustedProxies }: Pick<RequestLog, 'logger'> & { readonly trustedProxies: readonly string[] },
  ) {
    this.refusals = new RefusalLog(logger);
    this.log = { logger, sources: new SourceAddresses(trustedProxies) };
    this.intake = new Intake(times, {
      accepts: (exchange) => this.accept(exchange),
      arrived: (exchange, body) => this.admit(exchange, body),
      refused: (exchange, reason) => this.refuse(exchange, reason),
      untaken: ({ response, requestId }, reason) =>
        this.refusals.note({ msg: 'answer not taken', request_id: requestId, status: response.statusCode, reason }),
    });
  }

  /** From now on every answer ends its connection, so that none is idle or reset when the server stops listening. */
  beginClosing(): void {
    this.isClosing = true;
  }

  get closing(): boolean {
    return this.isClosing;
  }

  /**
   * Creates the HTTP server. Duplicate headers are joined, never dropped, so that a credential or signature header that
   * was sent twice proves nothing. Requests that Node would answer by itself are answered here.
   */
  readonly serve = (handler: http.RequestListener): http.Server => {
    const { receiveMs, keepAliveMs } = this.times;
    this.handler = handler;
    const receive = (request: http.IncomingMessage, response: http.ServerResponse): void =>
      this.receive(request, response);
    const server = http.createServer(
      {
        joinDuplicateHeaders: true,
        requireHostHeader: false,
        headersTimeout: receiveMs,
        requestTimeout: requestTimeoutMs(receiveMs),
        connectionsCheckingInterval: Math.min(CHECK_MS, receiveMs),
        keepAliveTimeout: keepAliveMs,
      },
      receive,
    );
    // The header block is bounded in bytes; Node would silently drop headers beyond a certain number.
    server.maxHeadersCount = 0;
    server.on('checkContinue', receive).on('checkExpectation', receive);
    server.on('connect', (_request: http.IncomingMessage, socket: Duplex) =>
      this.endUnread(
        socket,
        new Fault('method-unknown', { detail: 'Portico is no proxy, and does not know CONNECT.' }),
        '/',
      ),
    );
    this.intake.attach(server);
    return server;
  };

  /** While closing, every answer ends its connection. Work on a request ends when its answer is handed over. */
  attach(app: FastifyInstance): void {
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

  /**
   * Answers what Node could not parse as a request, or whose headers were late, in the envelope of all errors, and ends
   * the connection. A connection that never sent anything is closed without a response.
   */
  readonly refuseUnreadable = (error: Unreadable, socket: Socket): void => {
    if (error.code === HEADERS_LATE) this.late.do(() => this.endUnreadable(error, socket));
    else this.endUnreadable(error, socket);
  };

  private endUnreadable(error: Unreadable, socket: Socket): void {
    if (this.ended.has(socket)) return;
    if (!socket.writable || socket.bytesRead === 0 || GONE.has(error.code ?? '')) return void socket.destroy();
    const { fault, path } = unreadRequest(error.code, Buffer.isBuffer(error.rawPacket) ? error.rawPacket : undefined);
    const unfinished = this.intake.giveUp(socket);
    if (unfinished) return this.answer(unfinished, fault, true);
    this.ended.add(socket);
    afterAnswers(this.intake.connections.of(socket)?.exchanges ?? [], () => this.endUnread(socket, fault, path));
  }

  /** Answers on a connection where there is no request object to answer. */
  private endUnread(socket: Duplex, fault: Fault, path: string): void {
    if (!socket.writable) return;
    const requestId = uuidv7();
    const { status, headers, body } = this.answers.of(fault, path, requestId);
    const lines = Object.entries({
      Date: systemClock.now().toUTCString(),
      ...headers,
      'Content-Length': String(Buffer.byteLength(body)),
      Connection: 'close',
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.ended.add(socket);
    socket
      .on('error', () => undefined)
      .once('end', () => socket.destroy())
      .end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
    const source = this.log.sources.of({ socket: socket as Socket, headers: {} });
    this.refusals.note({
      msg: 'request',
      request_id: requestId,
      source,
      route: 'none',
      status,
      reason: fault.faultName,
    });
  }

  private receive(request: http.IncomingMessage, response: http.ServerResponse): void {
    const connection = this.intake.connections.of(request.socket);
    if (connection) this.intake.begin(request, response, connection);
    else response.destroy();
  }

  /** Returns whether more of the request is read. */
  private accept(exchange: Exchange): boolean {
    const breach = breachOf(exchange.request) ?? this.early(exchange.request);
    if (breach) this.answer(exchange, breach, true);
    return breach === null;
  }

  private admit(exchange: Exchange, body: Buffer): void {
    const { request, response } = exchange;
    if (!ALWAYS_OPEN.test(request.url ?? '')) {
      const admission = this.load.enter();
      if (!admission) return this.answer(exchange, this.isClosing ? STOPPING : OVERLOADED, this.isClosing);
      exchange.admission = admission;
    }
    request.bodyBytes = body;
    arrived(request, body);
    response.exchange = exchange;
    this.handler!(request, response);
  }

  private refuse(exchange: Exchange, reason: IntakeRefusal): void {
    if (reason === 'late')
      return this.late.do(
        () =>
          this.ended.has(exchange.request.socket) || this.end(exchange, exchange.response.destroyed ? 'gone' : 'late'),
      );
    this.end(exchange, reason);
  }

  private end(exchange: Exchange, reason: IntakeRefusal): void {
    if (reason !== 'gone') return this.answer(exchange, FAULT_OF[reason], true);
    this.refusals.note({
      msg: 'request',
      source: this.log.sources.of(exchange.request),
      method: exchange.request.method,
      route: 'none',
      reason: 'client hung up',
      ms: Math.round(performance.now() - exchange.begunAt),
    });
  }

  /** Answers cheaply, without the application. `ends`: then ends the connection, once the client has sent the rest. */
  private answer(exchange: Exchange, fault: Fault, ends: boolean): void {
    const { request, response } = exchange;
    const requestId = uuidv7();
    const { status, headers, body } = this.answers.of(fault, pathOf(request.url ?? '/'), requestId, request);
    if (ends) this.ended.add(request.socket);
    response.writeHead(status, {
      ...headers,
      'Content-Length': Buffer.byteLength(body),
      ...(ends ? { Connection: 'close' } : {}),
    });
    if (ends && !request.complete) this.lingerOn(request, response, body);
    else response.end(body);
    this.intake.answering(exchange, requestId);
    this.refusals.note({
      msg: 'request',
      request_id: requestId,
      source: this.log.sources.of(request),
      method: request.method,
      route: 'none',
      status,
      reason: fault.faultName,
      ms: Math.round(performance.now() - exchange.begunAt),
    });
  }

  private lingerOn(request: http.IncomingMessage, response: http.ServerResponse, body: string): void {
    response.write(body);
    const timer = setTimeout(() => response.end(), LINGER_MS).unref();
    request.once('close', () => {
      clearTimeout(timer);
      response.end();
    });
    request.resume();
  }
}

/** Calls back once every earlier request has been answered: those may already have been carried out. */
function afterAnswers(exchanges: readonly Exchange[], done: () => void): void {
  const waiting = new Set(exchanges.filter(({ response }) => !response.closed).map(({ response }) => response));
  if (waiting.size === 0) return done();
  for (const response of waiting) {
    response.once('close', () => {
      waiting.delete(response);
      if (waiting.size === 0) done();
    });
  }
}

/** A complete body needs no transfer encoding; an empty one has no media type, whatever is announced (`curl -d ''`). */
function arrived({ headers }: http.IncomingMessage, body: Buffer): void {
  delete headers['transfer-encoding'];
  headers['content-length'] = String(body.length);
  if (body.length === 0) delete headers['content-type'];
}
