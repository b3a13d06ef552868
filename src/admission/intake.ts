import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Bound, BoundedSet, type DropReason } from './bounded-set';
import { OpenConnections } from './connections';
import type { Connection, Exchange } from './exchange';
import { hasBody, IncomingBody, NO_BODY } from './incoming-body';
import { isExpecting } from './message-rules';

/** Bound on requests whose body is not complete. */
const BODIES: Bound = { perAddress: 512, inAll: 1_024 };
/** Bound on answers that clients have not read yet, beyond what the operating system buffers. */
const ANSWERS: Bound = { perAddress: 256, inAll: 512 };
/** Bound on requests of one connection that are not completely answered. */
const MAX_PIPELINED = 16;
/** Milliseconds between two checks for what has waited too long. */
const CHECK_MS = 250;
/** Milliseconds after listening ends: for requests still arriving, and for answers that clients still have to read. */
const LAST_REQUESTS_MS = 1_000;
const LAST_ANSWERS_MS = 4_000;

/** Why a request was refused: its body is too large, its client hung up, too many were pipelined, or it was dropped. */
export type IntakeRefusal = 'too-large' | 'gone' | 'pipelined' | DropReason;

/** Milliseconds. */
export interface IntakeTimes {
  /** For the headers of a request, and the same again for its body. */
  readonly receiveMs: number;
  /** For a client to read its answer. */
  readonly sendMs: number;
}

export interface IntakeEvents {
  /** The headers have arrived. False: the request was answered, and no more of it is read. */
  accepts(exchange: Exchange): boolean;
  /** All of it has arrived; `body` is empty when it has none. */
  arrived(exchange: Exchange, body: Buffer): void;
  refused(exchange: Exchange, reason: IntakeRefusal): void;
  /** The client did not read the answer in time, and the connection was closed. */
  untaken(exchange: Exchange, reason: DropReason): void;
}

/**
 * Everything that waits for a client: connections, unfinished requests, unread answers. None of this is work, and each
 * has its own bounds in number and in time, so that it takes no capacity from requests that have arrived.
 */
export class Intake {
  readonly connections: OpenConnections;
  private readonly bodies: BoundedSet<Exchange>;
  private readonly answers: BoundedSet<Exchange>;
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    { receiveMs, sendMs }: IntakeTimes,
    private readonly events: IntakeEvents,
  ) {
    this.connections = new OpenConnections(receiveMs);
    this.bodies = new BoundedSet(BODIES, receiveMs, (exchange, reason) => this.refuse(exchange, reason));
    this.answers = new BoundedSet(ANSWERS, sendMs, (exchange, reason) => {
      exchange.connection.socket.destroy();
      events.untaken(exchange, reason);
    });
    this.timers.push(setInterval(() => this.check(), CHECK_MS).unref());
  }

  /** How many of each wait for clients now. */
  get waiting(): Readonly<Record<'unused' | 'idle' | 'bodies' | 'answers', number>> {
    return { ...this.connections.waiting, bodies: this.bodies.size, answers: this.answers.size };
  }

  /** How many were dropped since the start, by kind and reason. */
  get dropped(): readonly {
    readonly what: 'bodies' | 'answers';
    readonly reason: DropReason;
    readonly count: number;
  }[] {
    const of = (what: 'bodies' | 'answers') =>
      Object.entries(this[what].dropped).map(([reason, count]) => ({ what, reason: reason as DropReason, count }));
    return [...of('bodies'), ...of('answers')];
  }

  attach(server: Server): void {
    this.connections.attach(server, (connection) => {
      while (connection.exchanges.length > 0) this.end(connection.exchanges[0]!);
    });
  }

  /** The headers of a request have arrived: waits for its body, and reports the result to `events`. */
  begin(request: IncomingMessage, response: ServerResponse, connection: Connection): void {
    const exchange: Exchange = {
      request,
      response,
      connection,
      begunAt: performance.now(),
      requestId: null,
      body: null,
      admission: null,
      held: null,
    };
    this.connections.asked(connection);
    connection.exchanges.push(exchange);
    response.once('close', () => this.end(exchange));
    if (connection.exchanges.length > MAX_PIPELINED) this.refuse(exchange, 'pipelined');
    else if (!this.events.accepts(exchange)) return;
    else if (hasBody(request)) this.collect(exchange);
    else this.events.arrived(exchange, NO_BODY);
  }

  /** The work has ended and the answer is being sent, with this request id. */
  answering(exchange: Exchange, requestId: string): void {
    exchange.requestId = requestId;
    exchange.admission?.leave();
    if (exchange.connection.exchanges.includes(exchange)) this.answers.hold(exchange, exchange.connection.address);
  }

  /** Stops waiting for a body on this connection, and returns the request that it belonged to. */
  giveUp(socket: Socket): Exchange | undefined {
    const exchange = this.connections
      .of(socket)
      ?.exchanges.find((one) => !one.request.complete && this.bodies.release(one));
    exchange?.body?.stop();
    return exchange;
  }

  /** The server stops listening: requests that arrive within a short time are answered, later ones are dropped. */
  finish(): void {
    this.connections.stopKeepAlive();
    const later = (milliseconds: number, work: () => void): void =>
      void this.timers.push(setTimeout(work, milliseconds).unref());
    later(LAST_REQUESTS_MS, () => {
      this.connections.closeUnused();
      this.bodies.dropAll();
    });
    later(LAST_ANSWERS_MS, () => this.answers.dropAll());
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private collect(exchange: Exchange): void {
    exchange.body = new IncomingBody(exchange.request, LARGEST_BODY, (end) => {
      this.bodies.release(exchange);
      if (end === 'complete') this.events.arrived(exchange, exchange.body!.received);
      else this.refuse(exchange, end);
    });
    this.bodies.hold(exchange, exchange.connection.address);
    exchange.body.begin();
    if (exchange.body.isAwaited && isExpecting(exchange.request)) exchange.response.writeContinue();
  }

  private refuse(exchange: Exchange, reason: IntakeRefusal): void {
    exchange.body?.stop();
    this.events.refused(exchange, reason);
  }

  private end(exchange: Exchange): void {
    const { connection } = exchange;
    const index = connection.exchanges.indexOf(exchange);
    if (index < 0) return;
    connection.exchanges.splice(index, 1);
    exchange.admission?.leave();
    this.bodies.release(exchange);
    this.answers.release(exchange);
    if (connection.exchanges.length === 0) this.connections.answered(connection);
  }

  private check(): void {
    this.connections.dropLate();
    this.bodies.dropLate();
    this.answers.dropLate();
  }
}

/** The largest body that any operation takes, in bytes. */
export const LARGEST_BODY = 65_536;
