import type { FastifyReply, FastifyRequest } from 'fastify';
import { Fault, type FaultName } from '../../errors';
import { type InWords, type Words, wordsFor } from '../../words/words';
import { errorPage } from './error-page';
import { HTML, type Message, messagePage, PAGE_POLICY } from './page';

/** HEAD (safe: RFC 9110, 9.2.1), and browsers and mail scanners that announce a prefetch, do not count as a visit. */
const isNoNavigation = ({ method, headers }: FastifyRequest): boolean =>
  method === 'HEAD' ||
  /prefetch|preview|prerender/i.test(
    [headers.purpose, headers['sec-purpose'], headers['x-purpose'], headers['x-moz']].join(' '),
  );

/** Who came back, as far as that is known meanwhile: decides the language of the page. */
export interface Returning {
  /** BCP 47 tag of the journey; null: not known. */
  locale: string | null;
}

/** What a person reads whose return was refused; for any other fault what every page says. */
const REFUSALS: Partial<Record<FaultName, InWords<Message>>> = {
  'not-found': (words) => words.return.unknown,
  'return-used': (words) => words.return.used,
  'return-refused': (words) => words.return.refused,
  'subject-erased': (words) => words.return.erased,
};

/**
 * Answers a browser that came back from a vendor: a 303 to the address that `arrive` returns, or our page on what
 * happened; null: the consumer named no page.
 */
export async function answerReturn(
  request: FastifyRequest,
  reply: FastifyReply,
  arrive: (person: Returning) => Promise<string | null>,
): Promise<void> {
  const person: Returning = { locale: null };
  const words = (): Words => wordsFor(person.locale, request.headers['accept-language']);
  if (isNoNavigation(request))
    return show(reply, 200, words(), (one) => messagePage(one, ({ return: { ahead } }) => ahead));
  try {
    const address = await arrive(person);
    if (address === null)
      return await show(reply, 200, words(), (one) => messagePage(one, ({ return: { thanks } }) => thanks));
    await reply.status(303).header('Location', address).send();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.retryAfterSeconds !== undefined) void reply.header('Retry-After', String(error.retryAfterSeconds));
    const refusal = REFUSALS[error.faultName];
    await show(reply, error.kind.status, words(), (one) =>
      refusal ? messagePage(one, refusal) : errorPage(error, request.id, one),
    );
  }
}

/**
 * Adds parameters to a URL, replacing those of the same name, and removes those of `removed`; other parameters and the
 * fragment stay as written.
 */
export function withQuery(
  href: string,
  parameters: Readonly<Record<string, string>>,
  removed: readonly string[] = [],
): string {
  const [, address = '', query = '', fragment = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(href) ?? [];
  const gone = new Set([...Object.keys(parameters), ...removed]);
  const kept = query.split('&').filter((pair) => pair !== '' && !gone.has(nameIn(pair)));
  return `${address}?${[...kept, String(new URLSearchParams(parameters))].join('&')}${fragment}`;
}

/** The name in an encoded `name=value` pair, decoded as form receivers decode it. */
const nameIn = (pair: string): string => new URLSearchParams(pair).keys().next().value ?? '';

/** What a browser brought back to a return address. */
export interface Brought {
  /** The one-time value in the address; null when the address has none of the right form. */
  readonly state: string | null;
  /** What the vendor appended; a name that occurs twice is left out. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** For the OpenAPI document. */
export const RETURN_STATE = {
  name: 'state',
  description: 'One-time, made by Portico for the link. Whatever the vendor appends to the address does no harm.',
  schema: { type: 'string' as const, example: 'k3Vv0mT4bq7Jx2Zc9sLr1YhWnPdE8uGfA5oKiQtBzXM' },
};

/** The same in the query. */
export const RETURN_STATE_IN_QUERY = { ...RETURN_STATE, required: true, description: 'As in the path.' };

/** 256 bits in base64url, as one-time-token.ts makes them. */
const STATE = /^[A-Za-z0-9_-]{43}$/;

/** The address of `state`, which is in the path so that a query that a vendor appends cannot damage it. */
export const returnAddress = (publicBaseUrl: string, journey: 'onboarding' | 'consent', state: string): string =>
  `${publicBaseUrl}/return/${journey}/${state}`;

/**
 * Reads `/return/<journey>/<state>`, and `/return/<journey>?state=<state>` of older links. Some vendors append with `?`
 * although there is a query, or with `&` although there is none, so either separates.
 */
export function broughtTo(url: string): Brought {
  const [path = '', ...pairs] = url.split(/[?&]/);
  const parameters = once(new URLSearchParams(pairs.join('&')));
  const state = /\/return\/[a-z]+\/([^/]+)$/.exec(path)?.[1] ?? parameters.state ?? '';
  return { state: STATE.test(state) ? state : null, parameters };
}

function once(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...query].filter(([name]) => query.getAll(name).length === 1));
}

async function show(reply: FastifyReply, status: number, words: Words, html: InWords): Promise<void> {
  await reply
    .status(status)
    .header('Content-Type', HTML)
    .header('Content-Language', words.lang)
    .header('Content-Security-Policy', PAGE_POLICY)
    .send(html(words));
}

/** An answer with a page, for the OpenAPI document. */
export const htmlResponse = (
  description: string,
): { description: string; content: Record<string, { schema: { type: 'string' } }> } => ({
  description,
  content: { 'text/html': { schema: { type: 'string' } } },
});
