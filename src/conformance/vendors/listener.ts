import { once } from 'node:events';
import http from 'node:http';
import type { Control } from './control';
import type { TestedVendor } from '../needs';

export interface Told {
  readonly headers: http.IncomingHttpHeaders;
  /** The exact bytes, as UTF-8. */
  readonly body: string;
  readonly json: Record<string, unknown>;
  /** When it arrived, in milliseconds since the epoch. */
  readonly at: number;
}

const PATIENCE_MS = 30_000;
export const LISTENER_SECRET = 'whsec_of_the_conformance_run';

/** A server on this machine to which the sandbox sends a vendor's webhooks. */
export class Listener {
  private readonly told: Told[] = [];
  private status = 200;

  private constructor(private readonly server: http.Server) {}

  /** Runs `work` while the sandbox sends the vendor's webhooks to a listener. `how`: signature mode, payload form. */
  static async during<T>(
    control: Control,
    vendor: TestedVendor,
    how: object,
    work: (listener: Listener) => Promise<T>,
  ): Promise<T> {
    const server = http.createServer();
    const listener = new Listener(server);
    server.on('request', (request: http.IncomingMessage, reply: http.ServerResponse) => listener.take(request, reply));
    await new Promise<void>((done) => server.listen(0, 'localhost', done));
    const { port } = server.address() as { port: number };
    await control.call('/_sandbox/webhooks', {
      vendor,
      url: `http://localhost:${port}/webhooks`,
      secret: LISTENER_SECRET,
      ...how,
    });
    try {
      return await work(listener);
    } finally {
      await control.call('/_sandbox/webhooks', { vendor, url: null });
      server.closeAllConnections();
      server.close();
    }
  }

  /** The status with which the next webhooks are answered; 200 until set. */
  answerWith(status: number): void {
    this.status = status;
  }

  /** All webhooks received, once there are this many. */
  async count(atLeast: number): Promise<readonly Told[]> {
    while (this.told.length < atLeast) await once(this.server, 'told', { signal: AbortSignal.timeout(PATIENCE_MS) });
    return this.told;
  }

  private take(request: http.IncomingMessage, reply: http.ServerResponse): void {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const body = Buffer.concat(chunks).toString();
        this.told.push({
          headers: request.headers,
          body,
          json: JSON.parse(body) as Record<string, unknown>,
          at: Date.now(),
        });
        reply.writeHead(this.status).end();
        this.server.emit('told');
      });
  }
}
