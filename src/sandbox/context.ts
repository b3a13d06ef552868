import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Clock } from './clock';
import type { SandboxConfig } from './config';
import type { Effects } from './effects';
import type { Faults } from './faults';
import type { FinproSettings } from './finpro/settings';
import type { Journal } from './journal';

/** What every part of the sandbox works with. */
export interface SandboxContext {
  readonly config: SandboxConfig;
  readonly db: Pool;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly effects: Effects;
  readonly faults: Faults;
  readonly finpro: FinproSettings;
  readonly log: Logger;
  /** Base URL of the pages; known once the sandbox listens. */
  publicUrl: string;
}
