import { STANDINGS } from '../../journeys/journey-standing';
import { filled } from '../../words/words';
import { type ConsoleCaller, hasRole } from '../page/console-access';
import { hiddenToken } from '../page/forms';
import { html, type Html, NOTHING } from '../../http/pages/html';
import { PAGE_WORDS } from '../page/page.words';
import { badge, type Column, live, notice, section, table, withParameters } from '../page/parts';
import { instant } from '../page/times';
import type { ConsoleFilter, ConsoleJourney, ConsoleJourneysPage } from './console-journeys.service';
import { JOURNEYS_WORDS as WORDS } from './journeys.words';
import { standingOf, toneOf } from './standing';
import { waitOf, whereOf } from './standing-sentence';

export const JOURNEYS = '/console/journeys';
const LIVE_SECONDS = 5;
const { search: SEARCH, filter: FILTER, columns: COLUMNS } = WORDS;

const LIST: readonly Column[] = Object.entries(COLUMNS).map(([name, label]) => ({
  label,
  isPlain: name === 'standing' || name === 'where',
}));

/** The choices of the filter. */
export interface FilterChoices {
  readonly consumers: readonly string[];
  readonly kinds: readonly ('onboarding' | 'consent')[];
  readonly states: readonly string[];
}

/** The list, with search and filter above it. */
export interface JourneysView {
  readonly caller: ConsoleCaller;
  readonly page: ConsoleJourneysPage;
  readonly filter: ConsoleFilter;
  readonly choices: FilterChoices;
  readonly after: string | null;
  readonly refreshes: boolean;
  readonly now: Date;
}

export function journeysView({ caller, page, filter, choices, after, refreshes, now }: JourneysView): Html {
  const parameters = { ...filter };
  const older = page.next && withParameters(JOURNEYS, { ...parameters, after: page.next });
  const newest = after && withParameters(JOURNEYS, parameters);
  const here = withParameters(JOURNEYS, { ...parameters, after, refresh: refreshes ? null : '10' });
  return html`${searchForm(caller, '')}${section(
    'list',
    FILTER.heading,
    html`${filterForm(filter, choices)} ${live('journeys', LIVE_SECONDS, listed(page, filter, now))}
      <p class="pager">
        ${newest ? html`<a href="${newest}">${PAGE_WORDS.pager.newest}</a>` : NOTHING}${
          older ? html`<a href="${older}" rel="next">${PAGE_WORDS.pager.older}</a>` : NOTHING
        }<a class="hint" href="${here}">${refreshes ? WORDS.refreshStop : WORDS.refreshAsk}</a>
      </p>`,
  )}`;
}

function listed({ journeys, examined }: ConsoleJourneysPage, filter: ConsoleFilter, now: Date): Html {
  if (journeys.length === 0) {
    const isFiltered = Object.values(filter).some((value) => value !== null);
    return html`<p>${isFiltered || examined > 0 ? filled(WORDS.none, { count: String(examined) }) : WORDS.empty}</p>`;
  }
  const stuck = journeys.filter(({ diagnosis }) => standingOf(diagnosis) === 'stuck').length;
  const summary = filled(WORDS.summary, { count: String(journeys.length), stuck: String(stuck) });
  return html`<p class="hint">${summary}</p>
    ${journeysTable(journeys, now)}`;
}

/** What was found for a reference; `problem`: what was not looked for, and why. */
export const foundView = (
  caller: ConsoleCaller,
  text: string,
  journeys: readonly ConsoleJourney[],
  problem: string | null,
  now: Date,
): Html =>
  html`${searchForm(caller, text)}${problem === null ? NOTHING : notice('bad', html`<p>${problem}</p>`, 'alert')}${
    problem !== null && journeys.length === 0
      ? NOTHING
      : section('found', SEARCH.found, journeys.length > 0 ? journeysTable(journeys, now) : html`<p>${SEARCH.none}</p>`)
  }`;

const journeysTable = (journeys: readonly ConsoleJourney[], now: Date): Html =>
  table(
    { caption: WORDS.caption, columns: LIST },
    journeys.map((one) => {
      const { kind, found, consumer, diagnosis } = one;
      const wait = waitOf(diagnosis, one, now);
      return [
        badge(toneOf(diagnosis), WORDS.standings[standingOf(diagnosis)]),
        html`<a href="${JOURNEYS}/${found.journeyId}">${whereOf(diagnosis, found.status)}</a
          >${wait ? html` ${wait}` : NOTHING}`,
        html`${WORDS.kinds[kind.name]}<br /><code>${found.reference ?? found.journeyId}</code>`,
        consumer,
        instant(found.requestedAt),
      ];
    }),
  );

/** Posted, so that what was looked for is in no address and no log. */
function searchForm(caller: ConsoleCaller, text: string): Html {
  const mayFindPeople = hasRole(caller, 'operator');
  const reason = html`<div>
    <label for="why">${SEARCH.reason}</label>
    <input id="why" name="reason" type="text" maxlength="500" autocomplete="off" />
  </div>`;
  return section(
    'search',
    SEARCH.heading,
    html`<form method="post" action="${JOURNEYS}/find" role="search">
        ${hiddenToken(caller)}
        <div class="row">
          <div class="wide">
            <label for="q">${SEARCH.label}</label>
            <input
              id="q"
              name="q"
              type="search"
              maxlength="200"
              required
              autocomplete="off"
              spellcheck="false"
              value="${text}"
              aria-describedby="q-hint"
            />
          </div>
          ${mayFindPeople ? reason : NOTHING}<button>${SEARCH.button}</button>
        </div>
      </form>
      <p class="hint" id="q-hint">${SEARCH.hint}${mayFindPeople ? ` ${SEARCH.personHint}` : ''}</p>`,
  );
}

const same = (values: readonly string[]): [string, string][] => values.map((value) => [value, value]);

function filterForm(filter: ConsoleFilter, { consumers, kinds, states }: FilterChoices): Html {
  const select = (name: keyof ConsoleFilter, label: string, options: readonly (readonly [string, string])[]): Html =>
    html`<div>
      <label for="${name}">${label}</label
      ><select id="${name}" name="${name}">
        <option value="">${FILTER.any}</option>
        ${options.map(
          ([value, text]) =>
            html`<option value="${value}" ${filter[name] === value ? html` selected` : NOTHING}>${text}</option>`,
        )}
      </select>
    </div>`;
  return html`<form method="get" action="${JOURNEYS}" class="row">
    ${select(
      'standing',
      FILTER.standing,
      STANDINGS.map((one) => [one, WORDS.standings[one]]),
    )}
    ${select('consumer', FILTER.consumer, same(consumers))}
    ${select(
      'kind',
      FILTER.kind,
      kinds.map((one) => [one, WORDS.kinds[one]]),
    )}
    ${select('state', FILTER.state, same(states))}
    <button>${FILTER.button}</button><a href="${JOURNEYS}">${FILTER.reset}</a>
  </form>`;
}
