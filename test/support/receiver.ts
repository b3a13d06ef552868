import http from 'node:http';
import { once } from 'node:events';

export interface Received {
  readonly headers: http.IncomingHttpHeaders;
  /** The very bytes, as UTF-8. */
  readonly body: string;
}

/** Somebody who is told things by HTTP, remembers them, and answers as the test wants. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** What the next requests are answered with; 200 until said otherwise. */
  answerWith(status: number): void;
  /** When that many have come in all. */
  count(atLeast: number): Promise<readonly Received[]>;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let status = 200;
  const server = http.createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
        reply.writeHead(status).end();
        server.emit('received');
      });
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const { port } = server.address() as { port: number };
  return {
    url: `http://localhost:${port}/hooks`,
    received,
    answerWith: (next) => {
      status = next;
    },
    count: async (atLeast) => {
      while (received.length < atLeast) await once(server, 'received', { signal: AbortSignal.timeout(15_000) });
      return received;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
