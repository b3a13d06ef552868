import { filled } from '../../words/words';
import { html, type Html, type HtmlValue } from '../page/html';
import { badge, facts, notice, section, table } from '../page/parts';
import { durationOf } from '../page/times';
import { EXCEPTION_KINDS } from './exception-kinds';
import { HEALTH_WORDS as WORDS } from './health.words';
import type { HealthReport } from './health-page.service';
import type { VendorHealth } from './vendor-health.service';

export const HEALTH = '/console/health';
export const DEAD_DELIVERIES = `${HEALTH}/deliveries`;
export const OPEN_EFFECTS = `${HEALTH}/effects`;
export const EXCEPTIONS = `${HEALTH}/exceptions`;

/** From when on a figure needs attention. */
const MIN_CALLS = 20;
const FAILED_SHARE = 0.05;
const LATE_SECONDS = 10;
const OLD_INBOX_SECONDS = 60;
const OLD_EFFECT_MS = 900_000;

const shown = (seconds: number): string => durationOf(seconds * 1000);
const percent = ({ calls, failed }: VendorHealth): string => ((failed / Math.max(1, calls)) * 100).toFixed(1);

/** The page Health: what needs attention, then each figure, which leads to what it counts. */
export const healthView = (report: HealthReport, vendors: readonly VendorHealth[]): Html =>
  html`${summary(troubles(report, vendors))}${vendorTable(vendors)}
    <div class="halves">
      ${queues(report)}
      <div class="stack">${deliveries(report)}${audit(report)}</div>
    </div>
    ${board(report)}`;

const summary = (found: readonly string[]): Html =>
  found.length === 0
    ? notice('good', html`<strong>${WORDS.fine}</strong>`)
    : notice(
        'bad',
        html`<strong>${WORDS.attention}</strong>
          <ul class="plain">
            ${found.map((one) => html`<li>${one}</li>`)}
          </ul>`,
      );

/** In sentences, the gravest first. */
export function troubles(
  { now, queues: { inbox, deliveries: sent }, audit: lag, oldestEffect }: HealthReport,
  vendors: readonly VendorHealth[],
): string[] {
  const { trouble } = WORDS;
  const effectMs = oldestEffect ? now.getTime() - oldestEffect.begunAt.getTime() : 0;
  return [
    ...vendors.flatMap((one) => vendorTroubles(one)),
    ...(lag.trouble ? [lag.trouble] : []),
    ...(lag.unsealed > LATE_SECONDS ? [filled(trouble.sealing, { duration: shown(lag.unsealed) })] : []),
    ...(lag.unsaved > LATE_SECONDS ? [filled(trouble.outside, { duration: shown(lag.unsaved) })] : []),
    ...(oldestEffect && effectMs > OLD_EFFECT_MS
      ? [filled(trouble.effect, { vendor: oldestEffect.vendor, duration: durationOf(effectMs) })]
      : []),
    ...(inbox.oldestSeconds > OLD_INBOX_SECONDS
      ? [filled(trouble.inbox, { duration: shown(inbox.oldestSeconds) })]
      : []),
    ...(sent.dead > 0 ? [filled(trouble.dead, { count: String(sent.dead) })] : []),
  ];
}

function vendorTroubles(one: VendorHealth): string[] {
  const { trouble } = WORDS;
  const told: string[] = [];
  if (one.breaker !== 'closed') told.push(filled(trouble.breaker, { vendor: one.label }));
  if (one.isStopped) told.push(filled(trouble.stopped, { vendor: one.label }));
  if (one.pausedSeconds > 0)
    told.push(filled(trouble.paused, { vendor: one.label, duration: shown(one.pausedSeconds) }));
  if (one.calls >= MIN_CALLS && one.failed / one.calls > FAILED_SHARE)
    told.push(filled(trouble.failed, { vendor: one.label, percent: percent(one) }));
  return told;
}

function stateOf({ breaker, isStopped, pausedSeconds }: VendorHealth): Html {
  const { states } = WORDS.vendors;
  if (isStopped) return badge('bad', states.stopped);
  if (breaker === 'open') return badge('bad', states.open);
  if (breaker === 'half-open') return badge('waiting', states.testing);
  if (pausedSeconds > 0) return badge('waiting', filled(states.paused, { duration: shown(pausedSeconds) }));
  return badge('good', states.works);
}

const bound = (calls: number, seconds: number): string => {
  if (calls === 0) return WORDS.noCalls;
  return Number.isFinite(seconds) ? filled(WORDS.within, { duration: shown(seconds) }) : WORDS.longer;
};

function vendorTable(vendors: readonly VendorHealth[]): Html {
  const { heading, caption, hint, columns, unsaid } = WORDS.vendors;
  const rows = vendors.map((one): HtmlValue[] => [
    html`<strong>${one.label}</strong>`,
    stateOf(one),
    bound(one.calls, one.median),
    bound(one.calls, one.p95),
    filled(WORDS.share, { failed: String(one.failed), calls: String(one.calls), percent: percent(one) }),
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
      : filled(terms.oldest, { count: String(inbox.waiting), duration: shown(inbox.oldestSeconds) });
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
    ? html`<a href="${OPEN_EFFECTS}">${durationOf(now.getTime() - oldestEffect.begunAt.getTime())}</a>
        (${oldestEffect.action})`
    : terms.settled;
  return section(
    'audit',
    heading,
    facts([
      [terms.unsealed, unsealed > 0 ? shown(unsealed) : terms.upToDate],
      [terms.unsaved, unsaved > 0 ? shown(unsaved) : terms.saved],
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
    html`<ul class="questions">
      ${tiles}
    </ul>`,
  );
}
