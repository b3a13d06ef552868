import type { Diagnosis } from '../../journeys/diagnosis';
import { type JourneyStanding, standingAt } from '../../journeys/journey-standing';
import type { Tone } from '../page/parts';

export const standingOf = ({ stuckAt }: Pick<Diagnosis, 'stuckAt'>): JourneyStanding => standingAt(stuckAt);

/** A journey that ended as it should is good; one that was ended is over. */
export function toneOf(diagnosis: Pick<Diagnosis, 'stuckAt'>): Tone {
  if (diagnosis.stuckAt === null) return 'good';
  return ({ stuck: 'bad', 'under-way': 'waiting', over: 'over' } as const)[standingOf(diagnosis)];
}
