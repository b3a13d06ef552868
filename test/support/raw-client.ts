import net from 'node:net';

/** A connection whose bytes, times of sending and times of reading the test chooses. */
export class RawClient {
  /** One character for each received byte. */
  received = '';
  /** Resolves when either side has closed the connection. */
  readonly closed: Promise<void>;
  private readonly socket: net.Socket;

  constructor(url: string) {
    const { port } = new URL(url);
    this.socket = net.connect({ port: Number(port), host: 'localhost', noDelay: true });
    this.socket.on('data', (chunk: Buffer) => (this.received += chunk.toString('latin1')));
    this.socket.on('error', () => undefined);
    this.closed = new Promise((done) => this.socket.once('close', () => done()));
  }

  async connected(): Promise<this> {
    if (this.socket.connecting) await new Promise((done) => this.socket.once('connect', done).once('close', done));
    return this;
  }

  send(bytes: string): this {
    this.socket.write(bytes);
    return this;
  }

  stopReading(): this {
    this.socket.pause();
    return this;
  }

  hangUp(): void {
    this.socket.destroy();
  }

  get isOpen(): boolean {
    return !this.socket.destroyed;
  }

  /** The status of every response so far, in order. */
  get statuses(): number[] {
    return [...this.received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
  }
}

/** A complete request. */
export function wholeRequest(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): string {
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Host: localhost',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === '' ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** A complete header block that announces nine bytes of body, without the body. */
export const unfinishedRequest = (target: string, headers: Readonly<Record<string, string>> = {}): string =>
  wholeRequest('POST', target, { ...headers, 'Content-Type': 'application/json', 'Content-Length': '9' });
