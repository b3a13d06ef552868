import type { FastifyReply } from 'fastify';
import { FAULT_KINDS } from '../control/faults';
import { consolePage, type ConsoleVisit, concerns, VENDOR_NAMES } from './console-page';
import { entityAt } from './namespaces';

/** What each kind of fault does, for people. */
const FAULT_WORDS: Readonly<Record<(typeof FAULT_KINDS)[number], string>> = {
  latency: 'answers late',
  reset: 'breaks the connection',
  status: 'answers with an error status',
  body: 'answers with this text',
  redirect: 'redirects to another address',
  drip: 'answers so slowly that it never ends',
  'rate-limit': 'says that there were too many requests',
  'rate-limit-in-200': 'says so in an answer of status 200',
  hold: 'answers only when it is released',
};

/** Members of a fault that are texts or numbers: the label of the field, and its hint. */
const FAULT_FIELDS = [
  ['status', 'Status', 'for the kinds status, body and redirect', '503'],
  ['times', 'How many requests', 'empty: until it is removed', '1'],
  ['path', 'Path begins with', 'empty: every path', ''],
  ['method', 'Method', 'in capitals; empty: every method', ''],
  ['ms', 'Milliseconds', 'for the kind latency', ''],
  ['retry_after_seconds', 'Retry after seconds', 'for the rate limits', ''],
  ['body', 'Body', 'for the kinds status and body', ''],
  ['location', 'Location', 'for the kind redirect', ''],
] as const;

/** The faults that spoil requests of this namespace, and a form for another one. */
export function showFaults(visit: ConsoleVisit): FastifyReply {
  const { context, namespace } = visit;
  const { faults, held } = context.faults.state();
  return consolePage(
    visit,
    'faults',
    { title: 'Faults', section: '/faults' },
    {
      rows: faults
        .filter((fault) => concerns(namespace, fault))
        .map((fault) => ({
          ...fault,
          vendorName: VENDOR_NAMES[fault.vendor as keyof typeof VENDOR_NAMES],
          does: FAULT_WORDS[fault.kind],
          rest: restOf(fault),
        })),
      held,
      vendors: (['1money', 'finpro'] as const)
        .filter((vendor) => entityAt(namespace, vendor) !== null)
        .map((vendor) => ({ vendor, name: VENDOR_NAMES[vendor] })),
      kinds: FAULT_KINDS.map((kind) => ({ kind, does: FAULT_WORDS[kind] })),
      fields: FAULT_FIELDS.map(([name, label, hint, value]) => ({ name, label, hint, value })),
    },
  );
}

/** What distinguishes a fault, besides what its row says anyway. */
function restOf(fault: object): string {
  const told = ['fault_id', 'vendor', 'entity', 'kind', 'when', 'times'];
  return Object.entries(fault)
    .filter(([name, value]) => !told.includes(name) && value !== undefined)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}

export function showClock(visit: ConsoleVisit): FastifyReply {
  const { offset_seconds: offset } = visit.context.clock.state();
  return consolePage(
    visit,
    'clock',
    { title: 'Clock', section: '/clock' },
    { offset, words: offsetInWords(offset), realNow: new Date() },
  );
}

/** Addresses and credentials for a program, and where the pages for people are. */
export function showConnect(visit: ConsoleVisit): FastifyReply {
  return consolePage(
    visit,
    'connect',
    { title: 'Connect', section: '/connect', isLive: false },
    { publicUrl: visit.context.publicUrl },
  );
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Such as `1 day 2 hours ahead of`. */
function offsetInWords(seconds: number): string {
  let rest = Math.round(Math.abs(seconds));
  const parts = UNITS.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [`${count} ${unit}${count === 1 ? '' : 's'}`];
  });
  return parts.length === 0 ? 'the same as' : `${parts.join(' ')} ${seconds > 0 ? 'ahead of' : 'behind'}`;
}
