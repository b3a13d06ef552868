import net from 'node:net';

/** The result of one request. Status 0: no answer. */
export interface Shot {
  readonly status: number;
  /** Milliseconds from the scheduled time of the request. */
  readonly ms: number;
  /** The scheduled time, by performance.now(). */
  readonly due: number;
  readonly head: string;
}

/** Whether the answer has Retry-After. */
export const saysWhenToRetry = ({ head }: Shot): boolean => /^retry-after: [1-9]\d*$/im.test(head);

/**
 * Milliseconds between two checks for due requests: all that became due in between are sent together, which costs
 * generator and gateway much less than a timer for each.
 */
const TICK_MS = 4;

interface Connection {
  readonly socket: net.Socket;
  /** One character for each byte. */
  received: string;
  finish: ((status: number, head: string, keeps: boolean) => void) | null;
}

/**
 * Sends requests over plain keep-alive connections at very little cost, each at its scheduled time. Latency counts from
 * the schedule, so queueing is included.
 */
export class LoadGenerator {
  private readonly idle: Connection[] = [];
  private readonly all = new Set<net.Socket>();
  private readonly port: number;
  /** The buffer that sockets read into: one for all, instead of a new one for every answer. */
  private readonly heard = Buffer.allocUnsafe(65_536);

  constructor(
    private readonly url: string,
    /** Connections at most; beyond that a request ends without an answer. */
    private readonly most = 4_000,
  ) {
    this.port = Number(new URL(url).port);
  }

  /** Open connections. */
  get connections(): number {
    return this.all.size;
  }

  /** A whole request as bytes. */
  request(method: string, path: string, headers: Readonly<Record<string, string>>, body = ''): Buffer {
    const lines = [
      `${method} ${path} HTTP/1.1`,
      `Host: ${new URL(this.url).host}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    if (body && !('Content-Type' in headers)) lines.push('Content-Type: application/json');
    if (body) lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
    return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
  }

  fire(bytes: Buffer, due = performance.now()): Promise<Shot> {
    return new Promise((done) => {
      const connection = this.idle.pop() ?? this.open();
      if (!connection) return done({ status: 0, ms: performance.now() - due, due, head: 'no connection left' });
      connection.finish = (status, head, keeps) => {
        connection.finish = null;
        if (keeps) this.idle.push(connection);
        done({ status, ms: performance.now() - due, due, head });
      };
      connection.socket.write(bytes);
    });
  }

  /** Sends at a steady rate for so many seconds; `next` returns the bytes. Resolves when every request has ended. */
  async volley(perSecond: number, seconds: number, next: () => Buffer): Promise<Shot[]> {
    const begun = performance.now();
    const count = Math.round(perSecond * seconds);
    const shots: Promise<Shot>[] = [];
    while (shots.length < count) {
      const dueCount = Math.min(count, Math.floor(((performance.now() - begun) / 1000) * perSecond) + 1);
      while (shots.length < dueCount) shots.push(this.fire(next(), begun + (shots.length / perSecond) * 1000));
      await new Promise((later) => setTimeout(later, TICK_MS));
    }
    return Promise.all(shots);
  }

  /** Sends as many requests as `clients` can that each wait for their answer, for so many seconds. */
  async pump(clients: number, seconds: number, next: () => Buffer): Promise<Shot[]> {
    const until = performance.now() + seconds * 1000;
    const shots: Shot[] = [];
    await Promise.all(
      Array.from({ length: clients }, async () => {
        while (performance.now() < until) shots.push(await this.fire(next()));
      }),
    );
    return shots;
  }

  close(): void {
    for (const socket of this.all) socket.destroy();
  }

  private open(): Connection | null {
    if (this.all.size >= this.most) return null;
    const hear = (length: number): boolean => {
      take(connection, this.heard.toString('latin1', 0, length));
      return true;
    };
    const socket = net.connect({
      port: this.port,
      host: 'localhost',
      noDelay: true,
      onread: { buffer: this.heard, callback: hear },
    });
    const connection: Connection = { socket, received: '', finish: null };
    this.all.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.all.delete(socket);
      const at = this.idle.indexOf(connection);
      if (at >= 0) this.idle.splice(at, 1);
      connection.finish?.(0, 'the connection broke', false);
    });
    return connection;
  }
}

/** Answers of the gateway always have a Content-Length. */
function take(connection: Connection, chunk: string): void {
  connection.received += chunk;
  const end = connection.received.indexOf('\r\n\r\n');
  if (end < 0) return;
  const head = connection.received.slice(0, end);
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  if (connection.received.length < end + 4 + length) return;
  connection.received = connection.received.slice(end + 4 + length);
  const keeps = !/^connection: close/im.test(head);
  if (!keeps) connection.socket.end();
  connection.finish?.(Number(head.slice(9, 12)), head, keeps);
}

/** The value below which the given share lies, of milliseconds. */
export function percentile(shots: readonly Shot[], share: number): number {
  const sorted = shots.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** How many ended with each status. */
export function statuses(shots: readonly Shot[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of shots) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
