import type { Diagnosis } from '../../journeys/diagnosis';
import type { StuckAt } from '../../journeys/stuck-at';
import type { Tone } from '../page/parts';

/** `stuck`: somebody has to act. `under-way`: the user or the vendor is at work on it. `over`: nothing is left. */
export type JourneyStanding = 'stuck' | 'under-way' | 'over';

export const STANDINGS: readonly JourneyStanding[] = ['stuck', 'under-way', 'over'];

const UNDER_WAY: readonly StuckAt[] = [
  'REQUEST_OPEN',
  'LINK_NOT_OPENED',
  'LINK_GIVEN',
  'AT_VENDOR',
  'REVIEW',
  'SET_UP',
  'PAUSED',
];
const OVER: readonly (StuckAt | null)[] = [null, 'ERASED', 'ENDED', 'DECLINED'];

export function standingOf({ stuckAt }: Pick<Diagnosis, 'stuckAt'>): JourneyStanding {
  if (OVER.includes(stuckAt)) return 'over';
  return stuckAt !== null && UNDER_WAY.includes(stuckAt) ? 'under-way' : 'stuck';
}

/** A journey that ended as it should is good; one that was ended is over. */
export function toneOf(diagnosis: Pick<Diagnosis, 'stuckAt'>): Tone {
  if (diagnosis.stuckAt === null) return 'good';
  return ({ stuck: 'bad', 'under-way': 'waiting', over: 'over' } as const)[standingOf(diagnosis)];
}
