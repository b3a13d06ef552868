/** A number in [0, 1), for adding jitter to waits. Not for secrets (privacy/one-time-token.ts). */
export const random = (): number => Math.random();
