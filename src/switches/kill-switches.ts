import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { AuditService, type Actor } from '../audit/audit.service';
import { DEFAULT_ACCOUNT, type Vendor } from '../config/vendor';
import { Committer } from '../database/committer';
import { isRefusedBy } from '../database/failure';
import { DatabaseStart } from '../database/probes/database-start';
import { PeriodicTask } from '../database/work/periodic-task';
import { together } from '../database/write';
import { causeOf, Fault } from '../errors';
import type { KillSwitch } from './kill-switch.entity';
import { ALREADY, KillSwitchesRepository, RESUME, type SwitchKey } from './kill-switches.repository';

export type { KillSwitch } from './kill-switch.entity';
export type { SwitchKey } from './kill-switches.repository';

export const LINKS: SwitchKey = { target: 'links', vendor: '', account: '' };
export const vendorSwitch = (vendor: Vendor, account = DEFAULT_ACCOUNT): SwitchKey => ({
  target: 'vendor',
  vendor,
  account,
});

/** Milliseconds between two reads, and seconds that a caller is asked to wait while something is stopped. */
const REFRESH_MS = 2_000;
const RETRY_SECONDS = 30;
/** SQLSTATE: the migration that makes the table has not run. */
const NO_TABLE = '42P01';

const nameOf = ({ target, vendor, account }: SwitchKey): string => [target, vendor, account].join(' ');

/**
 * What operators have stopped. Every replica reads the rows again after two seconds, so a request asks its memory only.
 * While the database is away, what was read last stands.
 */
@Injectable()
export class KillSwitches implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(KillSwitches.name);
  private readonly rounds = new PeriodicTask(
    () => this.refresh(),
    REFRESH_MS,
    (error) => this.logger.warn({ msg: 'the kill switches could not be read', cause: causeOf(error) }),
  );
  private stopped: ReadonlyMap<string, KillSwitch> = new Map();

  constructor(
    private readonly repository: KillSwitchesRepository,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    private readonly start: DatabaseStart,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.start.run(() => this.refresh());
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  /** Throws Fault `vendor-stopped` when no new effect may begin there. */
  assertVendor(vendor: Vendor, account?: string): void {
    if (this.isStopped(vendorSwitch(vendor, account)))
      throw new Fault('vendor-stopped', { retryAfterSeconds: RETRY_SECONDS });
  }

  /** Throws Fault `links-stopped` when no durable link may be made. */
  assertLinks(): void {
    if (this.areLinksStopped) throw new Fault('links-stopped', { retryAfterSeconds: RETRY_SECONDS });
  }

  get areLinksStopped(): boolean {
    return this.isStopped(LINKS);
  }

  /** What is stopped, as it was read last. */
  get current(): KillSwitch[] {
    return [...this.stopped.values()];
  }

  list(): Promise<KillSwitch[]> {
    return this.repository.list();
  }

  /** Idempotent. `actor` names its operator. */
  async stop(actor: Actor, key: SwitchKey): Promise<void> {
    const { id: stoppedBy, reason } = actor.operator!;
    const write = this.repository.stop({ ...key, stoppedBy, reason: reason ?? '' });
    await this.commit(write, actor, 'operator.stop', key);
  }

  /** Idempotent. */
  async resume(actor: Actor, key: SwitchKey): Promise<void> {
    await this.commit(this.repository.resume(key), actor, 'operator.resume', key);
  }

  /** Reads what is stopped. */
  async refresh(): Promise<void> {
    try {
      this.stopped = new Map((await this.repository.list()).map((one) => [nameOf(one), one]));
    } catch (error) {
      if (!causeOf(error).includes(NO_TABLE)) throw error;
    }
  }

  private isStopped(key: SwitchKey): boolean {
    return this.stopped.size > 0 && this.stopped.has(nameOf(key));
  }

  private async commit(
    write: ReturnType<KillSwitchesRepository['resume']>,
    actor: Actor,
    action: 'operator.stop' | 'operator.resume',
    { target, vendor, account }: SwitchKey,
  ): Promise<void> {
    const detail: Record<string, string> = target === 'links' ? {} : { account };
    const subject = target === 'links' ? 'durable-links' : vendor;
    const event = this.audit.event(
      actor,
      { action, subject, ...(target === 'vendor' ? { vendor } : {}), detail },
      'SUCCEEDED',
    );
    try {
      await this.committer.commit(together(write, event));
    } catch (error) {
      if (!isRefusedBy(error, RESUME, ALREADY)) throw error;
    }
    await this.refresh();
  }
}
