/** The most rows of each kind that metrics count, so that accumulated rows do not make every scrape slower. */
export const MAX_COUNTED = 10_000;
