import type { FastifyReply } from 'fastify';
import type { SandboxContext } from '../context';
import { problemPage, renderPage, SANDBOX } from '../web/page-kit';
import type { Vendor } from '../webhooks/webhooks';
import { entityAt, type Namespace, namespacesOf } from './namespaces';

/** Rows of a page; older ones are on the next. */
export const PAGE_ROWS = 50;

/** A request for a page of the console. */
export interface ConsoleVisit {
  readonly context: SandboxContext;
  readonly namespace: Namespace;
  /** Has to come back with every form: other sites cannot read it. */
  readonly formToken: string;
  readonly params: Readonly<Record<string, string>>;
  /** The first value of each name. */
  readonly query: URLSearchParams;
  /** What an act before it did; null: none. */
  readonly notice: string | null;
  readonly reply: FastifyReply;
}

export interface ConsoleFrame {
  readonly title: string;
  /** The section, as in {@link SECTIONS}. */
  readonly section: string;
  /** Where acts of this page lead back to; without it: the section. */
  readonly path?: string;
  /** Older rows do not change while they are read. */
  readonly isLive?: boolean;
}

const BRAND = { ...SANDBOX, purpose: 'The vendors as your program meets them' };

/** Path below the namespace, and name. */
const SECTIONS = [
  ['', 'Requests'],
  ['/effects', 'Effects'],
  ['/customers', 'Customers'],
  ['/consents', 'Consents'],
  ['/webhooks', 'Webhooks'],
  ['/faults', 'Faults'],
  ['/clock', 'Clock'],
  ['/connect', 'Connect'],
] as const;

export const VENDOR_NAMES: Readonly<Record<Vendor, string>> = { '1money': '1Money', finpro: 'FinPro' };

/** Path of a page of the namespace. */
export const consolePath = ({ name }: Namespace, path = ''): string => `/console/${name}${path}`;

/** Renders `pages/console/<view>.eta` with the navigation and the state that every page shows. */
export function consolePage(
  { context, namespace, formToken, notice, reply }: ConsoleVisit,
  view: string,
  { title, section, path = section, isLive = true }: ConsoleFrame,
  content: object,
): FastifyReply {
  const { config, clock, faults, webhooks } = context;
  const held = (['1money', 'finpro'] as const).filter(
    (vendor) => webhooks.isHeld(vendor) || webhooks.isHeld(vendor, entityAt(namespace, vendor) ?? ''),
  );
  const active = faults.state().faults.filter((fault) => concerns(namespace, fault)).length;
  const marks: Readonly<Record<string, string>> = {
    '/faults': active > 0 ? `${active} active` : '',
    '/webhooks': held.length > 0 ? 'held' : '',
    '/clock': clock.state().offset_seconds === 0 ? '' : 'moved',
  };
  return renderPage(
    reply,
    `console/${view}`,
    { brand: BRAND, title, isConsole: true },
    {
      namespace,
      namespaces: namespacesOf(config).map((one) => ({ name: one.name, href: consolePath(one, section) })),
      base: consolePath(namespace),
      back: consolePath(namespace, path),
      sections: SECTIONS.map(([below, name]) => ({
        name,
        href: consolePath(namespace, below),
        isCurrent: below === section,
        mark: marks[below] ?? '',
      })),
      formToken,
      done: notice,
      isLive,
      now: clock.now(),
      vendorNames: VENDOR_NAMES,
      shownTime,
      pretty,
      ...content,
    },
  );
}

/** 404, also for what belongs to another namespace. */
export function noSuchRow({ namespace, reply }: ConsoleVisit, what: string, hint = ''): FastifyReply {
  return problemPage(reply, SANDBOX, {
    status: 404,
    title: `There is no such ${what} here`,
    text: `The namespace ${namespace.name} has no ${what} with this id.`,
    hint: `${hint} Go back and choose one from the list.`.trim(),
    link: { href: consolePath(namespace), text: 'Go back to the console' },
  });
}

/** Whether a fault spoils requests of this namespace. */
export function concerns(
  namespace: Namespace,
  { vendor, entity }: { readonly vendor: string; readonly entity?: string },
): boolean {
  return entity === undefined || entity === entityAt(namespace, vendor as Vendor);
}

/** UTC, to the second. */
const shownTime = (at: Date | string): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

const pretty = (json: unknown): string => JSON.stringify(json, null, 2);
