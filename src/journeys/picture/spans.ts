const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Each with the span from which it is used, and the smaller unit that is told with it. */
const UNITS = [
  [2 * DAY, DAY, 'd', HOUR, 'h'],
  [HOUR, HOUR, 'h', MINUTE, 'min'],
  [MINUTE, MINUTE, 'min', SECOND, 's'],
] as const;

/** Milliseconds in words, rounded down: `320 ms`, `4 s`, `5 min 3 s`, `3 h 20 min`, `2 d 1 h`. */
export function spanOf(milliseconds: number): string {
  const span = Math.max(0, Math.floor(milliseconds));
  for (const [least, large, name, small, part] of UNITS)
    if (span >= least) {
      const rest = Math.floor((span % large) / small);
      return `${Math.floor(span / large)} ${name}${rest === 0 ? '' : ` ${rest} ${part}`}`;
    }
  return span < SECOND ? `${span} ms` : `${Math.floor(span / SECOND)} s`;
}
