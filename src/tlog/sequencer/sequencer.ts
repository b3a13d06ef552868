import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { CONFIG } from '../../config/config.module';
import type { AuditConfig, Config } from '../../config/config';
import { SessionRefused } from '../../postgres/session';
import { CHECKPOINT_SINK, type CheckpointSink, SinkChanged, SinkFailed } from '../checkpoint/checkpoint-sink';
import { HistoryRefused } from '../history';
import { Outside } from '../checkpoint/outside';
import { Sealer } from './sealer';
import { SequencerSession } from './sequencer-session';
import { NoteSigner, vkeyOf } from '../checkpoint/signed-note';

/** Milliseconds: between a leader's looks at what waits; between tries to become leader; after a failure. */
const POLL_MS = 250;
const FOLLOW_MS = 500;
const RETRY_MS = 1_000;
/** Milliseconds between looks at the place outside while there is nothing to bring there. */
const CHECK_MS = 2_000;
const DAY_MS = 86_400_000;

/**
 * Runs in every replica, and works in one: whoever holds the leader's lock seals what waits, four times a second, and
 * makes the coming months' tables once a day. The others try for the lock, so that a leader that dies is followed at
 * once.
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
    @Inject(CHECKPOINT_SINK) private readonly sink: CheckpointSink | null,
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
      await (await SequencerSession.open(this.config)).close();
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

  /** Follows, then leads, until stopped or a failure, which a leader tells every replica. */
  private async serve(signer: NoteSigner): Promise<void> {
    const session = await SequencerSession.open(this.config);
    try {
      while (!(await session.tryToLead())) if (await this.pause(FOLLOW_MS)) return;
      await this.lead(session, signer).catch(async (error: unknown) => {
        await session.tell({ trouble: troubleOf(error) }).catch(() => undefined);
        throw error;
      });
    } finally {
      await session.close();
    }
  }

  private async lead(session: SequencerSession, signer: NoteSigner): Promise<void> {
    const sealer = await Sealer.begin(session, signer);
    const outside = this.sink && (await Outside.begin(session, signer, this.sink, sealer.size));
    this.logger.log({ msg: 'sealing audit entries', size: sealer.size, verifier_key: vkeyOf(signer.key) });
    this.lastTrouble = '';
    await session.tell({ outsideSize: outside ? outside.size : null, trouble: null });
    for (let [monthsAt, checkedAt] = [Number.NEGATIVE_INFINITY, performance.now()]; !this.stopping.signal.aborted;) {
      if (performance.now() - monthsAt > DAY_MS) {
        monthsAt = performance.now();
        await session.createMonths().catch((error: unknown) => this.report(error));
      }
      let isMore = await sealer.round();
      const isBehind = outside !== null && outside.size < sealer.size;
      if (outside && (isBehind || performance.now() - checkedAt > CHECK_MS)) {
        isMore = (await this.bringOutside(session, outside, isBehind)) || isMore;
        checkedAt = performance.now();
      }
      if (!isMore) await this.pause(POLL_MS);
    }
  }

  /**
   * Whether there may be more to bring at once. Sealing goes on while the place outside takes nothing; rejects with
   * SinkChanged, and begins anew with what lies there.
   */
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

  /** Whether it was cut short because the sequencer is to stop. */
  private async pause(milliseconds: number): Promise<boolean> {
    await wait(milliseconds, undefined, { signal: this.stopping.signal, ref: false }).catch(() => undefined);
    return this.stopping.signal.aborted;
  }

  /** Each trouble once, until another one or success. */
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

/** Nothing else heals these. */
const LOUD = [HistoryRefused, SinkChanged, SinkFailed] as const;

/** What everybody may read: no addresses and no paths. */
function troubleOf(error: unknown): string {
  const { name, message, code } = error as { name?: string; message?: string; code?: string };
  if (error instanceof SessionRefused || LOUD.some((kind) => error instanceof kind)) return message!;
  return [name, code].filter(Boolean).join(' ');
}
