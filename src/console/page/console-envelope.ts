import type { FastifyRequest } from 'fastify';
import type { Fault } from '../../errors';
import type { Envelope, EnvelopeChoice, RefusedRequest } from '../../http/errors/envelope';
import { HTML } from '../../http/pages/page';
import { consolePage, PAGE_HEADERS } from './console-page';
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
const toldBy = ({ faultName, kind, detail }: Fault): { readonly title: string; readonly text: string } =>
  faultName === 'database-unavailable' ? PAGE_WORDS.fault.database : { title: kind.title, text: detail };

/** And what to do: the next action of a fault is for programs where the fault is not of the request. */
function sentencesOf(fault: Fault): readonly string[] {
  const { later, report } = PAGE_WORDS.fault;
  const { retryable, status } = fault.kind;
  return [toldBy(fault).text, retryable ? later : status === 500 ? report : fault.nextAction];
}
