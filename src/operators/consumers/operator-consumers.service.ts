import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import { type Consumer, ConsumerRegistry, RegistryRefused } from '../../consumers/registry/consumer-registry';
import { Fault } from '../../errors';

/** The consumers, for operators. To disable one is its kill switch: within five seconds all replicas refuse it. */
@Injectable()
export class OperatorConsumersService {
  constructor(private readonly registry: ConsumerRegistry) {}

  list(): Promise<Consumer[]> {
    return this.registry.list();
  }

  /** Throws Fault `not-found`. */
  async get(clientId: string): Promise<Consumer> {
    return this.registry.find(clientId).catch((error: unknown) => {
      throw error instanceof RegistryRefused ? new Fault('not-found', { detail: 'There is no such consumer.' }) : error;
    });
  }

  /** Idempotent. Throws Fault `not-found`. */
  async disable(actor: Actor, clientId: string): Promise<Consumer> {
    if ((await this.get(clientId)).disabledAt === null) await settled(this.registry.disable(actor, clientId));
    return this.get(clientId);
  }

  /** Idempotent. Throws Fault `not-found`. */
  async enable(actor: Actor, clientId: string): Promise<Consumer> {
    if ((await this.get(clientId)).disabledAt !== null) await settled(this.registry.enable(actor, clientId));
    return this.get(clientId);
  }
}

/** A refusal here means that another operator was faster. */
async function settled(change: Promise<void>): Promise<void> {
  await change.catch((error: unknown) => {
    if (!(error instanceof RegistryRefused)) throw error;
  });
}
