import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { type Bound, BoundedSet } from './bounded-set';
import { Connection } from './exchange';

/** Connections that have not sent a complete header block yet. */
const UNUSED: Bound = { perAddress: 1_024, inAll: 2_048 };
/** Connections that have been used and are kept alive. A load balancer keeps many, from one address. */
const IDLE: Bound = { perAddress: 2_048, inAll: 4_096 };
/** Milliseconds after Node's own deadline for headers, in case Node misses it. */
const LATE_MS = 2_000;

const close = ({ socket }: Connection): void => void socket.destroy();

/**
 * Every open connection. Connections that wait for a request are bounded: the one that has waited longest is closed
 * without a response. Node closes idle ones after their keep-alive time.
 */
export class OpenConnections {
  private readonly all = new Map<Socket, Connection>();
  private readonly unused: BoundedSet<Connection>;
  private readonly idle: BoundedSet<Connection>;
  private isStopping = false;

  constructor(headersMs: number) {
    this.unused = new BoundedSet(UNUSED, headersMs + LATE_MS, close);
    this.idle = new BoundedSet(IDLE, Number.POSITIVE_INFINITY, close);
  }

  /** How many wait for their first request, and how many for another one. */
  get waiting(): { readonly unused: number; readonly idle: number } {
    return { unused: this.unused.size, idle: this.idle.size };
  }

  attach(server: Server, closed: (connection: Connection) => void): void {
    server.on('connection', (socket: Socket) => {
      const connection = new Connection(socket);
      this.all.set(socket, connection);
      this.unused.hold(connection, connection.address);
      socket.once('close', () => {
        this.all.delete(socket);
        this.asked(connection);
        closed(connection);
      });
    });
  }

  of(socket: Socket): Connection | undefined {
    return this.all.get(socket);
  }

  /** A complete header block has arrived. */
  asked(connection: Connection): void {
    this.unused.release(connection);
    this.idle.release(connection);
  }

  /** Every request on it has been answered. */
  answered(connection: Connection): void {
    if (connection.socket.destroyed) return;
    if (this.isStopping) connection.socket.destroySoon();
    else this.idle.hold(connection, connection.address);
  }

  dropLate(): void {
    this.unused.dropLate();
  }

  stopKeepAlive(): void {
    this.isStopping = true;
    this.idle.dropAll();
  }

  closeUnused(): void {
    this.unused.dropAll();
  }
}
