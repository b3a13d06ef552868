import { randomUUID } from 'node:crypto';
import type { RunningSandbox } from './sandbox';

/** A page as received. */
export interface VisitedPage {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  readonly location: string | null;
}

/** A file of a form. */
export interface Upload {
  readonly name: string;
  readonly type: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** A browser without scripts: stores cookies, follows no redirect by itself, posts forms with the token of the page. */
export class Visitor {
  cookie = '';
  formToken = '';

  constructor(private readonly baseUrl: string) {}

  async get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<VisitedPage> {
    return this.took(
      await fetch(new URL(path, this.baseUrl), {
        method,
        redirect: 'manual',
        headers: { ...headers, ...(this.cookie ? { Cookie: this.cookie } : {}) },
      }),
    );
  }

  /** Posts as multipart/form-data; an array gives a field several times. */
  async post(
    path: string,
    fields: Readonly<Record<string, string | readonly string[] | Upload>> = {},
    formToken = this.formToken,
  ): Promise<VisitedPage> {
    const body = new FormData();
    body.append('form_token', formToken);
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'string') body.append(name, value);
      else if ('content' in value) body.append(name, new Blob([value.content], { type: value.type }), value.name);
      else for (const one of value) body.append(name, one);
    }
    return this.took(
      await fetch(new URL(path, this.baseUrl), {
        method: 'POST',
        redirect: 'manual',
        body,
        headers: this.cookie ? { Cookie: this.cookie } : {},
      }),
    );
  }

  /** Opens a link and continues to the first page of the form. */
  async open(onboardingUrl: string): Promise<VisitedPage> {
    const started = await this.get(onboardingUrl);
    return started.location ? this.follow(started) : started;
  }

  async follow(page: VisitedPage): Promise<VisitedPage> {
    let at = page;
    while (at.location?.startsWith('/')) at = await this.get(at.location);
    return at;
  }

  private async took(answer: Response): Promise<VisitedPage> {
    const html = await answer.text();
    const set = answer.headers.getSetCookie()[0];
    if (set) this.cookie = set.split(';', 1)[0]!;
    this.formToken = /name="form_token" value="([^"]+)"/.exec(html)?.[1] ?? this.formToken;
    return { status: answer.status, headers: answer.headers, html, location: answer.headers.get('location') };
  }
}

/** The partner's calls before a visit. */
export class Partner {
  constructor(private readonly sandbox: RunningSandbox) {}

  async customer(rest: object = {}): Promise<string> {
    const { customer_id } = await this.call('/v1/customers/lightweight', {
      email: `canary-${randomUUID()}@acme.example`,
      first_name: 'Zoë',
      last_name: 'Kim',
      company_name: 'Acme Robotics GmbH',
      customer_type: 'BUSINESS',
      ...rest,
    });
    return customer_id!;
  }

  async link(customerId: string, rest: object = {}): Promise<string> {
    return (await this.call(`/v1/customers/${customerId}/onboarding_links`, rest)).onboarding_url!;
  }

  async status(customerId: string): Promise<string> {
    return (await this.call(`/v1/customers/hosted/${customerId}`)).status!;
  }

  /** The full customer, as the partner reads it. */
  async full(customerId: string): Promise<Record<string, unknown>> {
    return this.call(`/v1/customers/${customerId}`);
  }

  private async call(path: string, body?: object): Promise<Record<string, string>> {
    const date = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const headers = {
      Authorization: 'Bearer ak_sandbox_portico',
      'X-OM-Date': date,
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    };
    const answer = await fetch(this.sandbox.url + path, {
      method: body ? 'POST' : 'GET',
      headers,
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Record<string, string>;
  }
}
