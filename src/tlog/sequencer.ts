import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { CONFIG } from '../config/config.module';
import type { AuditConfig, Config } from '../config/config';
import { SessionRefused } from '../database/session';
import { CHECKPOINT_SINK, type CheckpointSink } from './checkpoint-sink';
import { HistoryRefused, Sealer } from './sealer';
import { SequencerSession } from './sequencer-session';
import { NoteSigner, vkeyOf } from './signed-note';

/** Milliseconds: between a leader's looks at what waits; between tries to become leader; after a failure. */
const POLL_MS = 250;
const FOLLOW_MS = 500;
const RETRY_MS = 1_000;
const DAY_MS = 86_400_000;

/**
 * Runs in every replica, and works in one: whoever holds the leader's lock seals what waits, four times a second, and makes
 * the coming months' tables once a day. The others try for the lock, so that a leader that dies is followed at once.
 */
@Injectable()
export class Sequencer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Sequencer');
  private readonly stopping = new AbortController();
  private readonly config: AuditConfig;
  private running: Promise<void> = Promise.resolve();
  private lastTrouble = '';

  /** What keeps it from sealing, or from bringing checkpoints outside; empty when nothing does. */
  get trouble(): string {
    return this.lastTrouble;
  }

  constructor(
    @Inject(CONFIG) { audit }: Config,
    @Inject(CHECKPOINT_SINK) private readonly sink: CheckpointSink,
  ) {
    this.config = audit;
  }

  /** Rejects with SessionRefused when the login leads to other rights than the sequencer's. */
  async onApplicationBootstrap(): Promise<void> {
    const { origin, signingKey } = this.config;
    if (signingKey) await this.tryLogin();
    if (signingKey) this.running = this.run(new NoteSigner(origin, signingKey));
    else this.logger.warn({ msg: 'audit entries are not sealed: AUDIT_SIGNING_KEY is missing' });
  }

  /** Lets a round that has begun end. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** A server that cannot be reached is waited for later; rights that are wrong stay wrong. */
  private async tryLogin(): Promise<void> {
    try {
      await (await SequencerSession.open(this.config.sequencerDatabaseUrl)).close();
    } catch (error) {
      if (error instanceof SessionRefused) throw error;
    }
  }

  private async run(signer: NoteSigner): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.serve(signer);
      } catch (error) {
        this.report(error);
      }
      await this.pause(RETRY_MS);
    }
  }

  /** Follows, then leads, until stopped or a failure. */
  private async serve(signer: NoteSigner): Promise<void> {
    const session = await SequencerSession.open(this.config.sequencerDatabaseUrl);
    try {
      while (!(await session.tryToLead())) if (await this.pause(FOLLOW_MS)) return;
      const sealer = await Sealer.begin(session, signer, this.sink);
      this.logger.log({ msg: 'sealing audit entries', size: sealer.size, verifier_key: vkeyOf(signer.key) });
      this.lastTrouble = '';
      await this.lead(session, sealer);
    } finally {
      await session.close();
    }
  }

  private async lead(session: SequencerSession, sealer: Sealer): Promise<void> {
    for (let monthsAt = 0; !this.stopping.signal.aborted; ) {
      if (Date.now() - monthsAt > DAY_MS) {
        monthsAt = Date.now();
        await session.createMonths().catch((error: unknown) => this.report(error));
      }
      const isMore = await sealer.round();
      await sealer.save().then(
        () => (this.lastTrouble = ''),
        (error: unknown) => this.report(error),
      );
      if (!isMore) await this.pause(POLL_MS);
    }
  }

  /** Whether it was cut short because the sequencer is to stop. */
  private async pause(milliseconds: number): Promise<boolean> {
    await wait(milliseconds, undefined, { signal: this.stopping.signal, ref: false }).catch(() => undefined);
    return this.stopping.signal.aborted;
  }

  /** Each trouble once, until another one or success. */
  private report(error: unknown): void {
    const { name, message, code } = error as { name?: string; message?: string; code?: string };
    const trouble = error instanceof HistoryRefused || error instanceof SessionRefused ? message! : [name, code].filter(Boolean).join(' ');
    if (trouble === this.lastTrouble || this.stopping.signal.aborted) return;
    this.lastTrouble = trouble;
    this.logger[error instanceof HistoryRefused ? 'error' : 'warn']({ msg: 'sealing audit entries failed', trouble });
  }
}
