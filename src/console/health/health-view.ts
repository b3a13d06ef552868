import { filled } from '../../words/words';
import { html, type Html, type HtmlValue } from '../../http/pages/html';
import { badge, facts, notice, section, table } from '../page/parts';
import { durationOf } from '../page/times';
import { EXCEPTION_KINDS } from './exception-kinds';
import { HEALTH_WORDS as WORDS } from './health.words';
import type { HealthReport } from './health-page.service';
import { DEAD_DELIVERIES, EXCEPTIONS, OPEN_EFFECTS } from './paths';
import { type NameOf, lengthOf, percentOf, type SeenHealth, type Trouble, troublesIn } from './troubles';
import type { VendorHealth } from './vendor-health.service';

/** The page Health: what needs attention, then each figure, which leads to what it counts. */
export const healthView = (seen: SeenHealth, nameOf: NameOf): Html =>
  html`<div class="stack">
    ${summary(troublesIn(seen, nameOf))}${vendorTable(seen.vendors)}
    <div class="halves">
      ${queues(seen)}
      <div class="stack">${deliveries(seen)}${audit(seen)}</div>
    </div>
    ${board(seen)}
  </div>`;

const summary = (found: readonly Trouble[]): Html =>
  found.length === 0
    ? notice('good', html`<strong>${WORDS.fine}</strong>`)
    : notice(
        'bad',
        html`<strong>${WORDS.attention}</strong>
          <ul class="plain">
            ${found.map((one) => html`<li>${sentence(one)}</li>`)}
          </ul>`,
      );

const sentence = ({ text, path }: Trouble): HtmlValue => (path === null ? text : html`<a href="${path}">${text}</a>`);

function stateOf({ breaker, isStopped, pausedSeconds }: VendorHealth): Html {
  const { states } = WORDS.vendors;
  if (isStopped) return badge('bad', states.stopped);
  if (breaker === 'open') return badge('bad', states.open);
  if (breaker === 'half-open') return badge('waiting', states.testing);
  if (pausedSeconds > 0) return badge('waiting', filled(states.paused, { duration: lengthOf(pausedSeconds) }));
  return badge('good', states.works);
}

const bound = (calls: number, seconds: number): string => {
  if (calls === 0) return WORDS.noCalls;
  if (!Number.isFinite(seconds)) return WORDS.longer;
  const duration =
    seconds < 1 ? filled(WORDS.milliseconds, { count: String(Math.round(seconds * 1000)) }) : lengthOf(seconds);
  return filled(WORDS.within, { duration });
};

function vendorTable(vendors: readonly VendorHealth[]): Html {
  const { heading, caption, hint, columns, unsaid } = WORDS.vendors;
  const rows = vendors.map((one): HtmlValue[] => [
    html`<strong>${one.name}</strong>`,
    stateOf(one),
    bound(one.calls, one.median),
    bound(one.calls, one.p95),
    filled(WORDS.share, { failed: String(one.failed), calls: String(one.calls), percent: percentOf(one) }),
    one.active,
    one.queued,
    one.callsLeft ?? unsaid,
  ]);
  const labels = [
    { label: columns.account },
    { label: columns.state },
    { label: columns.median },
    { label: columns.p95 },
    ...[columns.failed, columns.active, columns.queued, columns.left].map((label) => ({ label, isNumber: true })),
  ];
  return section(
    'vendors',
    heading,
    html`${table({ caption, columns: labels }, rows)}
      <p class="hint">${hint}</p>`,
  );
}

const leading = (path: string, count: number): HtmlValue => (count > 0 ? html`<a href="${path}">${count}</a>` : count);

function queues({ queues: { inbox, effects, unnumbered, erasures } }: HealthReport): Html {
  const { heading, hint, ...terms } = WORDS.queues;
  const webhooks =
    inbox.waiting === 0
      ? '0'
      : filled(terms.oldest, { count: String(inbox.waiting), duration: lengthOf(inbox.oldestSeconds) });
  return section(
    'queues',
    heading,
    html`${facts([
        [terms.webhooks, webhooks],
        [terms.polls, inbox.duePolls],
        [terms.effects, leading(OPEN_EFFECTS, effects)],
        [terms.events, unnumbered],
        [terms.erasures, erasures],
      ])}
      <p class="hint">${hint}</p>`,
  );
}

function deliveries({ queues: { deliveries: sent } }: HealthReport): Html {
  const { heading, waiting, dead } = WORDS.deliveries;
  return section(
    'deliveries',
    heading,
    facts([
      [waiting, sent.waiting],
      [dead, leading(DEAD_DELIVERIES, sent.dead)],
    ]),
  );
}

function audit({ now, audit: { unsealed, unsaved, trouble }, oldestEffect }: HealthReport): Html {
  const { heading, ...terms } = WORDS.audit;
  const effect = oldestEffect
    ? html`<a href="${OPEN_EFFECTS}">${durationOf(now.getTime() - oldestEffect.begunAt.getTime())}</a>`
    : terms.settled;
  return section(
    'audit',
    heading,
    facts([
      [terms.unsealed, unsealed > 0 ? lengthOf(unsealed) : terms.upToDate],
      [terms.unsaved, unsaved > 0 ? lengthOf(unsaved) : terms.saved],
      [terms.trouble, trouble],
      [terms.effect, effect],
    ]),
  );
}

function board({ exceptions }: HealthReport): Html {
  const { heading, kinds } = WORDS.exceptions;
  const tiles = EXCEPTION_KINDS.map((kind) => {
    const found = exceptions.find((one) => one.kind === kind);
    const count = found?.isMore ? filled(WORDS.atLeast, { count: String(found.count) }) : String(found?.count ?? 0);
    const { title, text } = kinds[kind];
    return html`<li>
      <a href="${EXCEPTIONS}/${kind}"
        ><span class="count">${count}</span><strong>${title}</strong><span>${text}</span></a
      >
    </li>`;
  });
  return section(
    'exceptions',
    heading,
    html`<ul class="questions board">
      ${tiles}
    </ul>`,
  );
}
