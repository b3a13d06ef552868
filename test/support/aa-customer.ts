import { consentBody, sandboxWorld } from './finpro-api';
import { type Returned, returned } from '../../src/conformance/vendors/redirection-cipher';
import type { RunningSandbox } from './sandbox';
import { type VisitedPage, Visitor } from './visitor';

/** A consent that awaits its customer. */
export interface Asked {
  readonly handle: string;
  readonly vua: string;
  readonly link: string;
}

/** Requests a consent. */
export async function asked(sandbox: RunningSandbox, change: object = {}): Promise<Asked> {
  const body = consentBody(change);
  const { body: answer } = await sandboxWorld(sandbox).api.post('/v3/requestconsent', body).expect(200);
  return { handle: answer.data.consent_handle, vua: body.vua, link: answer.data.webRedirectionUrl };
}

/** A consent of the second version, which has no PAN, FIPs or return address, and a link to it. */
export async function askedByLink(sandbox: RunningSandbox, change: object = {}, linkRest: object = {}): Promise<Asked> {
  const { api } = sandboxWorld(sandbox);
  const body = consentBody(change);
  const { body: answer } = await api.post('/v2/requestconsent', body).expect(200);
  const handle = answer.data.consent_handle as string;
  return { handle, vua: body.vua, link: await freshLink(sandbox, handle, linkRest) };
}

export async function freshLink(
  sandbox: RunningSandbox,
  consentHandle: string | readonly string[],
  rest: object = {},
): Promise<string> {
  const { body } = await sandboxWorld(sandbox)
    .api.post('/webRedirection/getEncryptedUrl', {
      consentHandle,
      redirectUrl: 'https://app.example.com/cb?state=abc',
      ...rest,
    })
    .expect(200);
  return body.data.webRedirectionUrl as string;
}

/** A customer at the Account Aggregator, with a browser that follows no redirect by itself. */
export class AaCustomer extends Visitor {
  /** Opens a link; returns the first page, or the error page. */
  async arrive(link: string): Promise<VisitedPage> {
    return this.follow(await this.get(link));
  }

  /** Opens a link and signs in; returns the next page. */
  async signIn(link: string): Promise<VisitedPage> {
    const page = await this.arrive(link);
    return this.submit('sign-in', { code: shownCode(page), action: 'sign-in' });
  }

  /** Signs in and chooses every offered account; returns the page of the decision. */
  async choose(link: string): Promise<VisitedPage> {
    const page = await this.signIn(link);
    return this.submit('accounts', { account: offered(page).map(({ id }) => id), action: 'continue' });
  }

  async submit(stage: string, fields: Record<string, string | readonly string[]>): Promise<VisitedPage> {
    return this.follow(await this.post(`/aa/${stage}`, fields));
  }

  /** Presses a button that ends the visit; returns the parameters of the return. */
  async end(stage: 'consent' | 'leave', fields: Record<string, string>): Promise<Returned> {
    return returned((await this.post(`/aa/${stage}`, fields)).location);
  }
}

/** The code that the page shows instead of an SMS. */
export const shownCode = ({ html }: VisitedPage): string => /class="one-time-code">(\d{6})</.exec(html)![1]!;

/** The selectable accounts, and the FIP of each. */
export function offered({ html }: VisitedPage): { fip: string; id: string }[] {
  return html
    .split('<fieldset')
    .slice(1)
    .flatMap((part) => {
      const fip = /<legend>([^<]+)</.exec(part)![1]!;
      return [...part.matchAll(/name="account" value="([^"]+)"/g)].map(([, id]) => ({ fip, id: id! }));
    });
}
