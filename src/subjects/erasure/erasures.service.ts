import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { AuditService, type Actor } from '../../audit/audit.service';
import { erasure } from '../../audit/erasure';
import type { Json } from '../../audit/canonical-json';
import type { Leaf } from '../../audit/leaf';
import { Committer } from '../../database/committer';
import { WriteRefused } from '../../database/failure';
import type { Withdrawn } from '../../journey-registry/withdrawal';
import { WholeLog } from '../../audit/history/whole-log';
import { ErasuresRepository, type ErasureState } from './erasures.repository';

const POLL_MS = 200;
/** Milliseconds in which a running gateway takes an erasure. */
const TAKEN_MS = 6_000;

/** What is left of an erasure: the proof that it happened. */
export interface ErasureReceipt {
  readonly subject_id: string;
  readonly erased_at: string;
  readonly entry_id: string;
  /** What each vendor was told; `asked` is false where no gateway ran to tell it. */
  readonly vendors: { readonly asked: boolean; readonly told: readonly Withdrawn[] };
  /** A c2sp.org/tlog-proof of the entry; null where nothing seals the log. */
  readonly proof: string | null;
}

/** Erases a person or company: tells the vendors, destroys the key, audits it. */
@Injectable()
export class ErasuresService {
  constructor(
    private readonly repository: ErasuresRepository,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    private readonly log: WholeLog,
  ) {}

  /**
   * Asks for the erasure, and waits for it. A running gateway takes back what is in force at vendors, for `seconds` at
   * most, and then erases; where none takes it within some seconds, it is erased here, and no vendor is told. A subject
   * that was erased before has its receipt again. Null: there is no such subject.
   */
  async erase(actor: Actor, subjectId: string, seconds: number): Promise<ErasureReceipt | null> {
    if ((await this.repository.stillKept([subjectId])).length === 0) return this.receiptOf(subjectId);
    const { id: operator = null, reason = null } = actor.operator ?? {};
    await this.committer.commit(this.repository.request(subjectId, { operator, reason }, seconds));
    const begun = performance.now();
    const latest = begun + TAKEN_MS + seconds * 2_000;
    let state = await this.repository.state(subjectId);
    while (state && state.erased_at === null) {
      const now = performance.now();
      if ((state.attempts === 0 && now - begun > TAKEN_MS) || now > latest)
        await this.finish(actor, subjectId, state.told);
      else await pause(POLL_MS);
      state = await this.repository.state(subjectId);
    }
    return state && this.receipt(subjectId, state);
  }

  /** Of a subject that is erased; null: it is not, or there is no such subject. */
  async receiptOf(subjectId: string): Promise<ErasureReceipt | null> {
    const state = await this.repository.state(subjectId);
    return state?.erased_at ? this.receipt(subjectId, state) : null;
  }

  /** Destroys the key, ends what concerns the subject, and audits it. False: it was erased before. */
  async finish(actor: Actor, subjectId: string, told: readonly Withdrawn[], reason?: string): Promise<boolean> {
    const detail = {
      ...(told.length === 0 ? {} : { told: told as unknown as Json }),
      ...(reason === undefined ? {} : { reason }),
    };
    try {
      await this.committer.commit(erasure(this.audit, actor, subjectId, detail));
      return true;
    } catch (error) {
      if (error instanceof WriteRefused) return false;
      throw error;
    }
  }

  /** For subjects that were erased before, and whose key came back with a backup. Returns how many those were. */
  async eraseAgain(subjectIds: readonly string[]): Promise<number> {
    const back = await this.repository.stillKept(subjectIds);
    const actor = { requestId: uuidv7(), clientId: null, actor: 'portico' } as const;
    for (const subjectId of back) await this.finish(actor, subjectId, [], 'restored from a backup; erased before');
    return back.length;
  }

  /** From the entry of the audit log: what it says is what is proved. */
  private async receipt(subjectId: string, { attempts }: ErasureState): Promise<ErasureReceipt> {
    const { entries } = await this.log.list({ subject: subjectId, action: 'privacy.subject.erased' }, 1);
    const { leaf } = entries[0]!;
    const entry = JSON.parse(leaf.subarray(leaf.indexOf('\n') + 1).toString()) as Leaf;
    const told = (entry.detail.told ?? []) as unknown as readonly Withdrawn[];
    return {
      subject_id: subjectId,
      erased_at: entry.occurred_at,
      entry_id: entry.entry_id,
      vendors: { asked: attempts > 0, told },
      proof: await this.log.receiptOnceSealed(entry.entry_id),
    };
  }
}
