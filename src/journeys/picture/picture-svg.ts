import { PARTIES, type Party, PARTY_NAMES } from './parties';
import type { Picture, PictureStep } from './picture';
import { FONT_SIZE, linesOf } from './text-lines';

/** Units are CSS pixels, whatever the width: columns are at percentages, so that text keeps its size. */
const LINE = 17;
const ARROW = 20;
const HEAD = 30;
/** Above the first line of a step. */
const GAP = 6;
/** The names of the columns are repeated after so many steps. */
const STEPS_PER_HEAD = 6;

const X: Readonly<Record<Party, number>> = { CONSUMER: 12.5, PORTICO: 37.5, VENDOR: 62.5, USER: 87.5 };

/** Pixels for a gap: 8 for less than a second, 6 more for each power of ten. */
const heightOf = (gapMs: number): number => 8 + 6 * Math.max(0, Math.floor(Math.log10(Math.max(1, gapMs / 100))));

/**
 * The picture as an `svg` element: a column for each party, time from top to bottom, without styles of its own but
 * currentColor. The texts are the lines of the picture, in their order.
 */
export function svgOf({ title, steps, standing }: Picture, id: string): string {
  const parts: string[] = [];
  let y = 0;
  const add = (height: number, draw: (top: number) => string): void => {
    parts.push(draw(y));
    y += height;
  };
  steps.forEach((step, index) => {
    if (index > 0) add(heightOf(step.gapMs ?? 0), (top) => gap(top, step.gapMs ?? 0, step.awaited));
    if (index % STEPS_PER_HEAD === 0) add(HEAD, heads);
    const wrapped = step.lines.map(linesOf);
    const texts = wrapped.reduce((sum, lines) => sum + lines.length * LINE, 0);
    const arrows = runsOf(step.route).length * (step.isAnswered ? 2 * ARROW : ARROW);
    add(texts + arrows + GAP, (top) => drawnStep(step, wrapped, top, index + 1));
  });
  if (steps.length === 0) add(HEAD, heads);
  add(heightOf(standing.gapMs), (top) => gap(top, standing.gapMs, standing.party));
  const last = standing.lines.map(linesOf);
  add(last.flat().length * LINE + ARROW, (top) => standingAt(last, standing.party, top));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="journey-picture" role="img" width="100%" height="${y}" ` +
    `aria-labelledby="${id}-title ${id}-desc" font-size="${FONT_SIZE}" fill="currentColor" stroke-width="1.5">\n` +
    `<title id="${id}-title">${escaped(title)}</title>\n` +
    `<desc id="${id}-desc">${escaped(standing.lines.join(' '))}</desc>\n` +
    `${parts.join('\n')}\n</svg>`
  );
}

function heads(top: number): string {
  const names = PARTIES.map(
    (party) =>
      `<text class="party party-${party.toLowerCase()}" x="${X[party]}%" y="${top + 16}" text-anchor="middle" ` +
      `font-weight="bold">${PARTY_NAMES[party]}</text>`,
  );
  return `${names.join('')}${lifelines(top + 22, HEAD - 22)}`;
}

const lifelines = (top: number, height: number, dashes = ''): string =>
  PARTIES.map((party) => line(X[party], X[party], top, top + height, `lifeline${dashes && ' break'}`, dashes)).join('');

function line(from: number, to: number, top: number, bottom: number, names: string, dashes = ''): string {
  const dashed = dashes && ` stroke-dasharray="${dashes}"`;
  return (
    `<line class="${names}" x1="${from}%" y1="${top}" x2="${to}%" y2="${bottom}" stroke="currentColor"` +
    `${names.startsWith('lifeline') ? ' stroke-opacity="0.35"' : ''}${dashed}/>`
  );
}

/** The time between two steps, and for whom it passed. */
function gap(top: number, gapMs: number, party: Party | null): string {
  const height = heightOf(gapMs);
  const waits = party
    ? `<rect class="waits waits-${party.toLowerCase()}" x="${X[party]}%" y="${top}" width="6" height="${height}" ` +
      'transform="translate(-3)" fill-opacity="0.5"/>'
    : '';
  return `<g class="gap">${lifelines(top, height, gapMs >= 60_000 ? '2 4' : '')}${waits}</g>`;
}

function drawnStep(
  { route, result, isAnswered }: PictureStep,
  wrapped: readonly (readonly string[])[],
  top: number,
  number: number,
): string {
  const [when, told, answer] = wrapped as [readonly string[], readonly string[], (readonly string[])?];
  const parts = [`<text class="number" x="100%" y="${top + GAP + 12}" text-anchor="end">${number}</text>`];
  let y = top + GAP;
  const texts = (lines: readonly string[], kind: string): void => {
    parts.push(textAt(lines, kind, y));
    y += lines.length * LINE;
  };
  texts(when, 'when');
  texts(told, 'told');
  const along = (way: readonly Party[], kind: 'reached' | 'lost' | 'back', dashes = ''): void => {
    const runs = runsOf(way);
    runs.forEach((run, index) => {
      const isLast = index === runs.length - 1;
      const shown = kind === 'lost' && !isLast ? 'reached' : kind;
      parts.push(lifelines(y, ARROW), arrows(run, y + ARROW / 2, shown, dashes));
      y += ARROW;
    });
  };
  along(route, isAnswered || result === 'DONE' ? 'reached' : 'lost');
  if (answer) texts(answer, 'answer');
  if (isAnswered) along(route.toReversed(), 'back', '5 3');
  const names = `class="step ${result.toLowerCase()}" data-route="${route.join(' ').toLowerCase()}"`;
  return `<g ${names}>${parts.join('')}</g>`;
}

/** The parts of a route that go in one direction: each has a row of its own, so that no two arrows cover each other. */
function runsOf(route: readonly Party[]): Party[][] {
  const runs: Party[][] = [[route[0]!]];
  route.slice(1).forEach((party, index) => {
    const [from, run] = [route[index]!, runs.at(-1)!];
    const before = run.at(-2);
    if (before !== undefined && X[party] > X[from] !== X[from] > X[before]) runs.push([from, party]);
    else run.push(party);
  });
  return runs;
}

/** An arrow along the route; `lost`: with a cross where it ends. */
function arrows(route: readonly Party[], y: number, kind: 'reached' | 'lost' | 'back', dashes = ''): string {
  const hops = route.slice(1).map((party, index) => {
    const [from, to] = [X[route[index]!], X[party]];
    const isCross = kind === 'lost' && index === route.length - 2;
    const shape = isCross ? 'M-5 -5L5 5M-5 5L5 -5' : to > from ? 'M-1 0L-9 -4.5V4.5Z' : 'M1 0L9 -4.5V4.5Z';
    return (
      `${line(from, to, y, y, `arrow ${kind}`, dashes)}<svg class="tip ${kind}" x="${to}%" y="${y}" ` +
      `overflow="visible"><path d="${shape}"${isCross ? ' stroke="currentColor"' : ''}/></svg>`
    );
  });
  return `<circle class="dot" cx="${X[route[0]!]}%" cy="${y}" r="3"/>${hops.join('')}`;
}

function standingAt(lines: readonly (readonly string[])[], party: Party | null, top: number): string {
  const mark = party
    ? `<circle class="awaited awaited-${party.toLowerCase()}" cx="${X[party]}%" cy="${top + 8}" r="6"/>`
    : `<circle class="ended" cx="50%" cy="${top + 8}" r="6"/>`;
  let y = top + ARROW;
  const texts = lines.map((wrapped) => {
    const text = textAt(wrapped, 'told', y);
    y += wrapped.length * LINE;
    return text;
  });
  return `<g class="standing">${mark}${texts.join('')}</g>`;
}

const textAt = (lines: readonly string[], kind: string, top: number): string =>
  lines
    .map((text, index) => `<text class="${kind}" x="0" y="${top + index * LINE + 12}">${escaped(text)}</text>`)
    .join('');

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (one) => ESCAPES[one]!);
