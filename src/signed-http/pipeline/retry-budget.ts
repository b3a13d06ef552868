/** Retries that each first attempt adds to the budget. */
const PER_CALL = 0.1;
/** Retries that can be saved up. */
const MAX_TOKENS = 10;

/** Keeps retries under a tenth of the calls, so that a vendor in trouble gets no more load. Starts empty. */
export class RetryBudget {
  private balance = 0;

  /** A first attempt was sent. */
  earn(): void {
    this.balance = Math.min(MAX_TOKENS, this.balance + PER_CALL);
  }

  /** Spends one retry; false when the budget has none. Tolerance for rounding: ten times 0.1 is not quite 1. */
  spend(): boolean {
    if (this.balance < 1 - 1e-9) return false;
    this.balance -= 1;
    return true;
  }
}
