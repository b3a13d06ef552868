import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { reading } from '../database/failure';
import { insertOf } from '../database/statements/insert-of';
import { Statement, write, type Write } from '../database/write';
import { KillSwitch } from './kill-switch.entity';

/** What a switch is about. */
export type SwitchKey = Pick<KillSwitch, 'target' | 'vendor' | 'account'>;

type NewSwitch = SwitchKey & Pick<KillSwitch, 'stoppedBy' | 'reason'>;

/** Refused by ALREADY when it is stopped. */
const STOP = insertOf<KillSwitch, NewSwitch>(KillSwitch, 'switches.stop', { computed: { stoppedAt: 'now()' } });
export const ALREADY = 'kill_switches_pkey';

/** Refused (no row) when it is not stopped. */
export const RESUME = new Statement<SwitchKey>({
  name: 'switches.resume',
  target: ({ target, vendor, account }) => `${target} ${vendor} ${account}`,
  text: `
    DELETE FROM portico.kill_switches AS s USING $rows AS r(target text, vendor text, account text)
    WHERE s.target = r.target AND s.vendor = r.vendor AND s.account = r.account
    RETURNING 1`,
});

@Injectable()
export class KillSwitchesRepository {
  constructor(@InjectRepository(KillSwitch) private readonly switches: Repository<KillSwitch>) {}

  /** All that is stopped: a few rows. */
  list(): Promise<KillSwitch[]> {
    return reading(() => this.switches.find({ order: { target: 'ASC', vendor: 'ASC', account: 'ASC' } }));
  }

  stop(stopped: NewSwitch): Write<void> {
    return write(STOP, stopped, undefined);
  }

  resume(key: SwitchKey): Write<void> {
    return write(RESUME, key, undefined);
  }
}
