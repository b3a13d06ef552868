import net from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends exactly these bytes, which no HTTP client can, and reads until the server closes the connection. */
export async function sendBytes(url: string, bytes: string | Buffer): Promise<HttpAnswer> {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(bytes);
  await new Promise<void>((done) => socket.once('close', () => done()).once('error', () => undefined));
  const text = Buffer.concat(chunks).toString('latin1');
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text };
}

/** A request with exactly this target on its request line. */
export function withTarget(target: string, headers: Readonly<Record<string, string>>): string {
  return `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;
}
