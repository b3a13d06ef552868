import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { CONFIG } from '../../config/config.module';
import type { AuditConfig, Config } from '../../config/config';
import { KEY_SOURCE, type KeySource } from '../../config/key-source';
import { SessionRefused } from '../../postgres/session';
import { CHECKPOINT_SINK, type CheckpointSink, SinkChanged, SinkFailed } from '../checkpoint/checkpoint-sink';
import { HistoryRefused, WrongKey } from '../history';
import { Outside } from '../checkpoint/outside';
import { signingOf } from './handover';
import { Sealer } from './sealer';
import { SequencerSession } from './sequencer-session';
import { NoteSigner, vkeyOf } from '../checkpoint/signed-note';

/** Milliseconds: between a leader's checks for waiting entries; between attempts to become leader; after a failure. */
const POLL_MS = 250;
const FOLLOW_MS = 500;
const RETRY_MS = 1_000;
/** Milliseconds between checks of the sink while there is nothing to write to it. */
const CHECK_MS = 2_000;
/** Milliseconds between checks whether a command waits for the leader to give way. */
const AWAITED_MS = 1_000;
/** Milliseconds between a follower's comparisons of its keys with the log. */
const COMPARE_MS = 2_000;
const DAY_MS = 86_400_000;

/**
 * Runs in every replica, works in one: the holder of the leader's lock seals waiting entries four times a second, and
 * creates the coming months' tables once a day. The others keep trying, so that a dead leader is replaced at once.
 */
@Injectable()
export class Sequencer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Sequencer');
  private readonly stopping = new AbortController();
  private readonly config: AuditConfig;
  private running: Promise<void> = Promise.resolve();
  private lastTrouble = '';
  private comparedAt = Number.NEGATIVE_INFINITY;
  private lastKeyTrouble = '';

  /** What keeps it from sealing, or from writing checkpoints to the sink; empty when nothing does. */
  get trouble(): string {
    return this.lastTrouble;
  }

  /** Which key the log goes on with, and which this replica holds, when it holds none that may sign; else empty. */
  get keyTrouble(): string {
    return this.lastKeyTrouble;
  }

  constructor(
    @Inject(CONFIG) { audit }: Config,
    @Inject(CHECKPOINT_SINK) private readonly sink: CheckpointSink | null,
    @Inject(KEY_SOURCE) private readonly source: KeySource,
  ) {
    this.config = audit;
  }

  /** Rejects with SessionRefused when the login has other rights than the sequencer needs; with WrongKey. */
  async onApplicationBootstrap(): Promise<void> {
    const signers = (await this.source.auditKeys()).map((seed) => new NoteSigner(this.config.origin, seed));
    if (signers.length > 0) await this.tryOnce(signers);
    if (signers.length > 0) this.running = this.run(signers);
    else this.logger.warn({ msg: 'audit entries are not sealed: AUDIT_SIGNING_KEY is missing' });
  }

  /** Waits for the current round to end. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** A server that cannot be reached is retried later; wrong rights and a wrong key do not pass by themselves. */
  private async tryOnce(signers: readonly NoteSigner[]): Promise<void> {
    try {
      const session = await SequencerSession.open(this.config);
      await this.compareKeys(session, signers).finally(() => session.close());
    } catch (error) {
      if (error instanceof SessionRefused || error instanceof WrongKey) throw error;
    }
  }

  private async run(signers: readonly NoteSigner[]): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.serve(signers);
      } catch (error) {
        this.report(error);
      }
      await this.pause(RETRY_MS);
    }
  }

  /** Waits to become leader, then leads until it is stopped or fails; it writes its failure to the shared state. */
  private async serve(signers: readonly NoteSigner[]): Promise<void> {
    const session = await SequencerSession.open(this.config);
    try {
      while (!(await session.tryToLead())) {
        await this.follow(session, signers);
        if (await this.pause(FOLLOW_MS)) return;
      }
      await this.lead(session, signers).catch(async (error: unknown) => {
        await session.tell({ trouble: troubleOf(error) }).catch(() => undefined);
        throw error;
      });
    } finally {
      await session.close();
    }
  }

  /** Tells that it could not take over, while another replica seals. */
  private async follow(session: SequencerSession, signers: readonly NoteSigner[]): Promise<void> {
    if (performance.now() - this.comparedAt < COMPARE_MS) return;
    this.comparedAt = performance.now();
    await this.compareKeys(session, signers).catch((error: unknown) => {
      if (!(error instanceof HistoryRefused)) throw error;
      this.report(error);
    });
  }

  /** Throws WrongKey when no key of this replica may sign now, and remembers it for readiness. */
  private async compareKeys(session: SequencerSession, signers: readonly NoteSigner[]): Promise<void> {
    const { leaves, last } = await session.history();
    try {
      await signingOf(session, signers, leaves, last);
      if (this.lastKeyTrouble !== '') this.lastTrouble = '';
      this.lastKeyTrouble = '';
    } catch (error) {
      if (error instanceof WrongKey) this.lastKeyTrouble = error.message;
      throw error;
    }
  }

  /** Until it is stopped, or a command waits for it to give way. */
  private async lead(session: SequencerSession, signers: readonly NoteSigner[]): Promise<void> {
    await this.compareKeys(session, signers);
    const sealer = await Sealer.begin(session, signers);
    const { signer } = sealer;
    const outside = this.sink && (await Outside.begin(session, signer, this.sink, sealer.size));
    this.logger.log({ msg: 'sealing audit entries', size: sealer.size, verifier_key: vkeyOf(signer.key) });
    const trouble = this.lastTrouble;
    let hasSealed = false;
    for (
      let [monthsAt, checkedAt, awaitedAt] = [Number.NEGATIVE_INFINITY, performance.now(), performance.now()];
      !this.stopping.signal.aborted;
    ) {
      if (performance.now() - monthsAt > DAY_MS) {
        monthsAt = performance.now();
        await session.createMonths().catch((error: unknown) => this.report(error));
      }
      if (performance.now() - awaitedAt > AWAITED_MS) {
        awaitedAt = performance.now();
        if (await session.isAwaited()) return;
      }
      let isMore = await sealer.round();
      // Not before: what kept the last leader from sealing may keep this one from it, too.
      if (!hasSealed) {
        if (this.lastTrouble === trouble) this.lastTrouble = '';
        await session.tell({ outsideSize: outside ? outside.size : null, trouble: this.lastTrouble || null });
      }
      hasSealed = true;
      const isBehind = outside !== null && outside.size < sealer.size;
      if (outside && (isBehind || performance.now() - checkedAt > CHECK_MS)) {
        isMore = (await this.bringOutside(session, outside, isBehind)) || isMore;
        checkedAt = performance.now();
      }
      if (!isMore) await this.pause(POLL_MS);
    }
  }

  /** Whether there may be more. Sealing goes on while the sink fails. SinkChanged: begin again with what it holds. */
  private async bringOutside(session: SequencerSession, outside: Outside, isBehind: boolean): Promise<boolean> {
    const before = { size: outside.size, trouble: this.lastTrouble };
    const isMore = await (isBehind ? outside.save() : outside.check().then(() => false)).then(
      (more) => {
        this.lastTrouble = '';
        return more;
      },
      (error: unknown) => {
        if (!(error instanceof SinkFailed)) throw error;
        this.report(error);
        return false;
      },
    );
    if (outside.size !== before.size || this.lastTrouble !== before.trouble)
      await session.tell({ outsideSize: outside.size, trouble: this.lastTrouble || null });
    return isMore;
  }

  /** Returns whether the sequencer is being stopped, which also cuts the pause short. */
  private async pause(milliseconds: number): Promise<boolean> {
    await wait(milliseconds, undefined, { signal: this.stopping.signal, ref: false }).catch(() => undefined);
    return this.stopping.signal.aborted;
  }

  /** Reports each trouble once, until another one or success. */
  private report(error: unknown): void {
    const trouble = troubleOf(error);
    if (trouble === this.lastTrouble || this.stopping.signal.aborted) return;
    this.lastTrouble = trouble;
    const { cause } = error as { cause?: Error };
    this.logger[LOUD.some((kind) => error instanceof kind) ? 'error' : 'warn']({
      msg: 'sealing audit entries failed',
      trouble,
      ...(cause ? { cause: cause.message } : {}),
    });
  }
}

/** These do not pass by themselves, so they are logged as errors. */
const LOUD = [HistoryRefused, SinkChanged, SinkFailed] as const;

/** The text that anyone may read: no addresses and no paths. */
function troubleOf(error: unknown): string {
  const { name, message, code } = error as { name?: string; message?: string; code?: string };
  if (error instanceof SessionRefused || LOUD.some((kind) => error instanceof kind)) return message!;
  return [name, code].filter(Boolean).join(' ');
}
