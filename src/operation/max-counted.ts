/** Rows that metrics count of each kind: what piles up must not make every scrape slower. */
export const MAX_COUNTED = 10_000;
