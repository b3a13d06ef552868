/** A number in [0, 1), for waits that are spread. Not for secrets (privacy/one-time-token.ts). */
export const random = (): number => Math.random();
