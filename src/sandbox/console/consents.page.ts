import type { FastifyReply } from 'fastify';
import type { SandboxConsent } from '../finpro/consents/consent';
import { CONSENT_TRANSITIONS } from '../finpro/consents/consent-status';
import { ConsentsStore } from '../finpro/consents/consents.store';
import { LinksStore } from '../finpro/redirection/links.store';
import { findTemplate } from '../finpro/world';
import { consolePage, type ConsoleVisit, noSuchRow, PAGE_ROWS } from './console-page';
import { pageIn } from './customers.page';

/** The consents of the organisation, newest first, or the one that is looked up by its handle or consentID. */
export async function showConsents(visit: ConsoleVisit): Promise<FastifyReply> {
  const { context, namespace, query } = visit;
  const organisationId = namespace.organisation?.organisationId;
  const store = new ConsentsStore(context);
  const find = query.get('find')?.trim() ?? '';
  const page = pageIn(query);
  const found =
    organisationId === undefined
      ? []
      : find === ''
        ? await store.list({ organisationId, offset: (page - 1) * PAGE_ROWS, limit: PAGE_ROWS + 1 })
        : [await store.findAny(find)].filter((one) => one?.organisation_id === organisationId);
  return consolePage(
    visit,
    'consents',
    { title: 'Consents', section: '/consents' },
    {
      find,
      page,
      hasOlder: found.length > PAGE_ROWS,
      rows: found.slice(0, PAGE_ROWS).map((consent) => consent && rowOf(consent)),
    },
  );
}

export async function showOneConsent(visit: ConsoleVisit): Promise<FastifyReply> {
  const { context, namespace, params } = visit;
  const consent = await new ConsentsStore(context).findAny(params.id ?? '');
  if (!consent || consent.organisation_id !== namespace.organisation?.organisationId)
    return noSuchRow(visit, 'consent');
  const { consent_handle: handle } = consent;
  return consolePage(
    visit,
    'consent',
    {
      title: `Consent ${consent.account_id}`,
      section: '/consents',
      path: `/consents/${handle}`,
    },
    { consent: rowOf(consent), links: (await new LinksStore(context).about(handle)).slice(0, PAGE_ROWS) },
  );
}

const rowOf = (consent: SandboxConsent): object => ({
  ...consent,
  templateName: findTemplate(consent.product_id)?.productName ?? '',
  events: CONSENT_TRANSITIONS.filter(([from]) => from === consent.status).map(([, event, to]) => ({
    event,
    to,
    word: event.charAt(0).toUpperCase() + event.slice(1),
  })),
});
