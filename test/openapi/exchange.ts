import { RawClient, wholeRequest } from '../support/raw-client';

/** A request to the gateway. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** The vendor of the operation; absent: 1Money. */
  readonly vendor?: 'finpro';
}

export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export async function send({ url }: { url: string }, { method, path, headers, body }: Sent): Promise<Received> {
  const answer = await fetch(url + path, { method, headers, body });
  const text = await answer.text();
  const isJson = /[/+]json/.test(answer.headers.get('content-type') ?? '');
  return {
    status: answer.status,
    headers: answer.headers,
    body: (isJson ? JSON.parse(text) : { text }) as Record<string, unknown>,
  };
}

/** Sends headers that announce a body, and no body. */
export async function sendUnfinished({ url }: { url: string }, { method, path, headers }: Sent): Promise<Received> {
  const client = new RawClient(url).send(wholeRequest(method, path, { ...headers, 'Content-Length': '9' }));
  await client.closed;
  const [head = '', text = ''] = client.received.split('\r\n\r\n');
  const lines = head
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(': ', 2) as [string, string]);
  return {
    status: client.statuses[0] ?? 0,
    headers: new Headers(lines),
    body: JSON.parse(text) as Record<string, unknown>,
  };
}
