import { type FlowFigures, type FlowStand, isDropped } from '../../journeys/flow/flow-figures';
import { FLOW_STEPS, type FlowStanding, type FlowStep } from '../../journeys/flow/flow-steps';
import { spanOf } from '../../journeys/picture/spans';
import { STUCK_AT_MEANINGS } from '../../journeys/stuck-at';
import { filled } from '../../words/words';
import { html, type Html, NOTHING } from '../../http/pages/html';
import { notice, section, table, withParameters } from '../page/parts';
import { instantText } from '../page/times';
import { daysBefore, type FlowChoice } from './flow-choice';
import type { FlowFigure } from './flow-figure';
import { FLOW_WORDS as WORDS } from './flow.words';

export const FLOW = '/console/flow';
/** Days of the periods that are one click away. */
const PERIODS = [1, 7, 30, 90];
const { form: FORM, funnel: FUNNEL, reasons: REASONS } = WORDS;

/** What the page is made of. */
export interface FlowView {
  readonly choice: FlowChoice;
  readonly figures: FlowFigures;
  readonly clientIds: readonly string[];
  readonly now: Date;
}

export function flowView({ choice, figures, clientIds, now }: FlowView): Html {
  const { stands, asOf } = figures;
  const began = figures.steps[0]!.reached;
  const dropped = stands.filter(isDropped);
  const approved = stands.filter(({ step }) => step === 'APPROVED');
  const open = stands.filter((stand) => !dropped.includes(stand) && !approved.includes(stand));
  const isOver = approved.some(({ standing }) => standing !== 'DONE');
  const until = asOf === null ? WORDS.never : filled(WORDS.asOf, { instant: instantText(asOf) });
  return html`${section('which', FORM.heading, chooser(choice, clientIds, now))}
  ${section('funnel', FUNNEL.heading, [
    html`<p class="lead">${summaryOf(began, sumOf(approved), sumOf(dropped), sumOf(open))}</p>`,
    began === 0 ? NOTHING : funnel(choice, figures),
    html`<p class="hint">${began === 0 ? '' : `${FUNNEL.hint} `}${until}</p>`,
  ])}
  ${
    began === 0
      ? NOTHING
      : html`<div class="pair">
            ${[standsSection('dropped', choice, dropped, began), standsSection('open', choice, open, began)]}
          </div>
          ${isOver ? standsSection('approved', choice, approved, began) : NOTHING}`
  }
  ${section(
    'how',
    WORDS.how.heading,
    html`<ul>
      ${WORDS.how.lines.map((line) => html`<li>${line}</li>`)}
    </ul>`,
  )}`;
}

/** The address of the page, or of the list that a figure leads to. */
export function addressOf({ journey, consumer, from, to }: FlowChoice, figure?: FlowFigure, after?: string): string {
  const choice = { journey, consumer, from, to };
  if (!figure) return withParameters(FLOW, choice);
  const { kind, step, standing } = figure;
  return withParameters(`${FLOW}/journeys`, { ...choice, figure: kind, step, standing, after: after ?? null });
}

/** In words, such as `2 h 10 min`. */
export const waitText = (seconds: number | null | undefined): string =>
  seconds === null || seconds === undefined ? '' : seconds === 0 ? '0 s' : spanOf(seconds * 1000);

export const standingText = (standing: FlowStanding): string =>
  standing === 'DONE' ? WORDS.done : STUCK_AT_MEANINGS[standing];

const sumOf = (stands: readonly FlowStand[]): number => stands.reduce((sum, { journeys }) => sum + journeys, 0);
const numberText = (count: number): string => count.toLocaleString('en-US');
const shareText = (part: number, all: number): string => `${Math.round((part / all) * 1000) / 10} %`;

function summaryOf(began: number, approved: number, dropped: number, open: number): string {
  if (began === 0) return WORDS.summary.none;
  return filled(WORDS.summary.some, {
    began: numberText(began),
    approved: numberText(approved),
    share: shareText(approved, began),
    dropped: numberText(dropped),
    open: numberText(open),
  });
}

/** A number that leads to its journeys; `label`: of what, for people who hear only the link. */
const linked = (choice: FlowChoice, figure: FlowFigure, count: number, label: string): Html =>
  count === 0
    ? html`0`
    : html`<a href="${addressOf(choice, figure)}" aria-label="${numberText(count)}: ${label}">${numberText(count)}</a>`;

function funnel(choice: FlowChoice, { steps, stands }: FlowFigures): Html {
  const began = steps[0]!.reached;
  const names: Readonly<Record<FlowStep, string>> = WORDS.steps[choice.journey];
  const columns = [
    { label: FUNNEL.step },
    { label: FUNNEL.reached, isNumber: true },
    { label: FUNNEL.share, isNumber: true },
    { label: FUNNEL.median, isNumber: true },
    { label: FUNNEL.p90, isNumber: true },
    { label: FUNNEL.dropped, isNumber: true },
    { label: FUNNEL.open, isNumber: true },
  ];
  return table(
    { caption: FUNNEL.caption, columns },
    steps.map(({ step, reached, median, p90 }) => {
      const here = stands.filter((stand) => stand.step === step && step !== 'APPROVED');
      const dropped = sumOf(here.filter(isDropped));
      const reaching = { kind: 'reached', step, standing: null } as const;
      const wait = (seconds: number | null): Html =>
        seconds === null ? html`–` : html`<a href="${addressOf(choice, reaching)}">${waitText(seconds)}</a>`;
      return [
        html`${names[step]}${bar(reached / began)}`,
        linked(choice, reaching, reached, names[step]),
        shareText(reached, began),
        wait(median),
        wait(p90),
        linked(choice, { kind: 'dropped', step, standing: null }, dropped, FUNNEL.dropped),
        linked(choice, { kind: 'under-way', step, standing: null }, sumOf(here) - dropped, FUNNEL.open),
      ];
    }),
  );
}

/** A bar of this share of the width; the number stands beside it. */
const bar = (share: number): Html =>
  html`<svg class="share" aria-hidden="true" width="100%" height="8">
    <rect class="whole" width="100%" height="8" rx="4" />
    <rect class="part" width="${Math.round(share * 1000) / 10}%" height="8" rx="4" />
  </svg>`;

function standsSection(
  kind: 'dropped' | 'open' | 'approved',
  choice: FlowChoice,
  stands: readonly FlowStand[],
  began: number,
): Html {
  const { heading, none } = WORDS[kind];
  const names: Readonly<Record<FlowStep, string>> = WORDS.steps[choice.journey];
  const rows = stands
    .toSorted((a, b) => b.journeys - a.journeys || FLOW_STEPS.indexOf(a.step) - FLOW_STEPS.indexOf(b.step))
    .map(({ step, standing, journeys }) => [
      standingText(standing),
      names[step],
      linked(choice, { kind: 'standing', step, standing }, journeys, standingText(standing)),
      shareText(journeys, began),
    ]);
  const columns = [
    { label: REASONS.reason },
    { label: REASONS.after },
    { label: REASONS.journeys, isNumber: true },
    { label: REASONS.share, isNumber: true },
  ];
  const content = rows.length === 0 ? html`<p>${none}</p>` : table({ caption: REASONS.caption, columns }, rows);
  return section(kind, heading, content);
}

const option = (value: string, text: string, chosen: string | null): Html =>
  html`<option value="${value}" ${value === (chosen ?? '') ? html` selected` : NOTHING}>${text}</option>`;

function chooser(choice: FlowChoice, clientIds: readonly string[], now: Date): Html {
  const today = now.toISOString().slice(0, 10);
  const periods = PERIODS.map((days) => {
    const text = days === 1 ? FORM.today : filled(FORM.days, { count: String(days) });
    return html`<a href="${addressOf({ ...choice, from: daysBefore(today, days - 1), to: today })}">${text}</a>`;
  });
  return html`${choice.isCorrected ? notice('waiting', html`<p>${FORM.corrected}</p>`) : NOTHING}
    <form method="get" action="${FLOW}" class="row">
      <div>
        <label for="journey">${FORM.journey}</label
        ><select id="journey" name="journey">
          ${[
            option('onboarding', WORDS.kinds.onboarding, choice.journey),
            option('consent', WORDS.kinds.consent, choice.journey),
          ]}
        </select>
      </div>
      <div>
        <label for="consumer">${FORM.consumer}</label
        ><select id="consumer" name="consumer">
          ${[option('', FORM.any, choice.consumer), ...clientIds.map((id) => option(id, id, choice.consumer))]}
        </select>
      </div>
      <div>
        <label for="from">${FORM.from}</label
        ><input id="from" name="from" type="date" value="${choice.from}" max="${today}" />
      </div>
      <div>
        <label for="to">${FORM.to}</label><input id="to" name="to" type="date" value="${choice.to}" max="${today}" />
      </div>
      <button>${FORM.button}</button>
    </form>
    <p class="pager"><span>${FORM.periods}</span>${periods}</p>`;
}
