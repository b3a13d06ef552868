import { spanOf } from '../../journeys/picture/spans';
import { filled } from '../../words/words';
import { standingOf, toneOf } from '../journeys/standing';
import { waitOf, whereOf } from '../journeys/standing-sentence';
import { JOURNEYS_WORDS } from '../journeys/journeys.words';
import { type ConsoleCaller, hasRole } from '../page/console-access';
import { html, type Html, NOTHING } from '../../http/pages/html';
import { badge, facts, live, notice, section } from '../page/parts';
import { durationOf, instant, instantText } from '../page/times';
import type { ConsoleJourneyFacts, MadeLink } from './console-journey.service';
import { actsSection, offersLink, eventsSection, linksSection } from './journey-acts-view';
import { JOURNEY_WORDS as WORDS, type Done } from './journey.words';
import { picturePart } from './picture-part';
import { type ShownStep, stepsIn } from './steps';

const LIVE_SECONDS = 10;

/** One journey, and what an act has just brought. */
export interface JourneyView {
  readonly caller: ConsoleCaller;
  readonly shown: ConsoleJourneyFacts;
  /** The vendor as people call it. */
  readonly vendor: string;
  readonly now: Date;
  readonly done?: Done | null;
  readonly problem?: string | null;
  /** Why an act was refused. */
  readonly refused?: string | null;
  readonly link?: MadeLink | null;
  readonly personal?: Readonly<Record<string, string>> | null;
}

/** The title of the page. */
export const journeyTitle = ({ one }: ConsoleJourneyFacts): string => JOURNEYS_WORDS.kinds[one.kind.name];

/** Beside the title: how it stands, in a word, and which it is. */
export const standingBadge = ({ one: { found }, tracked: { diagnosis } }: ConsoleJourneyFacts): Html =>
  html`${badge(toneOf(diagnosis), JOURNEYS_WORDS.standings[standingOf(diagnosis)])}
    <code>${found.reference ?? found.journeyId}</code>`;

export function journeyView(view: JourneyView): Html {
  const { shown, vendor, caller, now } = view;
  const steps = stepsIn(shown.tracked.timeline, vendor);
  const isShownOnce = Boolean(view.link ?? view.personal ?? view.problem ?? view.refused);
  // What an act has brought stays: its address cannot be loaded again.
  const current = (id: string, content: Html): Html => (isShownOnce ? content : live(id, LIVE_SECONDS, content));
  return html`${resultOf(view)} ${current('standing', standingNotice(view))}
    <div class="columns">
      <div class="first">${actsSection(caller, shown, vendor)}</div>
      <div class="middle stack">
        ${section('picture-heading', WORDS.headings.picture, current('drawn', picturePart(shown.tracked, now)))}
        ${section('steps-heading', WORDS.headings.steps, current('steps', stepList(steps)))}
        ${linksSection(caller, shown)} ${eventsSection(caller, shown)}
      </div>
      <div class="last">${aboutSection(view)}</div>
    </div>`;
}

/** What the act that led here has brought. */
function resultOf({ done, problem, refused, link, personal, vendor }: JourneyView): Html {
  if (refused) return notice('bad', html`<p>${filled(WORDS.refused, { detail: refused })}</p>`, 'alert');
  if (problem) return notice('bad', html`<p>${filled(WORDS.reasonNeeded, { problem })}</p>`, 'alert');
  if (link)
    return notice(
      'good',
      html`<strong>${WORDS.links.fresh}</strong>
        <pre id="new-link">${link.url}</pre>
        <p>${filled(WORDS.links.once, { date: `${instantText(link.expiresAt)} UTC` })}</p>`,
      'status',
    );
  if (personal) return personalSection(personal);
  return done ? notice('good', html`<p>${filled(WORDS.done[done], { vendor })}</p>`, 'status') : NOTHING;
}

function personalSection(personal: Readonly<Record<string, string>>): Html {
  const names: Readonly<Record<string, string | undefined>> = WORDS.personal.names;
  const lines = Object.entries(personal).map(([name, value]) => [names[name] ?? name, value] as const);
  const content = lines.length > 0 ? facts(lines) : html`<p>${WORDS.personal.none}</p>`;
  return section('personal', WORDS.personal.heading, content);
}

/** The answer to where this customer is stuck: one sentence, then for whom it waits, and what helps. */
function standingNotice({ caller, shown, vendor, now }: JourneyView): Html {
  const { diagnosis } = shown.tracked;
  const wait = waitOf(diagnosis, { consumer: shown.one.consumer, vendor }, now);
  const { reason, nextAction } = diagnosis;
  return notice(
    toneOf(diagnosis),
    html`<strong>${whereOf(diagnosis, shown.one.found.status)}${wait ? ` ${wait}` : ''}</strong>
      ${reason ? html`<p>${filled(WORDS.reason, { reason })}</p>` : NOTHING}
      ${offersLink(caller, shown) ? html`<p>${WORDS.helpsHere}</p>` : NOTHING}
      <p>${filled(WORDS.helps, { next: nextAction })}</p>`,
  );
}

const stepList = (steps: readonly ShownStep[]): Html =>
  steps.length === 0
    ? html`<p>${WORDS.noSteps}</p>`
    : html`<ol class="steps">
        ${steps.map((step, index) => stepItem(step, index))}
      </ol>`;

function stepItem({ at, gapMs, tookMs, sentence, tone, entries }: ShownStep, index: number): Html {
  const gap = gapMs === null ? null : filled(WORDS.later, { duration: spanOf(gapMs) });
  const took = tookMs === null ? null : filled(WORDS.took, { duration: spanOf(tookMs) });
  return html`<li class="step-${tone}">
    <p>${sentence}</p>
    <p class="gap">${instant(at)}${[gap, took].map((text) => (text === null ? NOTHING : html` · ${text}`))}</p>
    <details id="step-${index}">
      <summary>${WORDS.raw}</summary>
      <pre>${entries.map((entry) => JSON.stringify(entry, null, 2)).join('\n')}</pre>
    </details>
  </li>`;
}

const handle = (text: string | null | undefined): Html | null => (text ? html`<code>${text}</code>` : null);

function aboutSection({ shown, vendor, now, caller }: JourneyView): Html {
  const { one, tracked } = shown;
  const { found } = one;
  const { provenance, renewal } = tracked;
  const label = (name: keyof typeof WORDS.facts): string => filled(WORDS.facts[name], { vendor });
  const confirmed =
    provenance && filled(WORDS.confirmedAt, { duration: durationOf(now.getTime() - provenance.asOf.getTime()) });
  return section(
    'about',
    WORDS.headings.about,
    facts([
      [label('kind'), JOURNEYS_WORDS.kinds[one.kind.name]],
      [label('consumer'), one.consumer],
      [label('status'), html`<code>${found.status}</code>`],
      [label('confirmed'), confirmed],
      [label('reference'), found.reference && html`<code>${found.reference}</code>`],
      [label('journey'), html`<code>${found.journeyId}</code>`],
      [label('account'), html`<code>${found.vendorAccount}</code>`],
      [label('subject'), hasRole(caller, 'operator', 'auditor') ? html`<code>${found.subjectId}</code>` : null],
      [label('began'), instant(found.requestedAt)],
      [label('validUntil'), found.validUntil && instant(found.validUntil)],
      [label('renews'), handle(renewal?.renews)],
      [label('renewedBy'), handle(renewal?.renewedBy)],
    ]),
  );
}
