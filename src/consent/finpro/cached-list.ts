import type { Clock } from '../../config/clock';
import { sharing } from '../../http/request/caller-deadline';
import { inBackground } from '../../http/request/request-context';

/**
 * Milliseconds that a list counts as current, and milliseconds between two reads because of a value that is missing
 * from it.
 */
const CURRENT_MS = 300_000;
const PATIENCE_MS = 3_000;

interface Kept {
  readonly words: ReadonlySet<string>;
  readonly at: number;
}

/**
 * A list of FinPro's that changes rarely. It is read again when it is old, and when a value is missing from it, so that
 * new values are known at once, but not for every mistake of a consumer. While it cannot be read, the old one is used.
 * A read belongs to no request: the request that started it may end, and the others still get the list.
 */
export class CachedList {
  private kept: Kept | null = null;
  private reading: Promise<Kept> | null = null;

  constructor(
    private readonly read: () => Promise<readonly string[]>,
    private readonly clock: Clock,
  ) {}

  /**
   * The values that are not in the list. Throws what `read` throws while there is no list at all, or Fault
   * `deadline-passed` for a caller that does not wait that long.
   */
  async missing(words: readonly string[]): Promise<readonly string[]> {
    const age = this.kept ? this.clock.now().getTime() - this.kept.at : Number.POSITIVE_INFINITY;
    const isDue = age > CURRENT_MS || (age > PATIENCE_MS && lacking(this.kept!, words).length > 0);
    return lacking(isDue ? await this.refresh() : this.kept!, words);
  }

  private async refresh(): Promise<Kept> {
    this.reading ??= inBackground(() => this.load()).finally(() => {
      this.reading = null;
    });
    try {
      return await sharing(this.reading);
    } catch (error) {
      if (!this.kept) throw error;
      return this.kept;
    }
  }

  private async load(): Promise<Kept> {
    this.kept = { words: new Set(await this.read()), at: this.clock.now().getTime() };
    return this.kept;
  }
}

const lacking = ({ words: known }: Kept, words: readonly string[]): readonly string[] =>
  words.filter((word) => !known.has(word));
