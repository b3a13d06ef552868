import { sendBytes } from './raw-http';

/** A response as received. */
export interface RawAnswer {
  readonly status: number;
  /** Values by name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends exactly these bytes, reads until the server closes the connection, and returns the first response that is not
 * an interim one.
 */
export async function rawAnswer(url: string, bytes: string): Promise<RawAnswer> {
  const { text } = await sendBytes(url, Buffer.from(bytes, 'latin1'));
  const [head = '', ...rest] = text.replace(/^(?:HTTP\/1\.1 1\d\d [^\r]*\r\n\r\n)+/, '').split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0),
    headers,
    body: Buffer.from(rest.join('\r\n\r\n'), 'latin1').toString(),
  };
}
