import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock';
import { DeliveriesService } from '../../events/deliveries/deliveries.service';
import { type InboxFigures, InboxFiguresService } from '../../inbox/inbox-figures.service';
import { KillSwitches } from '../../switches/kill-switches';
import { SequencerLag } from '../../tlog/sequencer/sequencer-lag';
import { type Backlog, BacklogRepository, type DeadDelivery, type OpenEffectRow } from './backlog.repository';
import type { ExceptionKind, ExceptionRow } from './exception-kinds';
import { type Counted, ExceptionsRepository } from './exceptions.repository';

const DAY_MS = 86_400_000;

/** What waits in all replicas together. */
export interface Queues extends Backlog {
  readonly inbox: InboxFigures;
  readonly deliveries: { readonly waiting: number; readonly dead: number };
}

export interface AuditLag {
  /** Seconds that the oldest entry has waited for its seal, and the oldest checkpoint to be brought outside. */
  readonly unsealed: number;
  readonly unsaved: number;
  readonly trouble: string | null;
}

/** The health of this deployment; the vendors apart. */
export interface HealthReport {
  readonly now: Date;
  readonly queues: Queues;
  readonly audit: AuditLag;
  /** Null: none is open. */
  readonly oldestEffect: OpenEffectRow | null;
  readonly exceptions: readonly Counted[];
  /** Whether an operator stopped all durable links. */
  readonly areLinksStopped: boolean;
}

/** What the page Health shows: counted from rows, each number bounded and found by an index. */
@Injectable()
export class HealthPageService {
  constructor(
    private readonly inbox: InboxFiguresService,
    private readonly deliveries: DeliveriesService,
    private readonly lag: SequencerLag,
    private readonly backlog: BacklogRepository,
    private readonly exceptions: ExceptionsRepository,
    private readonly switches: KillSwitches,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async read(): Promise<HealthReport> {
    const now = this.clock.now();
    const [inbox, deliveries, audit, backlog, [oldestEffect], exceptions] = await Promise.all([
      this.inbox.read(),
      this.deliveries.figures(),
      this.lag.find(),
      this.backlog.read(),
      this.backlog.openEffects(1),
      this.exceptions.count(dayBefore(now), now),
    ]);
    return {
      now,
      queues: { ...backlog, inbox, deliveries },
      audit,
      oldestEffect: oldestEffect ?? null,
      exceptions,
      areLinksStopped: this.switches.areLinksStopped,
    };
  }

  /** Of the last 24 hours, the newest first. */
  listExceptions(kind: ExceptionKind, most: number): Promise<ExceptionRow[]> {
    const now = this.clock.now();
    return this.exceptions.list(kind, dayBefore(now), now, most);
  }

  /** The newest first. */
  deadDeliveries(most: number): Promise<DeadDelivery[]> {
    return this.backlog.deadDeliveries(most);
  }

  /** The oldest first. */
  openEffects(most: number): Promise<OpenEffectRow[]> {
    return this.backlog.openEffects(most);
  }
}

const dayBefore = (now: Date): Date => new Date(now.getTime() - DAY_MS);
