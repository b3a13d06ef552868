import { Inject, Injectable } from '@nestjs/common';
import { timingSafeEqual } from 'node:crypto';
import { CLOCK, type Clock } from '../config/clock';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { OPERATOR } from '../consumers/presented';
import { Fault } from '../errors';
import { hashOf } from '../privacy/one-time-token';
import type { Operator } from './operator.entity';
import { OperatorsRepository } from './operators.repository';

export type { Operator } from './operator.entity';

/** Milliseconds that an operator is remembered: the longest time until a disabled one is refused. */
const REMEMBERED_MS = 5_000;
/** Ids that are remembered; beyond that the oldest is forgotten. */
const MAX_REMEMBERED = 1_000;
const BEARER = /^Bearer +([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{1,512})$/i;
/** The hash of no secret. */
const NO_HASH = Buffer.alloc(32);

interface Known {
  readonly operator: Operator | null;
  readonly until: number;
}

/** Authenticates operators. */
@Injectable()
export class OperatorsService {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly repository: OperatorsRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The operator of an Authorization header. Throws Fault `unauthorized`, whatever is wrong. */
  async authenticate(authorization: string | undefined): Promise<Operator> {
    const [, operatorId, secret] = BEARER.exec(authorization ?? '') ?? [];
    if (operatorId === undefined || secret === undefined) throw new Fault('unauthorized', OPERATOR);
    const operator = await this.find(operatorId);
    const isSecret = timingSafeEqual(hashOf(secret), operator?.secretHash ?? NO_HASH);
    if (!operator || !isSecret) throw new Fault('unauthorized', OPERATOR);
    return operator;
  }

  /** The id in an Authorization header, where it is that of an operator who was looked up just now; else null. */
  knownIn(authorization: string | undefined): string | null {
    const [, operatorId = ''] = BEARER.exec(authorization ?? '') ?? [];
    return this.known.get(operatorId)?.operator ? operatorId : null;
  }

  /** Null: there is none with this id, or it is disabled. */
  async find(operatorId: string): Promise<Operator | null> {
    const now = this.clock.now().getTime();
    const remembered = this.known.get(operatorId);
    if (remembered && remembered.until > now) return remembered.operator;
    const found = await this.repository.find(operatorId);
    const mayEnter = found !== null && found.disabledAt === null && (this.config.mode === 'sandbox' || !found.isSeeded);
    const operator = mayEnter ? found : null;
    this.known.delete(operatorId);
    this.known.set(operatorId, { operator, until: now + REMEMBERED_MS });
    if (this.known.size > MAX_REMEMBERED) this.known.delete(this.known.keys().next().value!);
    return operator;
  }
}
