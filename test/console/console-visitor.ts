import type { RunningGateway } from '../support/gateway';

/** What a browser would be shown. */
export interface Shown {
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
  readonly headers: Headers;
}

/** A browser of one operator, as far as cookies, forms and headers go; redirects are not followed. */
export class ConsoleVisitor {
  cookie: string | null = null;

  constructor(private readonly gateway: Pick<RunningGateway, 'url'>) {}

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Shown> {
    return this.send(path, { headers });
  }

  /** Posts a form of the page at `from`, with its token, and the fields that are given. */
  async post(
    path: string,
    fields: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = { 'Sec-Fetch-Site': 'same-origin' },
  ): Promise<Shown> {
    const token = fields.form_token ?? (await this.token());
    return this.postRaw(path, { form_token: token, ...fields }, headers);
  }

  async postRaw(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = { 'Sec-Fetch-Site': 'same-origin' },
  ): Promise<Shown> {
    return this.send(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  }

  /** The token in the forms of the session. */
  async token(): Promise<string> {
    const { text } = await this.get('/console');
    return /name="form_token" value="([^"]+)"/.exec(text)?.[1] ?? '';
  }

  async login(name: string, secret: string): Promise<Shown> {
    const shown = await this.postRaw('/console/login', { name, secret });
    this.cookie = /^(portico_console=[^;]+)/.exec(shown.headers.get('set-cookie') ?? '')?.[1] ?? null;
    return shown;
  }

  private async send(path: string, init: RequestInit): Promise<Shown> {
    const answer = await fetch(this.gateway.url + path, {
      redirect: 'manual',
      ...init,
      headers: { ...init.headers, ...(this.cookie === null ? {} : { Cookie: this.cookie }) },
    });
    return {
      status: answer.status,
      location: answer.headers.get('location'),
      text: await answer.text(),
      headers: answer.headers,
    };
  }
}
