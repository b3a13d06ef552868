/** A request as it goes to the gateway. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** Whose operation it is; absent: 1Money's. */
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
  return { status: answer.status, headers: answer.headers, body: (isJson ? JSON.parse(text) : { text }) as Record<string, unknown> };
}
