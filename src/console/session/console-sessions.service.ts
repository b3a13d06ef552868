import { Inject, Injectable } from '@nestjs/common';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { AuditService } from '../../audit/audit.service';
import { CLOCK, type Clock } from '../../config/clock';
import { Committer } from '../../database/committer';
import { entityOf } from '../../database/entity-of';
import { together } from '../../database/write';
import type { Role } from '../../http/request/operator';
import { OperatorsService } from '../../operators/operators.service';
import { hashOf, newOneTimeToken } from '../../privacy/one-time-token';
import { ConsoleSession } from './console-session.entity';
import { ConsoleSessionsRepository } from './console-sessions.repository';

/** Milliseconds: without a request, in all, and between two updates of when a session was used. */
const IDLE_MS = 30 * 60_000;
const WHOLE_MS = 8 * 3_600_000;
const USED_MS = 60_000;

/** An operator who is logged in. */
export interface LoggedIn {
  readonly operatorId: string;
  readonly roles: readonly Role[];
}

/** The logins of operators to the console. One that is disabled, or whose secret was rotated, is out within 5 s. */
@Injectable()
export class ConsoleSessionsService {
  constructor(
    private readonly repository: ConsoleSessionsRepository,
    private readonly operators: OperatorsService,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Returns the value of the cookie. Throws Fault `unauthorized`, whatever is wrong. */
  async begin(requestId: string, operatorId: string, secret: string): Promise<string> {
    const operator = await this.operators.authenticate(bearerOf(operatorId, secret));
    const { token, hash: sessionHash } = newOneTimeToken();
    const startedAt = this.clock.now();
    const session = entityOf(ConsoleSession, {
      sessionHash,
      operatorId: operator.operatorId,
      secretHash: operator.secretHash,
      startedAt,
      lastUsedAt: startedAt,
      endsAt: new Date(startedAt.getTime() + WHOLE_MS),
    });
    const event = this.audit.event(
      { requestId, clientId: null, actor: 'operator' },
      { action: 'console.login', subject: operator.operatorId, detail: { operator: operator.operatorId } },
      'SUCCEEDED',
    );
    await this.committer.commit(together(this.repository.begin(session), event));
    return token;
  }

  /** The id of a login that failed, where there is such an operator; else null. */
  knownIn(operatorId: string): string | null {
    return this.operators.knownIn(bearerOf(operatorId, 'x'));
  }

  /** Null: there is no such session, or it has ended. `counts`: whether it is used by this, so that it stays. */
  async find(token: string, counts: boolean): Promise<LoggedIn | null> {
    const sessionHash = hashOf(token);
    const session = await this.repository.find(sessionHash);
    const now = this.clock.now();
    if (!session || session.endsAt <= now || now.getTime() - session.lastUsedAt.getTime() > IDLE_MS) return null;
    const operator = await this.operators.find(session.operatorId);
    if (!operator || !timingSafeEqual(operator.secretHash, session.secretHash)) return null;
    if (counts && now.getTime() - session.lastUsedAt.getTime() > USED_MS) await this.use(sessionHash, now);
    return { operatorId: operator.operatorId, roles: operator.roles };
  }

  async end(token: string): Promise<void> {
    await this.committer.record(this.repository.end(hashOf(token))).catch((error: unknown) => {
      if (!this.repository.isOver(error)) throw error;
    });
  }

  private async use(sessionHash: Buffer, now: Date): Promise<void> {
    await this.committer.record(this.repository.use(sessionHash, now)).catch((error: unknown) => {
      if (!this.repository.isOver(error)) throw error;
    });
  }
}

const bearerOf = (operatorId: string, secret: string): string => `Bearer ${operatorId}.${secret}`;

/** What stands in every form of a session: it cannot be known without the cookie. */
export const formTokenOf = (token: string): string =>
  createHmac('sha256', token).update('portico console form').digest('base64url');
