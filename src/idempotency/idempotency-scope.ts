/** Which request a key belongs to: a key is unique only within its consumer and operation. */
export interface IdempotencyScope {
  readonly consumerId: string;
  readonly operation: string;
  readonly key: string;
}
