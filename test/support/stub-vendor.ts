import net from 'node:net';

/** A complete request as received. */
export interface StubRequest {
  readonly method: string;
  readonly path: string;
  /** Header block and body. */
  readonly text: string;
}

/** How the vendor answers a request on its connection. */
export type Behaviour = (socket: net.Socket, request: StubRequest) => void;

/** A vendor that sends exactly the bytes that the test chooses. */
export interface StubVendor {
  readonly url: string;
  readonly requests: StubRequest[];
  close(): Promise<void>;
}

/** `behave` answers each request; no other bytes are sent. */
export async function startStubVendor(behave: Behaviour): Promise<StubVendor> {
  const requests: StubRequest[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    let pending = '';
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    socket.on('data', (bytes) => {
      pending += bytes.toString('latin1');
      const end = pending.indexOf('\r\n\r\n') + 4;
      const length = Number(/^content-length: *(\d+)/im.exec(pending)?.[1] ?? 0);
      if (end < 4 || pending.length < end + length) return;
      const [method, path] = pending.split(' ', 2) as [string, string];
      const request = { method, path: path.split('?', 1)[0]!, text: pending };
      pending = '';
      requests.push(request);
      behave(socket, request);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    requests,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Sends an HTTP answer and closes the connection. */
export const answers =
  (status: number, body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Behaviour =>
  (socket) => {
    const bytes = Buffer.from(body);
    const lines = Object.entries({
      'Content-Type': 'application/json',
      'Content-Length': String(bytes.length),
      Connection: 'close',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 ${status} X\r\n${lines.join('')}\r\n`), bytes]));
  };

/** Sends exactly these bytes, then closes the connection unless `stays`. */
export const sends =
  (bytes: string | Buffer, { stays = false }: { stays?: boolean } = {}): Behaviour =>
  (socket) =>
    void (stays ? socket.write(bytes) : socket.end(bytes));

/** Sends `head`, then `piece` repeatedly, until the other side closes the connection. */
export const streams =
  (head: string, piece: string | Buffer, everyMs: number): Behaviour =>
  (socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write(piece), everyMs);
    socket.on('close', () => clearInterval(timer));
  };
