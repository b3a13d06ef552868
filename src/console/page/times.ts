import { html, type Html } from '../../http/pages/html';

const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** A length of time in its two largest units: `2 d 3 h`, `4 min`, `3.2 s`, `40 ms`. */
export function durationOf(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 1) return `${Math.round(Math.max(0, ms))} ms`;
  if (seconds < 10) return `${(Math.round(seconds * 10) / 10).toString()} s`;
  const parts: string[] = [];
  let rest = Math.round(seconds);
  for (const [size, unit] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-01-15 09:30:10` in UTC. */
export function instantText(at: Date): string {
  const day = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
  return `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
}

/** An instant, to be read in UTC. */
export const instant = (at: Date): Html =>
  html`<time datetime="${at.toISOString()}">${instantText(at)}<span class="utc"> UTC</span></time>`;
