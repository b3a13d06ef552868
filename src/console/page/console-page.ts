import type { FastifyReply } from 'fastify';
import { HTML } from '../../http/pages/page';
import { filled } from '../../words/words';
import { consoleAsset } from '../assets/assets';
import { type ConsoleCaller, hasRole } from './console-access';
import { hiddenToken } from './forms';
import { html, type Html, NOTHING } from '../../http/pages/html';
import { HOME, LOGIN, NAVIGATION } from './navigation';
import { PAGE_WORDS as WORDS } from './page.words';

const STYLE = consoleAsset(__dirname, 'console.css');
const SCRIPT = consoleAsset(__dirname, 'console.js');

/** Nothing but files and requests of this origin: no inline style or script, no frame, no other form target. */
const CONSOLE_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** A page of the console. */
export interface ConsoleView {
  readonly title: string;
  /** Below the heading and the navigation. */
  readonly content: Html;
  /** The path of the entry in the navigation that it belongs to. */
  readonly current?: string;
  /** Addresses of further style sheets (assets.ts). */
  readonly styles?: readonly string[];
  /** The same of further scripts; every page works without them. */
  readonly scripts?: readonly string[];
  /** Seconds after which the browser loads it again, without a script; only where a person asked for it. */
  readonly refreshSeconds?: number | null;
  /** Beside the title. */
  readonly aside?: Html;
}

/** The whole document. `caller`: null on pages without an operator. */
export function consolePage(caller: ConsoleCaller | null, view: ConsoleView): string {
  const { title, content, current, styles = [], scripts = [], refreshSeconds, aside } = view;
  return html`<!doctype html>
    <html lang="${WORDS.lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${refreshSeconds ? html`<meta http-equiv="refresh" content="${refreshSeconds}" />` : NOTHING}
        <title>${title} · ${WORDS.product}</title>
        ${[STYLE, ...styles].map((address) => html`<link rel="stylesheet" href="${address}" />`)}
        <link rel="icon" href="data:," />
        ${[SCRIPT, ...scripts].map((address) => html`<script src="${address}" defer></script>`)}
      </head>
      <body>
        <a class="skip" href="#content">${WORDS.skip}</a>
        <header class="top">
          <a class="brand" href="${HOME}">${WORDS.product}</a>
          ${caller ? [navigation(caller, current), account(caller)] : NOTHING}
        </header>
        <main id="content">
          <div class="title">
            <h1>${title}</h1>
            ${aside ?? NOTHING}
          </div>
          ${content}
        </main>
      </body>
    </html> `.text;
}

/** Headers that all pages of the console have. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Language': WORDS.lang,
  'Content-Security-Policy': CONSOLE_POLICY,
  'Referrer-Policy': 'same-origin',
  'X-Robots-Tag': 'noindex, nofollow',
};

/** Sends a page, with these headers. */
export async function sendPage(reply: FastifyReply, page: string, status = 200): Promise<void> {
  await reply
    .status(status)
    .headers({ ...PAGE_HEADERS, 'Content-Type': HTML })
    .send(page);
}

/** After a form: the browser gets this page of the console. */
export async function goTo(reply: FastifyReply, path: string): Promise<void> {
  await reply.status(303).header('Location', path).send();
}

const navigation = (caller: ConsoleCaller, current: string | undefined): Html =>
  html`<nav aria-label="${WORDS.navigation}">
    <ul>
      ${NAVIGATION.filter(({ roles }) => hasRole(caller, ...roles)).map(
        ({ path, label }) =>
          html`<li><a href="${path}" ${path === current ? html` aria-current="page"` : NOTHING}>${label}</a></li>`,
      )}
    </ul>
  </nav>`;

function account(caller: ConsoleCaller): Html {
  if (caller.session === null)
    return html`<div class="account">
      <span>${WORDS.account.open}</span> <a href="${LOGIN}">${WORDS.account.login}</a>
    </div>`;
  const who = filled(WORDS.account.as, { operator: caller.operatorId, roles: caller.roles.join(', ') });
  return html`<div class="account">
    <span>${who}</span>
    <form method="post" action="/console/logout">
      ${hiddenToken(caller)}<button class="quiet">${WORDS.account.logout}</button>
    </form>
  </div>`;
}
