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

/** Without a vendor: change, key and answer are one commit. The key replays lost answers; no attempt ends half done. */
@Injectable()
export class KeyedChanges {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly committer: Committer,
  ) {}

  /** `scope` null: no key. `prepare` is called when the key has no answer. Throws like `IdempotencyService.run`. */
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
