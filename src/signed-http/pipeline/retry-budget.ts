/** Retries that each first attempt adds to the budget. */
const PER_CALL = 0.1;
/** Retries that can be saved up. */
const MAX_TOKENS = 10;

/**
 * Keeps retries under a tenth of the calls, whatever fails, so that a vendor in trouble is not given more load. The
 * budget starts empty.
 */
export class RetryBudget {
  private balance = 0;

  /** A first attempt was sent. */
  earn(): void {
    this.balance = Math.min(MAX_TOKENS, this.balance + PER_CALL);
  }

  /**
   * Spends one retry; false when the budget does not allow it. The tolerance is for rounding: ten times 0.1 is not
   * quite 1.
   */
  spend(): boolean {
    if (this.balance < 1 - 1e-9) return false;
    this.balance -= 1;
    return true;
  }
}
