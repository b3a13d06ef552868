import { Inject, Injectable } from '@nestjs/common';
import type { Action } from '../../audit/actions';
import { AuditService, type AuditResult, type Actor } from '../../audit/audit.service';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { Committer } from '../../database/committer';
import { WriteRefused } from '../../database/failure';
import { worthAskingIn } from '../../database/work/lease-wait';
import { nothing, together, type Write } from '../../database/write';
import type { Finding, OpenEffect, Verdict } from '../../journey-registry/inquiry';
import { type TakenRow, VendorEffectsRepository } from './vendor-effects.repository';
import { VendorEffects } from './vendor-effects';

/** An open effect that this process took over. */
export interface TakenEffect extends OpenEffect {
  readonly state: 'SENT' | 'UNKNOWN';
  readonly fence: number;
}

/** What is known of an effect at this moment. */
export interface EffectStanding {
  /** A process works on it, and may end it. */
  readonly isHeld: boolean;
  /** Its outcome is not recorded, or is not known. */
  readonly isOpen: boolean;
  /**
   * Whole seconds until something new may be known. While the effect is held: as long again as it has been held so far
   * (lease-wait.ts); otherwise: the rest of the vendor's longest processing time. 0: it has ended, or can be known now.
   */
  readonly secondsLeft: number;
}

/** Seconds until the vendor is asked again: doubled each time. */
const SHORTEST_PAUSE = 5;
const MAX_PAUSE = 900;
/** Seconds after which the vendor is not asked any more. */
const GIVEN_UP_AFTER = 86_400;

const ENDS: Readonly<Record<Verdict, { state: 'DONE' | 'FAILED' | 'UNKNOWN'; result: AuditResult }>> = {
  done: { state: 'DONE', result: 'SUCCEEDED' },
  failed: { state: 'FAILED', result: 'FAILED' },
  unknown: { state: 'UNKNOWN', result: 'UNKNOWN' },
  unknowable: { state: 'UNKNOWN', result: 'UNKNOWN' },
};

/** Effects whose holder is gone: taken over one by one, and ended under the new fence. */
@Injectable()
export class RecoveredEffects {
  constructor(
    private readonly repository: VendorEffectsRepository,
    private readonly own: VendorEffects,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async takeDue(most: number): Promise<TakenEffect[]> {
    const rows = await this.repository.takeDue(this.own.holder, this.config.leaseSeconds, most);
    return rows.map((row) => this.taken(row));
  }

  /** Null when it is held or has ended; with `isFound`, also an ended effect is taken, unless it was done. */
  async takeOne(intentId: string, isFound: boolean): Promise<TakenEffect | null> {
    const row = await this.repository.takeOne(this.own.holder, this.config.leaseSeconds, intentId, isFound);
    return row && this.taken(row);
  }

  /** The account that an effect was made with; null: its row is gone. */
  async accountOf(intentId: string): Promise<string | null> {
    return this.repository.accountOf(intentId);
  }

  /** By the database's clock. An effect whose row no longer exists has ended. */
  async standing(intentId: string): Promise<EffectStanding> {
    const row = await this.repository.standing(intentId);
    if (!row || row.lease_seconds_left === null) return { isHeld: false, isOpen: false, secondsLeft: 0 };
    const isHeld = row.is_held && row.lease_seconds_left > 0;
    const secondsLeft = isHeld
      ? worthAskingIn(row.age_seconds, row.lease_seconds_left)
      : Math.max(0, Math.ceil(this.config.settleSeconds - row.age_seconds));
    return { isHeld, isOpen: true, secondsLeft };
  }

  /**
   * Commits a finding with its OUTCOME. If it cannot be known: one OUTCOME says so once the vendor's longest processing
   * time is over, and the vendor is asked again for a day. A refused write changes nothing: another process settles it.
   */
  async close(effect: TakenEffect, finding: Finding): Promise<void> {
    const isGivenUp = finding.verdict === 'unknown' && effect.ageSeconds > GIVEN_UP_AFTER;
    const isOpen = finding.verdict === 'unknown' && !isGivenUp;
    if (isOpen && (effect.state === 'UNKNOWN' || !effect.leaseExpired)) return this.putBack(effect);
    const { state, result } = ENDS[finding.verdict];
    const end = this.repository.end(effect.intentId, effect.fence, state, isOpen ? pauseSeconds(effect) : null);
    const actor: Actor = { requestId: effect.requestId, clientId: effect.consumer, actor: 'portico' };
    const detail = { ...finding.detail, recovered: true, ...(result === 'UNKNOWN' ? { final: !isOpen } : {}) };
    const outcome = this.audit.lateOutcome(
      actor,
      { action: effect.action, subject: effect.subject, vendor: effect.vendor, detail: {} },
      effect.intentId,
      { result, vendorRequestId: null, detail },
    );
    await this.commit(effect, together(finding.write ?? nothing(undefined), outcome, end));
  }

  private async commit(effect: TakenEffect, write: Write<unknown>): Promise<void> {
    try {
      await this.committer.record(write);
    } catch (error) {
      unlessRefused(error);
      await this.putBack(effect);
    }
  }

  /** No process holds the effect until the pause is over. */
  private async putBack(effect: TakenEffect): Promise<void> {
    await this.committer
      .record(this.repository.putBack(effect.intentId, effect.fence, pauseSeconds(effect)))
      .catch(unlessRefused);
  }

  private taken(row: TakenRow): TakenEffect {
    return { ...row, action: row.action as Action, leaseExpired: row.ageSeconds >= this.config.settleSeconds };
  }
}

/** The fence has counted how often the effect was taken over. */
const pauseSeconds = ({ fence }: TakenEffect): number =>
  Math.min(SHORTEST_PAUSE * 2 ** Math.min(fence - 2, 10), MAX_PAUSE);

const unlessRefused = (error: unknown): void => {
  if (!(error instanceof WriteRefused)) throw error;
};
