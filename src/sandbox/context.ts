import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { Clock } from './clock';
import type { SandboxConfig } from './config';
import { Effects } from './control/effects';
import { Faults } from './control/faults';
import { FinproSettings } from './finpro/settings';
import { Journal } from './control/journal';
import { MagicFaults } from './magic-inputs';
import { Webhooks } from './webhooks/webhooks';

/** What every part of the sandbox works with. */
export interface SandboxContext {
  readonly config: SandboxConfig;
  readonly db: Pool;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly effects: Effects;
  readonly faults: Faults;
  readonly magicFaults: MagicFaults;
  readonly webhooks: Webhooks;
  readonly finpro: FinproSettings;
  readonly log: Logger;
  /** Base URL of the pages; known once the sandbox listens. */
  publicUrl: string;
}

/** For a database that has the sandbox's tables. */
export async function createContext(config: SandboxConfig, db: Pool, log: Logger): Promise<SandboxContext> {
  const webhooks = new Webhooks(db, config.webhooks, {
    [`1money ${config.entities[1]?.name}`]: config.otherWebhooks['1money'],
    [`finpro ${config.finpro.organisations[1]?.organisationId}`]: config.otherWebhooks.finpro,
  });
  return {
    config,
    db,
    log,
    webhooks,
    clock: await Clock.load(db),
    journal: new Journal(),
    effects: new Effects(db, webhooks),
    faults: new Faults(),
    magicFaults: new MagicFaults(),
    finpro: new FinproSettings(),
    publicUrl: config.publicUrl ?? '',
  };
}
