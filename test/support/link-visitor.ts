import { erase } from './erase';
import type { RunningGateway } from './gateway';

/** A page of Portico as received. */
export interface LinkAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  readonly location: string | null;
  /** The nonce of its form; null when it has none. */
  readonly nonce: string | null;
}

/** The headers that Chromium sends with a form of the page. */
const OWN_FORM = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };

/** A client that opens a durable link over HTTP and follows no redirect by itself. */
export class LinkVisitor {
  constructor(private readonly url: string) {}

  async open(headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET'): Promise<LinkAnswer> {
    return took(await fetch(this.url, { method, headers, redirect: 'manual' }));
  }

  /** Presses the button of an opened page. */
  async press({ nonce }: LinkAnswer, headers: Record<string, string> = OWN_FORM): Promise<LinkAnswer> {
    return this.post(nonce === null ? {} : { click: nonce }, headers);
  }

  async post(fields: Record<string, string>, headers: Record<string, string> = OWN_FORM): Promise<LinkAnswer> {
    return took(
      await fetch(this.url, { method: 'POST', headers, body: new URLSearchParams(fields), redirect: 'manual' }),
    );
  }

  /** Opens the page and presses its button. */
  async click(): Promise<LinkAnswer> {
    return this.press(await this.open());
  }
}

async function took(answer: Response): Promise<LinkAnswer> {
  const html = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    html,
    location: answer.headers.get('location'),
    nonce: /name="click" value="([^"]+)"/.exec(html)?.[1] ?? null,
  };
}

/** Erases the subject of the link, as `npx portico subjects erase` does. */
export async function erased(gateway: RunningGateway, linkId: string): Promise<void> {
  const [row] = await gateway.database.query<{ subject_id: string }>(
    'SELECT subject_id FROM portico.durable_links WHERE link_id = $1',
    [linkId],
  );
  await erase(gateway, row!.subject_id);
}
