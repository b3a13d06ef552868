const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Below how many seconds a waiting time is rounded down to a multiple of how many. */
const PRECISION = [
  [2 * MINUTE, 1],
  [10 * MINUTE, 5],
  [HOUR, 30],
  [4 * HOUR, 2 * MINUTE],
  [DAY, 10 * MINUTE],
  [7 * DAY, HOUR],
  [30 * DAY, 6 * HOUR],
  [Infinity, DAY],
] as const;

/**
 * A waiting time as the flow shows it, rounded down: to the second below two minutes, and always to 5 % or less. It is
 * rounded before it is counted, so that medians are exact as they are shown, and there are few different values.
 */
export function shownSeconds(seconds: number): number {
  const whole = Math.max(0, seconds);
  const [, unit] = PRECISION.find(([below]) => whole < below)!;
  return Math.floor(whole / unit) * unit;
}
