import fs from 'node:fs';
import path from 'node:path';
import { Eta } from 'eta';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** The vendor of a page: both vendors use the same kit. */
export interface Brand {
  readonly name: string;
  /** Behind the title of every page. */
  readonly site: string;
  /** Whom the sandbox plays on these pages. */
  readonly plays: string;
  /** The subject of the pages, shown beside the name. */
  readonly purpose: string;
  /** A class of `sandbox.css` that sets the accent colour. */
  readonly theme: 'indigo' | 'teal';
}

/** The values that the layout needs besides the content. */
export interface Frame {
  readonly brand: Brand;
  readonly title: string;
  /** BCP 47 tag of the language that the page is written in. */
  readonly lang?: string;
  readonly status?: number;
  /** A notice above the content. */
  readonly notice?: string | null;
  /** The address to which a form of this page may redirect the browser. */
  readonly leavesTo?: string | null;
  /** A page of the console: it has a stylesheet and a script of its own, and uses the whole width. */
  readonly isConsole?: boolean;
}

/** A page that says what went wrong, and what to do next. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  readonly hint: string;
  /** The way on, where there is one. */
  readonly link?: PageLink | null;
}

export interface PageLink {
  readonly href: string;
  readonly text: string;
}

export const SANDBOX: Brand = {
  name: 'Sandbox',
  site: 'Sandbox',
  plays: 'both vendors',
  purpose: 'Both vendors, for testing',
  theme: 'indigo',
};

/** The way back to the application that sent a person here; null when it named no page. */
export const backTo = (redirectUrl: string | null): PageLink | null =>
  redirectUrl === null ? null : { href: redirectUrl, text: 'Return to the application' };

const FOLDER = path.join(__dirname, '../pages');
const eta = new Eta({ views: FOLDER, cache: true, autoEscape: true });
const MARK =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" ' +
  'fill="#3b3bb3"/><path d="M10 22V10h12v12M16 10v12" fill="none" stroke="#fff" stroke-width="2.6" ' +
  'stroke-linecap="round" stroke-linejoin="round"/></svg>';

const CONSOLE_FILES = [
  ['console.css', 'text/css; charset=utf-8'],
  ['console.js', 'text/javascript; charset=utf-8'],
] as const;

/** Serves the stylesheets, the script and the icon; what all pages have under both path prefixes of the pages. */
export function registerPageKit(app: FastifyInstance): void {
  const stylesheet = fs.readFileSync(path.join(FOLDER, 'sandbox.css'));
  for (const [name, type] of CONSOLE_FILES) {
    const content = fs.readFileSync(path.join(FOLDER, name));
    app.get(`/assets/${name}`, async (_request, reply) => asset(reply, type).send(content));
  }
  for (const prefix of ['/assets', '/onboarding/assets']) {
    app.get(`${prefix}/sandbox.css`, async (_request, reply) =>
      asset(reply, 'text/css; charset=utf-8').send(stylesheet),
    );
    app.get(`${prefix}/mark.svg`, async (_request, reply) => asset(reply, 'image/svg+xml').send(MARK));
  }
}

const asset = (reply: FastifyReply, type: string): FastifyReply =>
  reply
    .header('Content-Type', type)
    .header('Cache-Control', 'public, max-age=300')
    .header('X-Content-Type-Options', 'nosniff');

/**
 * Routes whose failures, such as a body that is too large or a bug, are all answered with a page. `onBug` receives the
 * bugs.
 */
export function registerPages(
  app: FastifyInstance,
  brand: Brand,
  onBug: (error: Error) => void,
  routes: (scope: FastifyInstance) => void,
): void {
  void app.register(async (scope) => {
    scope.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
      const status = error.statusCode ?? 500;
      if (status >= 500) onBug(error);
      return problemPage(reply, brand, status === 413 ? TOO_LARGE : status >= 500 ? BROKEN : { ...UNREADABLE, status });
    });
    routes(scope);
  });
}

const TOO_LARGE: Problem = {
  status: 413,
  title: 'That was too much at once',
  text: 'What you sent is larger than we can take.',
  hint: 'Go back, and choose files of at most 5 MB each.',
};
const UNREADABLE: Problem = {
  status: 400,
  title: 'We could not read that',
  text: 'Your browser sent something that we do not understand.',
  hint: 'Go back, reload the page and try again.',
};
const BROKEN: Problem = {
  status: 500,
  title: 'Something went wrong on our side',
  text: 'It is not your fault, and everything you had saved is still there.',
  hint: 'Wait a moment, then reload the page.',
};

/** Sends `pages/<view>.eta` inside the layout, with the headers that every page carries. */
export function renderPage(reply: FastifyReply, view: string, frame: Frame, content: object = {}): FastifyReply {
  const html = eta.render(`./${view}`, { lang: 'en-US', ...frame, ...content });
  return secured(reply, frame.leavesTo ?? null, frame.isConsole)
    .status(frame.status ?? 200)
    .header('Content-Type', 'text/html; charset=utf-8')
    .send(html);
}

export function problemPage(
  reply: FastifyReply,
  brand: Brand,
  { status, title, text, hint, link }: Problem,
): FastifyReply {
  return renderPage(reply, 'problem', { brand, title, status }, { text, hint, link });
}

/** Redirects the browser (303) to an address, unchanged; only characters that a header cannot carry are escaped. */
export function sendOn(reply: FastifyReply, address: string): FastifyReply {
  return secured(reply, null)
    .status(303)
    .header('Location', address.replaceAll(/[^\x21-\x7e]+/g, encodeURIComponent))
    .send();
}

function secured(reply: FastifyReply, leavesTo: string | null, hasScript = false): FastifyReply {
  return reply.headers({
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Content-Security-Policy':
      `default-src 'none'; ${hasScript ? "script-src 'self'; connect-src 'self'; " : ''}style-src 'self'; img-src ` +
      `'self'; base-uri 'none'; frame-ancestors 'none'; form-action ${formTargets(leavesTo)}`,
  });
}

/**
 * Browsers apply form-action to the redirects of a form too, and to further redirects: a form that leaves this site has
 * to name the schemes on the way, since the hosts are not all known here.
 */
function formTargets(leavesTo: string | null): string {
  if (leavesTo === null) return "'self'";
  return leavesTo.startsWith('http:') ? "'self' http: https:" : "'self' https:";
}
