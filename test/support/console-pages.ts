import { EXCEPTION_KINDS } from '../../src/console/health/exception-kinds';
import { DEAD_DELIVERIES, EXCEPTIONS, OPEN_EFFECTS } from '../../src/console/health/paths';
import { NAVIGATION } from '../../src/console/page/navigation';
import { STANDINGS } from '../../src/journeys/journey-standing';
import type { RunningGateway } from './gateway';

const dayAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
/** Whose journeys, of which kind and of the most days. */
const FLOWS = ['journey=onboarding', 'journey=consent', 'journey=consent&consumer=demo-consumer'].map(
  (query) => `${query}&from=${dayAgo(91)}&to=${dayAgo(0)}`,
);
const FIGURES = [
  'figure=reached&step=BEGAN',
  'figure=reached&step=APPROVED',
  'figure=dropped&step=LINK',
  'figure=under-way',
  'figure=standing&standing=LINK_EXPIRED&step=LINK',
];

/** Every page that is reached from everywhere; the lists of Health, of journeys and of entries; journeys. */
export async function consolePages({ database }: Pick<RunningGateway, 'database'>): Promise<string[]> {
  const ids = (
    await database.query<{ id: string }>(
      `(SELECT subject_id AS id FROM portico.customers ORDER BY subject_id DESC LIMIT 2)
        UNION ALL (SELECT journey_id FROM portico.consents ORDER BY journey_id DESC LIMIT 2)`,
    )
  ).map(({ id }) => id);
  const [entry] = await database.query<{ entry_id: string }>(
    'SELECT entry_id FROM portico.audit_entries ORDER BY entry_id LIMIT 1',
  );
  const filters = [
    ...STANDINGS.map((one) => `standing=${one}`),
    'consumer=demo-consumer',
    'kind=onboarding',
    'kind=consent',
    'state=INIT',
    'state=APPROVED',
    'consumer=demo-consumer&state=APPROVED&standing=stuck',
    ...ids.map((id) => `after=${id}`),
  ];
  return [
    '/console',
    ...NAVIGATION.map(({ path }) => path),
    DEAD_DELIVERIES,
    OPEN_EFFECTS,
    ...EXCEPTION_KINDS.map((kind) => `${EXCEPTIONS}/${kind}`),
    ...filters.map((query) => `/console/journeys?${query}`),
    ...ids.map((id) => `/console/journeys/${id}`),
    ...ids.map((id) => `/console/audit?reference=${id}`),
    ...['since=2020-01-01', 'until=2020-01-01', 'since=2020-01-01&until=2100-01-01', 'reference=subject-1'].map(
      (query) => `/console/audit?${query}`,
    ),
    ...(entry ? [`/console/audit?after=${entry.entry_id}`, `/console/audit/entries/${entry.entry_id}`] : []),
    ...FLOWS.flatMap((query) => [
      `/console/flow?${query}`,
      ...FIGURES.map((one) => `/console/flow/journeys?${query}&${one}`),
    ]),
  ];
}
