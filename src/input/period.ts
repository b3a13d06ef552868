import { fieldFault } from '../errors';

/** `since` is inclusive, `until` exclusive; null: without end. */
export interface Period {
  readonly since: Date | null;
  readonly until: Date | null;
}

/** Nothing can lie in it: an answer would say that nothing happened. Throws Fault `bad-request`. */
export function assertPeriod({ since, until }: Period, pointer = '/until'): void {
  if (since !== null && until !== null && until <= since) throw fieldFault(pointer, 'ends_before_begin');
}
