import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AuditService, type AuditResult, type Ending } from '../../audit/audit.service';
import type { Leaf } from '../../audit/leaf';
import { CLOCK, type Clock } from '../../config/clock';
import { accountDetail } from '../../config/vendor';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { Committer } from '../../database/committer';
import { together, type Write } from '../../database/write';
import { Fault } from '../../errors';
import type { VendorEffect } from './vendor-effect.entity';
import type { Intent } from '../intent';
import type { VendorCall } from '../vendor-call';
import { VendorEffectsRepository } from './vendor-effects.repository';

/** An effect that this process has begun and may end, as long as no other process takes it over. */
export interface HeldEffect {
  readonly intent: Leaf;
  readonly fence: number;
  /** A call that begins by then is over before the lease expires, whatever its outcome. */
  readonly sendBefore: Date;
  /** When the INTENT was committed, in milliseconds of performance.now(). */
  readonly begunAt: number;
}

const FIRST_FENCE = 1;
const STATE_OF: Readonly<Record<AuditResult, VendorEffect['state']>> = {
  SUCCEEDED: 'DONE',
  REFUSED: 'FAILED',
  FAILED: 'FAILED',
  UNKNOWN: 'UNKNOWN',
};

/** Keeps audit log and effects consistent: one row in each, in one commit, at the beginning and at the end. */
@Injectable()
export class VendorEffects {
  /** Names this process in the rows that it holds. */
  readonly holder = uuidv7();

  constructor(
    private readonly repository: VendorEffectsRepository,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Commits the INTENT together with the lease on the effect. When this fails, nothing is sent. */
  async begin(intent: Intent, call: VendorCall): Promise<HeldEffect> {
    const sendBefore = new Date(
      this.clock.now().getTime() + this.config.leaseSeconds * 1000 - this.config.vendorDeadlineMs,
    );
    const row = this.audit.intent(intent.actor, {
      ...intent,
      vendor: call.vendor,
      detail: { ...intent.detail, ...accountDetail(call.account) },
    });
    const leaf = row.result;
    const effect = this.repository.open({
      intentId: leaf.entry_id,
      requestId: leaf.request_id,
      consumer: leaf.consumer,
      action: leaf.action,
      subject: leaf.subject,
      vendor: call.vendor,
      vendorAccount: call.account,
      vendorKey: call.headers?.['Idempotency-Key'] ?? intent.vendorKey ?? null,
      holder: this.holder,
      leaseSeconds: this.config.leaseSeconds,
    });
    const write = intent.hooks ? [intent.hooks.onIntent(leaf.entry_id)] : [];
    await this.committer.commit(together(row, effect, ...write));
    return { intent: leaf, fence: FIRST_FENCE, sendBefore, begunAt: performance.now() };
  }

  /** A holder whose lease may expire during the call does not send. Throws Fault `database-unavailable`. */
  assertMaySend({ sendBefore }: HeldEffect): void {
    if (this.clock.now() > sendBefore)
      throw new Fault('database-unavailable', { detail: 'The intent took too long to commit; nothing was sent.' });
  }

  /** Whole seconds, at least 1, until the outcome of an effect that was not answered can be known. */
  secondsUntilSettled({ begunAt }: HeldEffect): number {
    return Math.max(1, Math.ceil(this.config.settleSeconds - (performance.now() - begunAt) / 1000));
  }

  /** Commits the OUTCOME and what it means. Fault `vendor-timeout` when taken over: then nothing is committed. */
  async end<R>(held: HeldEffect, ending: Ending, write: Write<R>): Promise<R> {
    const { intent, fence } = held;
    const askInSeconds = ending.result === 'UNKNOWN' ? this.config.leaseSeconds : null;
    const effect = this.repository.end(intent.entry_id, fence, STATE_OF[ending.result], askInSeconds);
    try {
      return await this.committer.commit(together(write, this.audit.outcome(intent, ending), effect));
    } catch (error) {
      if (this.repository.isLost(error))
        throw new Fault('vendor-timeout', {
          detail: 'The answer came when the lease of this request had run out; it does not count.',
          cause: error,
        });
      throw error;
    }
  }
}
