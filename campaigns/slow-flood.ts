import { type ChildProcess, fork } from 'node:child_process';
import net from 'node:net';
import os from 'node:os';
import { DEMO } from '../test/support/gateway';
import { unfinishedRequest, wholeRequest } from '../test/support/raw-client';
import { randomOf } from './campaign';

/** How the clients of a flood are slow. */
export const SLOW_KINDS = ['bodies', 'bodies with credentials', 'headers', 'readers', 'idle connections'] as const;
export type SlowKind = (typeof SLOW_KINDS)[number];

/** The bytes that each connection sends when it is open. Half of the idle ones have been used once. */
const FIRST_BYTES: Readonly<Record<SlowKind, (index: number) => string>> = {
  bodies: () => unfinishedRequest('/v1/customers/hosted'),
  'bodies with credentials': () => unfinishedRequest('/v1/customers/hosted', { Authorization: DEMO }),
  headers: () => 'POST /v1/customers/hosted HTTP/1.1\r\nHost: localhost\r\nX-Slow: ',
  readers: () => wholeRequest('GET', '/openapi.json').repeat(8),
  'idle connections': (index) => (index % 2 === 0 ? '' : wholeRequest('GET', '/health/live')),
};

/** Most connections in all, as a multiple of those that are held open: a flood is limited. */
const MAX_RENEWALS = 40;
/** Milliseconds between two bytes that a slow reader reads. */
const BYTE_MS = 1_000;
/**
 * Milliseconds after which a slow reader reconnects: it does not detect that it was dropped, since it does not read.
 */
const READER_MS = 15_000;
/**
 * Milliseconds before a closed connection is opened again, and up to as many again at random. Readers wait longer: each
 * requests some megabytes, which the operating system buffers at once, and slow reading is tested, not bandwidth.
 */
const RENEWAL_MS: Readonly<Record<SlowKind, number>> = {
  bodies: 20,
  'bodies with credentials': 20,
  headers: 20,
  readers: 1_000,
  'idle connections': 20,
};

/** The parameters of a flood. */
interface Flood {
  readonly url: string;
  readonly kind: SlowKind;
  readonly count: number;
  readonly seed: number;
}

/**
 * Holds so many slow connections to a gateway on this machine, and reopens those that it closes. It runs in its own
 * process at the lowest priority: opening thousands of connections must neither distort the measured latencies nor take
 * the processor from the gateway and its database, as remote clients would not.
 */
export class SlowFlood {
  private constructor(private readonly process: ChildProcess) {}

  /** Resolves when each connection has been open once. */
  static async begin(flood: Flood): Promise<SlowFlood> {
    const child = fork(__filename, [JSON.stringify(flood)], { execArgv: [] });
    await told(child);
    return new SlowFlood(child);
  }

  /** Closes the connections. Returns how many were opened in all. */
  async end(): Promise<number> {
    const total = told(this.process);
    this.process.send('end');
    return Number(await total);
  }
}

/** The next message of a process. */
const told = (child: ChildProcess): Promise<unknown> =>
  new Promise((done, failed) => {
    child.once('message', done).once('exit', (code) => failed(new Error(`the flood ended with ${code}`)));
  });

class Connections {
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

  get total(): number {
    return this.opened;
  }

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
    if (this.kind === 'readers') this.readSlowly(socket);
    else socket.resume();
    return new Promise((done) => {
      socket
        .once('close', () => done())
        .once('connect', () => {
          socket.write(FIRST_BYTES[this.kind](index));
          done();
        });
    });
  }

  private readSlowly(socket: net.Socket): void {
    const timer = setTimeout(() => socket.destroy(), READER_MS * (1 + this.random()));
    socket.on('readable', () => undefined).once('close', () => clearTimeout(timer));
  }

  private renew(socket: net.Socket): void {
    this.sockets.delete(socket);
    if (this.isOver || this.opened >= this.count * MAX_RENEWALS) return;
    setTimeout(() => this.isOver || void this.open(), RENEWAL_MS[this.kind] * (1 + this.random()));
  }

  private takeBytes(): void {
    if (this.kind === 'readers') for (const socket of this.sockets) socket.read(1);
  }
}

async function flood({ url, kind, count, seed }: Flood): Promise<void> {
  os.setPriority(os.constants.priority.PRIORITY_LOW);
  const connections = new Connections(url, kind, count, randomOf(seed));
  process.once('message', () => {
    connections.end();
    process.send!(connections.total, () => process.disconnect());
  });
  await connections.begin();
  process.send!('begun');
}

if (require.main === module) void flood(JSON.parse(process.argv[2]!) as Flood);
