import type { FastifyReply } from 'fastify';
import { consolePage, consolePath, type ConsoleVisit, PAGE_ROWS } from './console-page';
import { entityAt } from './namespaces';

/** What changed at the vendors, newest first. */
export async function showEffects(visit: ConsoleVisit): Promise<FastifyReply> {
  const { context, namespace, query } = visit;
  const subject = query.get('subject')?.trim() || undefined;
  const before = sequenceIn(query);
  const found = await context.effects.page({
    partner: namespace.partner.name,
    organisation: entityAt(namespace, 'finpro'),
    subject,
    before,
    limit: PAGE_ROWS + 1,
  });
  const rows = found.slice(0, PAGE_ROWS);
  const address = new URLSearchParams({ ...(subject && { subject }), before: String(rows.at(-1)?.sequence) });
  return consolePage(
    visit,
    'effects',
    { title: 'Effects', section: '/effects', isLive: before === undefined },
    {
      subject,
      older: found.length > rows.length ? `?${address}` : null,
      isNewest: before === undefined,
      rows: rows.map((effect) => ({
        ...effect,
        request: effect.request_id && context.journal.find(effect.request_id),
        href: subjectPage(effect.kind) && consolePath(namespace, `${subjectPage(effect.kind)}/${effect.subject}`),
      })),
    },
  );
}

/** The section of the subject of an effect; null: it has no page. */
function subjectPage(kind: string): string | null {
  if (kind.startsWith('consent.')) return '/consents';
  return kind.startsWith('link.') ? null : '/customers';
}

/** The number before which a page begins. */
export function sequenceIn(query: URLSearchParams): number | undefined {
  const text = query.get('before') ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
