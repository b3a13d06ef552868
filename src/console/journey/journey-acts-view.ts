import type { StuckAt } from '../../journeys/stuck-at';
import { filled } from '../../words/words';
import { type ConsoleCaller, hasRole } from '../page/console-access';
import { AUDIT_WORDS } from '../audit/audit.words';
import { actForm } from '../page/forms';
import { html, type Html, NOTHING } from '../../http/pages/html';
import { type Column, section, table } from '../page/parts';
import { instant } from '../page/times';
import type { ConsoleJourneyFacts } from './console-journey.service';
import { JOURNEY_WORDS as WORDS } from './journey.words';

/** Where a new link helps the user on. */
const LINK_HELPS: readonly (StuckAt | null)[] = [
  'LINK_MISSING',
  'LINK_REFUSED',
  'LINK_FAILED',
  'LINK_NOT_OPENED',
  'LINK_TO_REOPEN',
  'LINK_EXPIRED',
  'LINK_REVOKED',
  'LINK_LIMIT',
  'LINK_GIVEN',
  'AT_VENDOR',
  'NOT_RETURNED',
  'LEFT_UNFINISHED',
  'REFUSED',
];

/** The first and the last are understood by themselves. */
const columnsOf = (labels: Readonly<Record<string, string>>): Column[] =>
  Object.values(labels).map((label, at, { length }) => ({ label, isPlain: at === 0 || at === length - 1 }));

const mayAct = (caller: ConsoleCaller): boolean => hasRole(caller, 'operator');
const pathOf = ({ one }: ConsoleJourneyFacts, act: string): string => `/console/journeys/${one.found.journeyId}/${act}`;

/** Whether a new link helps, and this operator can make one. */
export const offersLink = (caller: ConsoleCaller, { one, tracked }: ConsoleJourneyFacts): boolean =>
  mayAct(caller) && LINK_HELPS.includes(tracked.diagnosis.stuckAt) && one.found.reference !== null;

/** The buttons for what Portico can do now: what would certainly be refused is not offered. */
export function actsSection(caller: ConsoleCaller, shown: ConsoleJourneyFacts, vendor: string): Html {
  if (!mayAct(caller)) return section('acts', WORDS.headings.acts, html`<p>${WORDS.acts.none}</p>`);
  const { stuckAt } = shown.tracked.diagnosis;
  const { found } = shown.one;
  const isErased = stuckAt === 'ERASED';
  const act = (name: 'ask' | 'link' | 'reveal'): Html =>
    actForm(caller, {
      id: name,
      action: pathOf(shown, name),
      button: WORDS.acts[name].button,
      explains: filled(WORDS.acts[name].explains, { vendor }),
    });
  const acts = [
    offersLink(caller, shown) ? act('link') : NOTHING,
    found.reference !== null && !isErased ? act('ask') : NOTHING,
    isErased ? NOTHING : act('reveal'),
    actForm(caller, {
      id: 'pack',
      action: '/console/audit/pack',
      ...AUDIT_WORDS.pack,
      isDownload: true,
      fields: { about: 'journey', id: found.journeyId },
    }),
  ];
  return section('acts', WORDS.headings.acts, html`<div class="acts">${acts}</div>`);
}

export function linksSection(caller: ConsoleCaller, shown: ConsoleJourneyFacts): Html {
  const { columns, caption, states, none } = WORDS.links;
  const rows = shown.links.map(({ linkId, state, issuedAt, endedAt }) => [
    states[state],
    instant(issuedAt),
    endedAt ? instant(endedAt) : '–',
    mayAct(caller) && endedAt === null
      ? actForm(caller, {
          id: `revoke-${linkId}`,
          action: pathOf(shown, 'revoke'),
          ...WORDS.acts.revoke,
          fields: { link_id: linkId },
          isGrave: true,
        })
      : NOTHING,
  ]);
  const labels = columnsOf(columns);
  const content = rows.length > 0 ? table({ caption, columns: labels }, rows) : html`<p>${none}</p>`;
  return section('links', WORDS.headings.links, content);
}

export function eventsSection(caller: ConsoleCaller, shown: ConsoleJourneyFacts): Html {
  const { columns, caption, none, unsendable } = WORDS.events;
  const rows = shown.events.map(({ event_id: id, type, occurred_at: at }) => [
    html`<code>${type}</code>`,
    instant(at),
    mayAct(caller) && shown.sendable.has(id)
      ? actForm(caller, {
          id: `redeliver-${id}`,
          action: pathOf(shown, 'redeliver'),
          ...WORDS.acts.redeliver,
          fields: { event_id: id },
        })
      : NOTHING,
  ]);
  const labels = columnsOf(columns);
  const lacksButton = mayAct(caller) && shown.events.some(({ event_id: id }) => !shown.sendable.has(id));
  const hint = lacksButton ? html`<p class="hint">${unsendable}</p>` : NOTHING;
  const content = rows.length > 0 ? html`${table({ caption, columns: labels }, rows)}${hint}` : html`<p>${none}</p>`;
  return section('events', WORDS.headings.events, content);
}
