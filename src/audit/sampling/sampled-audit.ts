import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { CLOCK, type Clock } from '../../config/clock';
import { Committer } from '../../database/committer';
import { WriteRefused } from '../../database/failure';
import { PeriodicTask } from '../../database/work/periodic-task';
import { together } from '../../database/write';
import { causeOf } from '../../errors';
import type { Action } from '../actions';
import { AuditSamplesRepository, ROWS_A_MINUTE } from './audit-samples.repository';
import { AuditService, type Actor } from '../audit.service';
import { canonicalJson, type Json } from '../canonical-json';

/** A kind of refusal that callers without credentials can cause at will. Few kinds: `words` come from closed lists. */
export interface SampledKind {
  readonly action: Action;
  readonly actor: Actor['actor'];
  readonly vendor: string;
  readonly words: Readonly<Record<string, string>>;
}

/** One occurrence: the content of its own row in addition to its kind. */
export interface Occurrence {
  readonly requestId: string;
  /** Our id of the subject; the vendor's name where no subject is known. */
  readonly subject?: string;
  readonly detail?: Readonly<Record<string, Json>>;
}

interface Tally {
  /** Start of the current minute, in milliseconds by the clock; `attempts` are the rows tried since then. */
  minuteBeganAt: number;
  attempts: number;
  uncounted: number;
}

const ROUND_MS = 2_000;
const MINUTE_MS = 60_000;

/**
 * Audits refusals that anyone can cause, in a bounded number of rows: for each kind, ROWS_A_MINUTE rows a minute with
 * one occurrence each (`count` 1), and one every COUNT_SECONDS that counts the others. The counts add up to all.
 */
@Injectable()
export class SampledAudit implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SampledAudit.name);
  private readonly tallies = new Map<string, Tally>();
  private readonly rounds = new PeriodicTask(
    () => this.round(),
    ROUND_MS,
    (error) => this.report(error),
  );

  constructor(
    private readonly repository: AuditSamplesRepository,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
    await this.round().catch((error: unknown) => this.report(error));
  }

  /** Resolves when the row is committed or the occurrence is left to be counted; the refusal stands either way. */
  async note(kind: SampledKind, { requestId, subject = kind.vendor, detail = {} }: Occurrence): Promise<void> {
    const key = canonicalJson({ ...kind });
    const tally = this.tallyOf(key);
    if (tally.attempts >= ROWS_A_MINUTE) {
      tally.uncounted += 1;
      return;
    }
    tally.attempts += 1;
    try {
      await this.committer.record(
        together(this.repository.take(key), this.row(kind, requestId, subject, { ...detail, ...kind.words, count: 1 })),
      );
    } catch (error) {
      tally.uncounted += 1;
      if (error instanceof WriteRefused) tally.attempts = ROWS_A_MINUTE;
      else this.report(error);
    }
  }

  private tallyOf(key: string): Tally {
    const now = this.clock.now().getTime();
    const tally = this.tallies.get(key) ?? { minuteBeganAt: now, attempts: 0, uncounted: 0 };
    this.tallies.set(key, tally);
    if (Math.abs(now - tally.minuteBeganAt) >= MINUTE_MS) Object.assign(tally, { minuteBeganAt: now, attempts: 0 });
    return tally;
  }

  /** Stores what this process has counted, and writes the rows that are due, whichever replica counted. */
  private async round(): Promise<void> {
    for (const [key, tally] of this.tallies) if (tally.uncounted > 0) await this.handOver(key, tally);
    for (const { kind: key, count } of await this.repository.due()) await this.tell(key, count);
  }

  private async handOver(key: string, tally: Tally): Promise<void> {
    const { uncounted } = tally;
    tally.uncounted = 0;
    try {
      await this.committer.record(this.repository.add(key, uncounted));
    } catch (error) {
      tally.uncounted += uncounted;
      throw error;
    }
  }

  private async tell(key: string, count: number): Promise<void> {
    const kind = JSON.parse(key) as SampledKind;
    try {
      await this.committer.record(
        together(
          this.repository.count({ kind: key, count }),
          this.row(kind, uuidv7(), kind.vendor, { ...kind.words, count }),
        ),
      );
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
    }
  }

  private row(
    { action, actor, vendor }: SampledKind,
    requestId: string,
    subject: string,
    detail: Readonly<Record<string, Json>>,
  ): ReturnType<AuditService['event']> {
    return this.audit.event({ requestId, clientId: null, actor }, { action, subject, vendor, detail }, 'REFUSED');
  }

  private report(error: unknown): void {
    this.logger.warn({ msg: 'refusals could not be written down yet', cause: causeOf(error) });
  }
}
