import type { DurableLink } from './durable-link.entity';
import type { Standing } from './link-journeys';

/** What a person who opens a link finds. */
export const LINK_STATES = {
  OPEN: 'A button that leads to the vendor.',
  DECIDED: 'How the journey stands: there is nothing to do at the vendor now.',
  LIMIT: 'That it was opened too often today; it works again tomorrow.',
  EXPIRED: 'That its time is over.',
  REVOKED: 'That it was withdrawn.',
  STOPPED: 'That it does not work at the moment: an operator has stopped all durable links.',
  ERASED: 'That it is no longer valid: whom it was for has been erased.',
  CUT_OFF: 'That it is no longer valid: the consumer that handed it out has been disabled.',
} as const;

export type LinkState = keyof typeof LINK_STATES;

const DAY_MS = 86_400_000;

/** `standing`: the state of the journey. `most`: clicks in a day that lead to the vendor. */
export function linkStateOf(
  link: Pick<DurableLink, 'revokedAt' | 'expiresAt' | 'dayBeganAt' | 'dayClicks'>,
  standing: Pick<Standing, 'isOpen' | 'isErased' | 'isCutOff' | 'isStopped'>,
  most: number,
  now: Date,
): LinkState {
  if (standing.isCutOff) return 'CUT_OFF';
  if (standing.isErased) return 'ERASED';
  if (link.revokedAt) return 'REVOKED';
  if (link.expiresAt <= now) return 'EXPIRED';
  if (standing.isStopped) return 'STOPPED';
  if (!standing.isOpen) return 'DECIDED';
  return clicksLeft(link, most, now) > 0 ? 'OPEN' : 'LIMIT';
}

/** Clicks that may still lead to the vendor in the current day. */
export function clicksLeft(
  { dayBeganAt, dayClicks }: Pick<DurableLink, 'dayBeganAt' | 'dayClicks'>,
  most: number,
  now: Date,
): number {
  const isSameDay = dayBeganAt !== null && now.getTime() - dayBeganAt.getTime() < DAY_MS;
  return isSameDay ? Math.max(0, most - dayClicks) : most;
}
