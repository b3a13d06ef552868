import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { clientAddress } from '../../admission/source/client-address';
import { SourceAddresses } from '../../admission/source/source-address';
import { CLOCK, type Clock } from '../../config/clock';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { Committer } from '../../database/committer';
import { PeriodicTask } from '../../database/work/periodic-task';
import { causeOf } from '../../errors';
import { AuditService } from '../audit.service';

/** What all entries about accesses are about, so that they are found together. */
export const ACCESS_SUBJECT = 'access';

/**
 * Entries of one action that a replica writes in a period, at most; what is beyond is counted in one entry for each
 * reason. Each action has its own, so that a flood of wrong credentials does not hide who read personal data.
 */
const MAX_ENTRIES = 50;

/** One access; `credential`: the id of a consumer or an operator that is known, never what a stranger wrote. */
export interface Access {
  readonly action: 'access.failed' | 'access.refused' | 'access.personal';
  readonly actor: 'consumer' | 'operator';
  readonly reason: string;
  readonly credential: string | null;
}

interface Tally extends Access {
  readonly source: string;
  readonly operation: string;
  readonly firstAt: string;
  lastAt: string;
  count: number;
}

/**
 * Failed logins, refusals, and reads of personal data, counted: one entry for each source address, credential, reason
 * and operation in a period, however many there were. A process that is killed loses the counts of its last period.
 */
@Injectable()
export class AccessAudit implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(AccessAudit.name);
  private readonly sources: SourceAddresses;
  private readonly rounds: PeriodicTask;
  private tallies = new Map<string, Tally>();

  constructor(
    private readonly audit: AuditService,
    private readonly committer: Committer,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) { trustedProxies, accessPeriodSeconds }: Config,
  ) {
    this.sources = new SourceAddresses(trustedProxies);
    this.rounds = new PeriodicTask(
      () => this.flush(),
      accessPeriodSeconds * 1000,
      (error) => this.logger.warn({ msg: 'accesses could not be written down yet', cause: causeOf(error) }),
    );
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
    await this.flush().catch(() => undefined);
  }

  /** Counts it; nothing is written now. */
  note({ raw, routeOptions }: Pick<FastifyRequest, 'raw' | 'routeOptions'>, access: Access): void {
    const source = clientAddress(this.sources.of(raw));
    this.count(access, source, routeOptions.url ?? 'none');
  }

  /** Writes what was counted since the last time. */
  async flush(): Promise<void> {
    const counted = [...this.tallies.values()];
    this.tallies = new Map();
    for (const tally of counted) await this.committer.record(this.entry(tally));
  }

  private count(access: Access, source: string, operation: string): void {
    const now = this.clock.now().toISOString();
    const key = [access.action, access.reason, access.credential, source, operation].join(' ');
    const known = this.tallies.get(key);
    if (known) return void Object.assign(known, { count: known.count + 1, lastAt: now });
    const ofAction = [...this.tallies.values()].filter(({ action }) => action === access.action).length;
    if (ofAction >= MAX_ENTRIES && source !== OTHERS)
      return this.count({ ...access, credential: null }, OTHERS, OTHERS);
    this.tallies.set(key, { ...access, source, operation, firstAt: now, lastAt: now, count: 1 });
  }

  private entry({ action, actor, reason, credential, source, operation, firstAt, lastAt, count }: Tally) {
    const clientId = actor === 'consumer' ? credential : null;
    const detail = { reason, source, credential, operation, count, first_at: firstAt, last_at: lastAt };
    const result = action === 'access.personal' ? 'SUCCEEDED' : 'REFUSED';
    return this.audit.event(
      { requestId: uuidv7(), clientId, actor },
      { action, subject: ACCESS_SUBJECT, detail },
      result,
    );
  }
}

/** Sources and operations beyond those that have entries of their own. */
const OTHERS = 'others';
