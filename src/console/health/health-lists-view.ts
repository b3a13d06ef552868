import { DEFAULT_ACCOUNT } from '../../config/vendor';
import { filled } from '../../words/words';
import { type ConsoleCaller, hasRole } from '../page/console-access';
import { actForm } from '../page/forms';
import { html, type Html, type HtmlValue } from '../../http/pages/html';
import { JOURNEYS } from '../journeys/journeys-view';
import { notice, section, table } from '../page/parts';
import { instant } from '../page/times';
import type { DeadDelivery, OpenEffectRow } from './backlog.repository';
import type { ExceptionKind, ExceptionRow } from './exception-kinds';
import { DEAD_DELIVERIES, HEALTH } from './paths';
import type { NameOf } from './troubles';
import { HEALTH_WORDS as WORDS } from './health.words';

const back = html`<p><a href="${HEALTH}">${WORDS.back}</a></p>`;
const labelled = (columns: Readonly<Record<string, string>>): { label: string }[] =>
  Object.values(columns).map((label) => ({ label }));
const newestHint = (found: readonly unknown[], most: number, words: string): HtmlValue =>
  found.length < most ? null : html`<p class="hint">${filled(words, { count: String(most) })}</p>`;

/** A link for who may see journeys. */
function journeyLink(caller: ConsoleCaller, journeyId: string | null): HtmlValue {
  if (journeyId === null) return null;
  return hasRole(caller, 'operator', 'support') ? html`<a href="${JOURNEYS}/${journeyId}">${journeyId}</a>` : journeyId;
}

/** A list under its heading, or the sentence that there is nothing in it. */
const list = (
  id: string,
  caption: string,
  empty: string,
  columns: readonly { label: string }[],
  rows: HtmlValue[][],
): Html =>
  rows.length === 0
    ? notice('good', html`<strong>${empty}</strong>`)
    : section(id, caption, table({ caption, columns }, rows));

/** A link for who may see the audit log. */
function entryLink(caller: ConsoleCaller, entryId: string | null): HtmlValue {
  if (entryId === null) return null;
  const id = html`<code>${entryId}</code>`;
  return hasRole(caller, 'auditor') ? html`<a href="/console/audit/entries/${entryId}">${id}</a>` : id;
}

/** A column that is shown where a row has something in it. */
interface Shown {
  readonly label: string;
  readonly values: readonly HtmlValue[];
}

/** The exceptions of one kind; `most`: rows that are shown. */
export function exceptionsView(
  caller: ConsoleCaller,
  kind: ExceptionKind,
  found: readonly ExceptionRow[],
  { most, nameOf }: { readonly most: number; readonly nameOf: NameOf },
): Html {
  const { kinds, what: meanings, empty, newest, caption, columns } = WORDS.exceptions;
  const { title, text } = kinds[kind];
  const column = (label: string, value: (row: ExceptionRow) => HtmlValue): Shown => ({
    label,
    values: found.map(value),
  });
  const shown = [
    column(columns.at, ({ at }) => instant(at)),
    column(columns.what, ({ what }) => meanings[what] ?? what),
    column(columns.vendor, ({ vendor }) => vendor && nameOf(vendor, DEFAULT_ACCOUNT)),
    column(columns.operation, ({ operation }) => operation),
    column(columns.count, ({ count }) => count),
    column(columns.consumer, ({ consumer }) => consumer),
    column(columns.journey, ({ journeyId }) => journeyLink(caller, journeyId)),
    column(columns.entry, ({ entryId }) => entryLink(caller, entryId)),
  ].filter(({ values }) => values.some((value) => value !== null));
  const rows = found.map((_, at) => shown.map(({ values }) => values[at] ?? WORDS.none));
  return html`<p class="lead">${text}</p>
    ${list('rows', filled(caption, { title }), empty, shown, rows)}${newestHint(found, most, newest)}${back}`;
}

/** What was just sent again, and to how many subscriptions; or why nothing was. */
export interface Redelivered {
  readonly sent?: { readonly event: string; readonly count: string } | null;
  /** What is wrong with the reason. */
  readonly problem?: string | null;
  /** Why it was refused. */
  readonly refused?: string | null;
}

/** Deliveries that were given up. */
export function deadDeliveriesView(
  caller: ConsoleCaller,
  found: readonly DeadDelivery[],
  most: number,
  { sent, problem, refused }: Redelivered,
): Html {
  const { intro, empty, caption, columns, attempts, again, explains, done, notDone, notSent, newest } =
    WORDS.deliveries;
  const { act, ...others } = columns;
  const mayAct = hasRole(caller, 'operator');
  const rows = found.map((one, at): HtmlValue[] => [
    instant(one.occurredAt),
    html`${one.type}<br />${journeyLink(caller, one.journeyId)}`,
    one.consumer,
    new URL(one.url).host,
    html`${filled(attempts, { count: String(one.attempts) })}
      ${one.lastAttemptAt ? instant(one.lastAttemptAt) : WORDS.never}<br />
      ${[one.lastStatus, one.lastProblem].filter((part) => part !== null).join(' ')}`,
    ...(mayAct
      ? [
          actForm(caller, {
            id: `again-${at}`,
            action: `${DEAD_DELIVERIES}/${one.eventId}/redeliver`,
            button: again,
            explains,
          }),
        ]
      : []),
  ]);
  const told = sent && notice('good', html`<strong>${filled(done, sent)}</strong>`, 'status');
  const why = problem ?? refused;
  const failed =
    why &&
    notice(
      'bad',
      html`<strong>${problem ? notDone : notSent}</strong>
        <p>${why}</p>`,
      'alert',
    );
  const hint = newestHint(found, most, newest);
  const shown = labelled(mayAct ? { ...others, act } : others);
  return html`${told}${failed}
    <p class="lead">${intro}</p>
    ${list('rows', caption, empty, shown, rows)}${hint}${back}`;
}

/** Calls to vendors whose outcome is not settled. */
export function openEffectsView(found: readonly OpenEffectRow[], most: number, nameOf: NameOf): Html {
  const { intro, empty, caption, columns, states } = WORDS.effects;
  const rows = found.map((one): HtmlValue[] => [
    instant(one.begunAt),
    one.action,
    nameOf(one.vendor, one.account),
    one.consumer ?? WORDS.none,
    states[one.state] ?? one.state,
    instant(one.nextAt),
  ]);
  const hint = newestHint(found, most, WORDS.deliveries.newest);
  return html`<p class="lead">${intro}</p>
    ${list('rows', caption, empty, labelled(columns), rows)}${hint}${back}`;
}
