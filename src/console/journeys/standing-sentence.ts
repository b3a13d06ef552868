import type { Diagnosis } from '../../journeys/diagnosis';
import { STUCK_AT_MEANINGS } from '../../journeys/stuck-at';
import { filled } from '../../words/words';
import { durationOf } from '../page/times';
import { JOURNEYS_WORDS as WORDS } from './journeys.words';

/** Of whom a sentence speaks. */
export interface Named {
  readonly consumer: string;
  readonly vendor: string;
}

/** Where a journey waits, in a sentence. */
export const whereOf = ({ stuckAt }: Pick<Diagnosis, 'stuckAt'>): string =>
  stuckAt === null ? WORDS.done : STUCK_AT_MEANINGS[stuckAt];

/** For whom it waits, and for how long, in a sentence; null: for none. */
export function waitOf({ owner, since }: Diagnosis, { consumer, vendor }: Named, now: Date): string | null {
  if (owner === null) return null;
  const name = filled(WORDS.owners[owner], { consumer, vendor });
  const wait = since ? filled(WORDS.waitsSince, { duration: durationOf(now.getTime() - since.getTime()) }) : '';
  return filled(WORDS.waits, { owner: name, since: wait });
}
