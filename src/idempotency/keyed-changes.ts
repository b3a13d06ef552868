import { Injectable } from '@nestjs/common';
import type { Json } from '../audit/canonical-json';
import { Committer } from '../database/committer';
import { together, type Write } from '../database/write';
import { IdempotencyService, type Replayable } from './idempotency.service';
import type { IdempotencyScope } from './idempotency-scope';

/** A change in Portico's own database, and the answer when it is committed. */
export interface Change {
  readonly status: number;
  readonly response: object;
  readonly write: Write<unknown>;
}

/**
 * Changes without a vendor. The change, the key and the answer are one commit, so that a lost answer is replayed by the
 * same key, and no attempt ends half done.
 */
@Injectable()
export class KeyedChanges {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly committer: Committer,
  ) {}

  /**
   * `scope` null: no key was sent. `prepare` is called when the key has no answer yet. Throws like
   * `IdempotencyService.run`.
   */
  async make(
    scope: IdempotencyScope | null,
    body: Readonly<Record<string, Json>>,
    prepare: () => Promise<Change>,
  ): Promise<Replayable> {
    if (scope === null) return this.commit(await prepare());
    const answer = await this.idempotency.findAnswer(scope, body);
    return (
      answer ??
      this.idempotency.run(scope, body, async (lease) => {
        const { status, response, write } = await prepare();
        return this.committer.commit(together(lease.keep(status, response), write));
      })
    );
  }

  private commit({ status, response, write }: Change): Promise<Replayable> {
    return this.committer.commit({ ...write, result: { status, body: JSON.stringify(response), isReplay: false } });
  }
}
