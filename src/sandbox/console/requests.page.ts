import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { SandboxContext } from '../context';
import { isUnreadable, type JournalAnswer, type JournalEntry } from '../control/journal';
import { PREFIX } from '../finpro/serve';
import { VENDORS } from '../webhooks/webhooks';
import { consolePage, type ConsoleVisit, noSuchRow, PAGE_ROWS, VENDOR_NAMES } from './console-page';
import { curlOf } from './curl';
import { isFrom, namespacesOf } from './namespaces';
import { type ComparedLine, compareSigned, comparisonOf } from './signature-diff';

/** Characters of a body. */
const MAX_SHOWN = 20_000;

/** Which requests a list shows, by the words of its filter. */
const SHOWN: Readonly<Record<string, (entry: JournalEntry, answer: JournalAnswer | null) => boolean>> = {
  all: () => true,
  refused: ({ signature }) => signature !== null && signature.verdict !== 'genuine',
  failed: ({ fault }, answer) => fault !== null || (answer?.status ?? 200) >= 400,
};

/** The requests that name this namespace's credentials; with `from=unknown` those that name no known ones. */
export function showRequests(visit: ConsoleVisit): FastifyReply {
  const { context, namespace, query } = visit;
  const { journal, config } = context;
  const isUnknown = query.get('from') === 'unknown';
  const vendor = VENDORS.find((one) => one === query.get('vendor')) ?? null;
  const shown = Object.hasOwn(SHOWN, query.get('show') ?? '') ? query.get('show')! : 'all';
  const before = query.get('before') ?? undefined;
  const namespaces = namespacesOf(config);
  const isOfNone = (entry: JournalEntry): boolean => !namespaces.some((one) => isFrom(one, entry));
  const isWanted = (entry: JournalEntry): boolean =>
    (isUnknown ? isOfNone(entry) : isFrom(namespace, entry)) &&
    (vendor === null || entry.vendor === vendor) &&
    SHOWN[shown]!(entry, journal.answerTo(entry));
  const found = journal.page({ isWanted, before, limit: PAGE_ROWS + 1 });
  const rows = found.slice(0, PAGE_ROWS);
  const address = new URLSearchParams({
    show: shown,
    ...(vendor && { vendor }),
    ...(isUnknown && { from: 'unknown' }),
  });
  if (found.length > rows.length) address.set('before', rows.at(-1)!.id);
  return consolePage(
    visit,
    'requests',
    { title: isUnknown ? 'Requests without known credentials' : 'Requests', section: '', isLive: before === undefined },
    {
      rows: rows.map((entry) => rowOf(context, entry)),
      filter: { vendor, shown, isUnknown },
      older: found.length > rows.length ? `?${address}` : null,
      isNewest: before === undefined,
      hasUnknown: journal.page({ isWanted: isOfNone, limit: 1 }).length > 0,
      publicUrl: context.publicUrl,
    },
  );
}

/** One request: what was signed, what was answered, what it changed, and how to send it again. */
export async function showOneRequest(visit: ConsoleVisit): Promise<FastifyReply> {
  const { context, namespace, params, query } = visit;
  const entry = context.journal.find(params.id ?? '');
  const namespaces = namespacesOf(context.config);
  const isForeign = entry && !isFrom(namespace, entry) && namespaces.some((one) => isFrom(one, entry));
  if (!entry || isForeign) return noSuchRow(visit, 'request', 'It may be older than the sandbox keeps.');
  const { signature } = entry;
  const own = query.get('signed');
  const isOwn = own !== null && own.trim() !== '' && signature?.canonical != null;
  const compared = isOwn
    ? compareSigned(signature.canonical, own)
    : signature && signature.verdict !== 'genuine'
      ? comparisonOf(signature)
      : null;
  return consolePage(
    visit,
    'request',
    { title: `${entry.method} ${entry.path}`, section: '', isLive: false },
    {
      entry,
      row: rowOf(context, entry),
      compared: compared && { ...compared, lines: compared.lines.map(marked) },
      asksForOwn: signature?.verdict === 'refused' && signature.canonical !== null && signature.signed === null,
      own,
      isUnreadable: isUnreadable(entry.body),
      sent: beginningOf(JSON.stringify(entry.body, null, 2)),
      curl: curlOf(entry, namespace, context.publicUrl),
      effects: await context.effects.ofRequest(entry.id),
    },
  );
}

/** A page has to stay readable, whatever was sent. */
const beginningOf = (text: string): string =>
  text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}\n… and ${text.length - MAX_SHOWN} characters more`;

function rowOf({ journal }: SandboxContext, entry: JournalEntry): object {
  const answer = journal.answerTo(entry);
  const verdict = entry.signature?.verdict ?? null;
  const isGood = answer !== null && answer.status < 400;
  return {
    ...entry,
    fullPath: entry.vendor === 'finpro' ? PREFIX + entry.path : entry.path,
    vendorName: VENDOR_NAMES[entry.vendor as keyof typeof VENDOR_NAMES],
    answer: answer && { ...answer, words: STATUS_CODES[answer.status] ?? '', shown: readableAnswer(answer.body) },
    verdict,
    isGood,
  };
}

/** The difference of a line is marked from where it begins. */
const marked = (line: ComparedLine): object => ({
  ...line,
  same: line.expected.slice(0, line.at),
  expectedRest: line.expected.slice(line.at),
  sentRest: line.sent?.slice(line.at) ?? null,
});

function readableAnswer(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
