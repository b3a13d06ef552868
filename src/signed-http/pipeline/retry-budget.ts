/** Repetitions that each first attempt earns. */
const PER_CALL = 0.1;
/** Repetitions that can be saved up. */
const MOST = 10;

/**
 * Keeps repetitions under a tenth of the calls, whatever fails: a vendor in trouble is not given more work than it has.
 * Nothing is there to begin with.
 */
export class RetryBudget {
  private balance = 0;

  /** A first attempt was sent. */
  earn(): void {
    this.balance = Math.min(MOST, this.balance + PER_CALL);
  }

  /** Whether one repetition may be made; then it is spent. A hair is forgiven: ten tenths are not quite one. */
  spend(): boolean {
    if (this.balance < 1 - 1e-9) return false;
    this.balance -= 1;
    return true;
  }
}
