import type { FlowPage } from '../../journeys/flow/flow.service';
import { FLOW_STEPS, instantOfId } from '../../journeys/flow/flow-steps';
import { STUCK_AT_MEANINGS } from '../../journeys/stuck-at';
import { filled } from '../../words/words';
import { type ConsoleCaller, hasRole } from '../page/console-access';
import { html, type Html, NOTHING } from '../../http/pages/html';
import { PAGE_WORDS } from '../page/page.words';
import { section, table } from '../page/parts';
import { instant } from '../page/times';
import type { FlowChoice } from './flow-choice';
import type { FlowFigure } from './flow-figure';
import { addressOf, standingText, waitText } from './flow-view';
import { FLOW_WORDS } from './flow.words';

const WORDS = FLOW_WORDS.list;
/** The page on one journey, and who may see it. */
const JOURNEY = '/console/journeys';
const MAY_SEE_JOURNEYS = ['operator', 'support'] as const;

/** The journeys that a number counts. */
export interface FlowListView {
  readonly caller: ConsoleCaller;
  readonly choice: FlowChoice;
  readonly figure: FlowFigure;
  readonly page: FlowPage;
  readonly isFirst: boolean;
}

/** What the list is of, as a title. */
export function flowListTitle({ journey }: FlowChoice, { kind, step, standing }: FlowFigure): string {
  const values = { kind: FLOW_WORDS.kinds[journey], step: step ? FLOW_WORDS.steps[journey][step] : '' };
  if (kind === 'reached') return filled(step === null || step === 'BEGAN' ? WORDS.all : WORDS.reached, values);
  const last = step === null ? '' : filled(WORDS.last, values);
  const known = standing !== null && Object.hasOwn(STUCK_AT_MEANINGS, standing);
  const text = known ? STUCK_AT_MEANINGS[standing as keyof typeof STUCK_AT_MEANINGS] : FLOW_WORDS.done;
  return filled(WORDS[kind], { ...values, standing: text.replace(/\.$/, '') }) + last;
}

export function flowListView({ caller, choice, figure, page, isFirst }: FlowListView): Html {
  const { from, to, consumer } = choice;
  const of = filled(WORDS.of, { from, to, consumer: consumer ?? FLOW_WORDS.form.any });
  const pages = [
    ...(isFirst ? [] : [html`<a href="${addressOf(choice, figure)}">${PAGE_WORDS.pager.newest}</a>`]),
    ...(page.next === null
      ? []
      : [html`<a href="${addressOf(choice, figure, page.next)}" rel="next">${PAGE_WORDS.pager.older}</a>`]),
  ];
  return section(
    'journeys',
    of,
    html`${page.journeys.length === 0 ? html`<p>${WORDS.none}</p>` : listed(caller, choice, page)}
      <p class="pager"><a href="${addressOf(choice)}">${WORDS.back}</a>${pages.length > 0 ? pages : NOTHING}</p>`,
  );
}

function listed(caller: ConsoleCaller, { journey }: FlowChoice, { journeys }: FlowPage): Html {
  const names = FLOW_WORDS.steps[journey];
  const maySee = hasRole(caller, ...MAY_SEE_JOURNEYS);
  return table(
    { caption: WORDS.caption, columns: Object.values(WORDS.columns).map((label) => ({ label })) },
    journeys.map(({ journeyId, step, standing, waits }) => [
      maySee ? html`<a href="${JOURNEY}/${journeyId}"><code>${journeyId}</code></a>` : html`<code>${journeyId}</code>`,
      instant(instantOfId(journeyId)),
      names[step],
      standingText(standing),
      waits.map(
        (seconds, index) =>
          html`<div>${names[FLOW_STEPS[index + 1]!]}: <span class="nowrap">${waitText(seconds)}</span></div>`,
      ),
    ]),
  );
}
