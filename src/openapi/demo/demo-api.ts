import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Browser } from '../../conformance/vendors/browser';
import { DEMO_CREDENTIALS } from '../../consumers/sandbox-consumers';

/** FinPro's four headers of the demo consumer. */
export const DEMO_CONSUMER = {
  client_id: DEMO_CREDENTIALS.clientId,
  client_secret: DEMO_CREDENTIALS.secret,
  organisationId: DEMO_CREDENTIALS.organisationId,
  appIdentifier: DEMO_CREDENTIALS.applicationId,
} as const;

const AUTHORIZATION = `Bearer ${DEMO_CONSUMER.client_id}.${DEMO_CONSUMER.client_secret}`;
const [ATTEMPTS, PAUSE_MS] = [100, 50];

/** `T`: the members of the body that are read. */
export interface Answered<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Partial<T>;
}

type Texts = Readonly<Record<string, string>>;

/** Calls the public API as the demo consumer, and the sandbox as a tester and as a user. */
export class DemoApi {
  /** Both without a slash at the end. */
  constructor(
    private readonly gatewayUrl: string,
    private readonly sandboxUrl: string,
  ) {}

  get<T = Texts>(path: string): Promise<Answered<T>> {
    return sent(this.gatewayUrl + path, { headers: { Authorization: AUTHORIZATION } });
  }

  post<T = Texts>(path: string, body?: object, key?: string): Promise<Answered<T>> {
    return sent(this.gatewayUrl + path, {
      method: 'POST',
      headers: {
        ...(path.startsWith('/v1/') ? { Authorization: AUTHORIZATION } : DEMO_CONSUMER),
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...(key ? { 'Idempotency-Key': key } : {}),
      },
      body: body && JSON.stringify(body),
    });
  }

  /**
   * What an earlier opening made under this key, as long as it is still of use; otherwise something new, under a key of
   * its own. `tag` goes into values that must be unique.
   */
  async once<T>(key: string, make: (key: string, tag: string) => Promise<T | null>): Promise<T> {
    const made = (await make(key, 'demo')) ?? (await make(randomUUID(), randomUUID().slice(0, 8)));
    if (made === null) throw new Error('the demo consumer could not make what an operation needs');
    return made;
  }

  /** A call of the sandbox's control API. */
  async control<T = Texts>(path: string, body?: object): Promise<Partial<T>> {
    const init = body && {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    };
    return (await sent<T>(`${this.sandboxUrl}/_sandbox/${path}`, init)).body;
  }

  /** A user approves at the Account Aggregator; the address to which the browser is then sent. */
  async approve(link: string): Promise<URL> {
    const browser = new Browser(this.sandboxUrl);
    const { text } = await browser.open(link);
    const code = /class="one-time-code">(\d{6})</.exec(text)?.[1] ?? '';
    const page = await browser.follow(await browser.post('/aa/sign-in', { code, action: 'sign-in' }));
    const account = [...page.text.matchAll(/name="account" value="([^"]+)"/g)].map(([, id]) => id!);
    await browser.follow(await browser.post('/aa/accounts', { account, action: 'continue' }));
    const { headers } = await browser.post('/aa/consent', { action: 'approve' });
    return new URL(headers.location ?? '');
  }

  /** The first answer that is not null, within five seconds. */
  async until<T>(ask: () => Promise<T | null>): Promise<T> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const found = await ask();
      if (found !== null) return found;
      await pause(PAUSE_MS);
    }
    throw new Error('what an operation needs did not come about');
  }
}

async function sent<T>(url: string, init: RequestInit = {}): Promise<Answered<T>> {
  const answer = await fetch(url, init);
  const text = await answer.text();
  const body = (text.startsWith('{') ? JSON.parse(text) : {}) as Partial<T>;
  return { status: answer.status, headers: answer.headers, body };
}
