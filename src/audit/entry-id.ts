import { randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** The counter starts in the lower half of its 32 bits, so that it has room to count within one millisecond. */
const COUNTER_START = 2 ** 31;

/** Makes ids of audit entries: UUIDv7 of exactly the entry's own instant, in order within a millisecond. */
export class EntryIds {
  private msecs = 0;
  private seq = 0;

  next(at: Date): string {
    const msecs = at.getTime();
    this.seq = msecs === this.msecs ? this.seq + 1 : randomInt(COUNTER_START);
    this.msecs = msecs;
    return uuidv7({ msecs, seq: this.seq });
  }
}

/** No id that was made at this instant or later is smaller, so a time range begins here in the order of ids. */
export function lowestIdAt(at: Date): string {
  const time = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}
