import { randomUUID } from 'node:crypto';
import { type VendorResponse, exchange } from '../exchange';

export interface Upload {
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

type Fields = Readonly<Record<string, string | readonly string[] | Upload>>;

/** A browser without scripts: keeps cookies, follows redirects only when told, posts forms with the page's token. */
export class Browser {
  private cookie = '';
  private formToken = '';

  constructor(private readonly origin: string) {}

  async get(address: string, method = 'GET', headers: Readonly<Record<string, string>> = {}): Promise<VendorResponse> {
    const { pathname, search } = new URL(address, this.origin);
    return this.took(
      await exchange(this.origin, { method, target: pathname + search, headers: { ...headers, ...this.cookies() } }),
    );
  }

  /** As multipart/form-data. */
  async post(path: string, fields: Fields): Promise<VendorResponse> {
    const boundary = randomUUID();
    const parts = Object.entries({ form_token: this.formToken, ...fields }).flatMap(([name, value]) =>
      [value].flat().map((one) => part(boundary, name, one as string | Upload)),
    );
    const body = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
    return this.took(
      await exchange(this.origin, {
        method: 'POST',
        target: path,
        body,
        headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}`, ...this.cookies() },
      }),
    );
  }

  /** Goes on to the page that this answer redirects to, if it is on this site. */
  async follow(answer: VendorResponse): Promise<VendorResponse> {
    let at = answer;
    while (at.headers.location?.startsWith('/')) at = await this.get(at.headers.location);
    return at;
  }

  async open(address: string): Promise<VendorResponse> {
    return this.follow(await this.get(address));
  }

  private cookies(): Record<string, string> {
    return this.cookie ? { Cookie: this.cookie } : {};
  }

  private took(answer: VendorResponse): VendorResponse {
    const set = answer.headers['set-cookie']?.[0];
    if (set) this.cookie = set.split(';', 1)[0]!;
    this.formToken = /name="form_token" value="([^"]+)"/.exec(answer.text)?.[1] ?? this.formToken;
    return answer;
  }
}

function part(boundary: string, name: string, value: string | Upload): Buffer {
  const isFile = typeof value !== 'string';
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; ` +
    `name="${name}"${isFile ? `; filename="${value.name}"\r\nContent-Type: ${value.type}` : ''}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), isFile ? value.content : Buffer.from(value), Buffer.from('\r\n')]);
}
