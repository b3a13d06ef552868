import net from 'node:net';
import { DEMO } from '../support/gateway';
import { unfinishedRequest, wholeRequest } from '../support/raw-client';

/** How the clients of a flood are slow. */
export const SLOW_KINDS = ['bodies', 'bodies with credentials', 'headers', 'readers', 'idle connections'] as const;
export type SlowKind = (typeof SLOW_KINDS)[number];

/** What each connection sends when it is open. Half of the idle ones have been used once. */
const FIRST_BYTES: Readonly<Record<SlowKind, (index: number) => string>> = {
  bodies: () => unfinishedRequest('/v1/customers/hosted'),
  'bodies with credentials': () => unfinishedRequest('/v1/customers/hosted', { Authorization: DEMO }),
  headers: () => 'POST /v1/customers/hosted HTTP/1.1\r\nHost: localhost\r\nX-Slow: ',
  readers: () => wholeRequest('GET', '/openapi.json').repeat(8),
  'idle connections': (index) => (index % 2 === 0 ? '' : wholeRequest('GET', '/health/live')),
};

/** Connections to open in all, as a multiple of those that are held: a flood never goes on for ever. */
const MOST_RENEWALS = 40;
/** Milliseconds between two bytes that a slow reader takes. */
const BYTE_MS = 1_000;
/**
 * Milliseconds before a connection that was closed is opened again, and as many again at random. Readers wait longer: each
 * asks for some megabytes, which the operating system takes at once, and what is looked at is reading slowly, not bandwidth.
 */
const RENEWAL_MS: Readonly<Record<SlowKind, number>> = { bodies: 20, 'bodies with credentials': 20, headers: 20, readers: 1_000, 'idle connections': 20 };

/** Holds so many slow connections to a gateway on this machine, and renews those that it closes. */
export class SlowFlood {
  private readonly sockets = new Set<net.Socket>();
  private readonly timer: NodeJS.Timeout;
  private readonly port: number;
  private opened = 0;
  private isOver = false;

  constructor(
    url: string,
    private readonly kind: SlowKind,
    private readonly count: number,
    private readonly random: () => number,
  ) {
    const { hostname, port } = new URL(url);
    if (!['localhost', '127.0.0.1', '[::1]'].includes(hostname)) throw new Error('a flood is for this machine only');
    this.port = Number(port);
    this.timer = setInterval(() => this.takeBytes(), BYTE_MS);
  }

  /** Connections that were opened so far. */
  get total(): number {
    return this.opened;
  }

  /** Resolves when each has been open once. */
  async begin(): Promise<void> {
    await Promise.all(Array.from({ length: this.count }, () => this.open()));
  }

  end(): void {
    this.isOver = true;
    clearInterval(this.timer);
    for (const socket of this.sockets) socket.destroy();
  }

  private open(): Promise<void> {
    const index = this.opened++;
    const socket = net.connect({ port: this.port, host: 'localhost' });
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.renew(socket));
    if (this.kind === 'readers') socket.on('readable', () => undefined);
    else socket.resume();
    return new Promise((done) => {
      socket.once('close', () => done()).once('connect', () => {
        socket.write(FIRST_BYTES[this.kind](index));
        done();
      });
    });
  }

  private renew(socket: net.Socket): void {
    this.sockets.delete(socket);
    if (this.isOver || this.opened >= this.count * MOST_RENEWALS) return;
    setTimeout(() => this.isOver || void this.open(), RENEWAL_MS[this.kind] * (1 + this.random()));
  }

  private takeBytes(): void {
    if (this.kind === 'readers') for (const socket of this.sockets) socket.read(1);
  }
}
