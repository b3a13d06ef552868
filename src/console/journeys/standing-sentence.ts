import type { Diagnosis } from '../../journeys/diagnosis';
import { whereAt } from '../../journeys/stuck-at';
import { filled } from '../../words/words';
import { durationOf } from '../page/times';
import { JOURNEYS_WORDS as WORDS } from './journeys.words';
import { standingOf } from './standing';

/** Of whom a sentence speaks. */
export interface Named {
  readonly consumer: string;
  readonly vendor: string;
}

/** Where a journey waits, in a sentence; `status`: the vendor's, which says how it ended. */
export const whereOf = ({ stuckAt }: Pick<Diagnosis, 'stuckAt'>, status: string): string =>
  stuckAt === null ? WORDS.done : whereAt(stuckAt, status);

/** For whom it waits, and for how long, in a sentence; null: for none, or it is over. */
export function waitOf({ owner, since, stuckAt }: Diagnosis, { consumer, vendor }: Named, now: Date): string | null {
  if (owner === null || standingOf({ stuckAt }) === 'over') return null;
  const name = filled(WORDS.owners[owner], { consumer, vendor });
  const wait = since ? filled(WORDS.waitsSince, { duration: durationOf(now.getTime() - since.getTime()) }) : '';
  return filled(WORDS.waits, { owner: name, since: wait });
}
