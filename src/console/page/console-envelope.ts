import type { FastifyRequest } from 'fastify';
import type { Fault } from '../../errors';
import type { Envelope, EnvelopeChoice, RefusedRequest } from '../../http/errors/envelope';
import { HTML } from '../../http/pages/page';
import { consolePage, PAGE_HEADERS } from './console-page';
import { NO_OPERATION } from '../../http/path-methods';
import { filled } from '../../words/words';
import { PAGE_WORDS } from './page.words';
import { faultContent } from './parts';

const OF_CONSOLE = /^\/console(?:\/|$)/;

/** Errors below /console are pages of the console, on paths that do not exist, too; others are as `others` says. */
export const consoleEnvelopes =
  (others: EnvelopeChoice): EnvelopeChoice =>
  (path, fault) =>
    OF_CONSOLE.test(path) ? PAGE : others(path, fault);

/** With the navigation, where the operator is known already. */
const PAGE: Envelope = {
  contentType: HTML,
  headersOf: () => PAGE_HEADERS,
  textOf: (fault, _instance, requestId, _words, request) => {
    const { console: caller = null } = (request ?? {}) as RefusedRequest & Pick<FastifyRequest, 'console'>;
    const { title } = toldBy(fault);
    return consolePage(caller, { title, content: faultContent(sentencesOf(fault), requestId) });
  },
};

/** What is the matter, in words for who reads a page. */
function toldBy({ faultName, kind, detail, errors }: Fault): { readonly title: string; readonly text: string } {
  const { database, page, unknown, request } = PAGE_WORDS.fault;
  if (faultName === 'database-unavailable') return database;
  if (detail === NO_OPERATION.detail) return page;
  if (faultName === 'not-found' && detail === kind.detail) return { title: kind.title, text: unknown };
  if (faultName !== 'bad-request') return { title: kind.title, text: detail };
  const fields = errors.map(({ pointer, detail: rule }) =>
    filled(request.field, { field: pointer.replace(/^.*\//, ''), rule }),
  );
  return { title: request.title, text: fields.length === 0 ? detail : fields.join(' ') };
}

/** And what to do: the next action of a fault is for programs. */
function sentencesOf(fault: Fault): readonly string[] {
  const { later, report, again } = PAGE_WORDS.fault;
  const next: Readonly<Record<string, string | undefined>> = PAGE_WORDS.fault.next;
  const { retryable, status } = fault.kind;
  return [toldBy(fault).text, retryable ? later : status === 500 ? report : (next[fault.faultName] ?? again)];
}
