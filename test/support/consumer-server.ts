import { createHmac, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import type net from 'node:net';

/** A delivery as received by a consumer. */
export interface Received {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly json: { id: string; type: string; timestamp: string; data: Record<string, unknown> };
}

/** A consumer's answer: a status, a whole response, a closed connection, or none. */
export type Reply = number | { status: number; headers: Record<string, string>; body?: string } | 'silence' | 'hang-up';

/** A consumer's server, which receives deliveries. */
export interface ConsumerServer {
  readonly url: string;
  readonly received: Received[];
  /** The answers to the next deliveries, one each; afterwards 204 again. */
  answer(...replies: readonly Reply[]): void;
  /** The answer from now on for paths with this prefix. */
  answerAlways(path: string, reply: Reply): void;
  /** Breaks every connection, and so ends what is waiting for an answer. */
  hangUp(): void;
  close(): Promise<void>;
}

export async function startConsumerServer(): Promise<ConsumerServer> {
  const received: Received[] = [];
  const replies: Reply[] = [];
  const always = new Map<string, Reply>();
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      received.push({ path: request.url!, headers: request.headers, body, json: JSON.parse(body || 'null') });
      const reply = [...always].find(([path]) => request.url!.startsWith(path))?.[1] ?? replies.shift() ?? 204;
      if (reply === 'silence') return;
      if (reply === 'hang-up') return void request.socket.destroy();
      response
        .writeHead(typeof reply === 'number' ? reply : reply.status, typeof reply === 'number' ? {} : reply.headers)
        .end(typeof reply === 'number' ? undefined : reply.body);
    });
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  return {
    url: `http://localhost:${(server.address() as net.AddressInfo).port}`,
    received,
    answer: (...next) => void replies.push(...next),
    answerAlways: (path, reply) => void always.set(path, reply),
    hangUp: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Which of the secrets signed a delivery, as a consumer would check it (Standard Webhooks, "Verifying signatures"). */
export function signers({ headers, body }: Received, secrets: readonly string[]): string[] {
  const presented = String(headers['webhook-signature']).split(' ');
  return secrets.filter((secret) => {
    const expected = createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
      .update(`${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${body}`)
      .digest();
    return presented.some((signature) => {
      const [version, text = ''] = signature.split(',');
      const bytes = Buffer.from(text, 'base64');
      return version === 'v1' && bytes.length === expected.length && timingSafeEqual(bytes, expected);
    });
  });
}
