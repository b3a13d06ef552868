import http from 'node:http';
import https from 'node:https';

/** A request, byte for byte: no headers but the given ones, and the target unchanged. */
export interface Sent {
  readonly method: string;
  /** Path and query, as on the request line. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Uint8Array;
}

export interface VendorResponse {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** Undefined when the body is not JSON. */
  readonly json: unknown;
}

const TIMEOUT_MS = 15_000;
const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) };

/** Sends to `origin` and does not follow redirects. Throws when there is no answer within 15 seconds. */
export async function exchange(origin: string, { method, target, headers = {}, body }: Sent): Promise<VendorResponse> {
  const { protocol, hostname, port } = new URL(origin);
  const bytes = body === undefined ? null : Buffer.from(body as string);
  const sent = Object.fromEntries(
    Object.entries({
      'User-Agent': 'portico-conformance/1',
      ...headers,
      ...(bytes ? { 'Content-Length': String(bytes.length) } : {}),
    }).filter(([, value]) => value !== undefined),
  );
  const isTls = protocol === 'https:';
  return new Promise((done, failed) => {
    const request = (isTls ? https : http).request(
      {
        protocol,
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        method,
        path: target,
        headers: sent as http.OutgoingHttpHeaders,
        agent: agents[isTls ? 'https:' : 'http:'],
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('error', failed)
          .on('end', () =>
            done({ status: answer.statusCode ?? 0, headers: answer.headers, ...read(Buffer.concat(chunks)) }),
          );
      },
    );
    request.on('error', failed);
    request.end(bytes ?? undefined);
  });
}

function read(body: Buffer): Pick<VendorResponse, 'text' | 'json'> {
  const text = body.toString();
  try {
    return { text, json: JSON.parse(text) as unknown };
  } catch {
    return { text, json: undefined };
  }
}
