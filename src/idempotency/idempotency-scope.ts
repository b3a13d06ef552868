/** Which request a key belongs to: it means something only together with its consumer and operation. */
export interface IdempotencyScope {
  readonly consumerId: string;
  readonly operation: string;
  readonly key: string;
}
