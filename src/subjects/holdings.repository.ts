import type { Json } from '../audit/canonical-json';
import { maskEmail, maskMobile, maskPage, maskVua } from '../privacy/mask';
import type { SubjectKey } from '../privacy/subject-keys';

/** A row as JSON has it: bytes are hexadecimal with a leading `\x`. */
export type Row = Readonly<Record<string, Json>>;

interface Holding {
  readonly table: string;
  /** SQL that finds the rows of the subject `$1`, where `t` is the table's row. */
  readonly where: string;
  /** By sealed column: what it is sealed as. */
  readonly sealed?: Readonly<Record<string, (row: Row) => string>>;
  readonly hidden?: readonly string[];
}

const ofConsents = 'SELECT c.journey_id FROM portico.consents AS c WHERE c.subject_id = $1';
const ofJourney = `(t.journey_id = $1 OR t.journey_id IN (${ofConsents}))`;
const inRow =
  (column: string, id: string) =>
  (row: Row): string =>
    `${column} ${String(row[id])}`;

export const SEALED_OF_CONSENTS: NonNullable<Holding['sealed']> = {
  party_identifier_sealed: inRow('consents.party_identifier', 'journey_id'),
  vua_sealed: inRow('consents.vua', 'journey_id'),
  pan_sealed: inRow('consents.pan', 'journey_id'),
  account_sealed: inRow('consents.account_id', 'journey_id'),
  redirect_url_sealed: inRow('consents.redirect_url', 'journey_id'),
};

/** Everything that is stored about a person or company: a test compares it with the tables of the schema. */
export const HOLDINGS: readonly Holding[] = [
  { table: 'subject_keys', where: 't.subject_id = $1' },
  {
    table: 'consents',
    where: 't.subject_id = $1',
    sealed: SEALED_OF_CONSENTS,
  },
  {
    table: 'consent_links',
    where: `t.journey_ids && ARRAY(${ofConsents})`,
    sealed: { redirect_url_sealed: inRow('consent_links.redirect_url', 'link_id') },
  },
  { table: 'customers', where: 't.subject_id = $1' },
  {
    table: 'onboarding_grants',
    where: 't.subject_id = $1',
    sealed: { redirect_url_sealed: inRow('onboarding_grants.redirect_url', 'grant_id') },
  },
  {
    table: 'durable_links',
    where: 't.subject_id = $1',
    sealed: { settings_sealed: inRow('durable_links.settings', 'link_id') },
  },
  {
    table: 'link_clicks',
    where: 't.link_id IN (SELECT l.link_id FROM portico.durable_links AS l WHERE l.subject_id = $1)',
    sealed: { url_sealed: () => 'link_click_url' },
  },
  {
    table: 'idempotency_keys',
    where: 't.subject_id = $1',
    sealed: { response_sealed: () => 'idempotent_response' },
  },
  { table: 'journey_watches', where: ofJourney },
  { table: 'poll_repairs', where: ofJourney },
  { table: 'quota_usage', where: 't.subject = $1::text' },
  { table: 'events', where: ofJourney },
  { table: 'flow_journeys', where: ofJourney },
  { table: 'subject_erasures', where: 't.subject_id = $1' },
  { table: 'vendor_effects', where: 't.subject = $1::text' },
  { table: 'audit_entries', where: 't.subject = $1::text', hidden: ['leaf'] },
];

/** Tables that name a subject or a journey and are left out, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  subject_identifiers: 'keyed HMACs of what is exported with the consents',
  values_to_seal: 'empty once the gateway has started',
};

/** How a value is masked, by its column without `_sealed`; what has no rule is left out. */
const MASKS: Readonly<Record<string, (value: string) => string>> = {
  party_identifier: (value) => (value.includes('@') ? maskEmail(value) : maskMobile(value)),
  vua: maskVua,
  pan: maskMobile,
  redirect_url: maskPage,
};

/** A row with its sealed values in clear, or masked; null where the key is destroyed. Other bytes are left out. */
export function opened(
  { sealed = {}, hidden = [] }: Holding,
  row: Row,
  key: SubjectKey | null,
  isMasked: boolean,
): Row {
  const members = Object.entries(row).flatMap(([column, value]): [string, Json][] => {
    const context = sealed[column];
    if (hidden.includes(column)) return [];
    if (!context) return typeof value === 'string' && value.startsWith('\\x') ? [] : [[column, value]];
    const name = column.replace(/_sealed$/, '');
    const text = key && typeof value === 'string' ? key.open(context(row), Buffer.from(value.slice(2), 'hex')) : null;
    if (!isMasked || text === null) return [[name, text]];
    return MASKS[name] ? [[name, MASKS[name](text)]] : [];
  });
  return Object.fromEntries(members);
}
