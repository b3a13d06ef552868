import http from 'node:http';
import { once } from 'node:events';

export interface Received {
  readonly headers: http.IncomingHttpHeaders;
  /** The exact body, as UTF-8. */
  readonly body: string;
}

/** A receiver of webhooks that records them, and answers as the test chooses. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Sets the status of the next answers; 200 by default. */
  answerWith(status: number): void;
  /** Resolves when that many requests have arrived in all. */
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
