import type { Instrument } from '../operation/metrics';
import type { KillSwitches } from './kill-switches';

/** What is stopped, as this replica read it last. */
export const switchInstruments = (switches: KillSwitches): Instrument[] => [
  {
    name: 'stopped_since_timestamp_seconds',
    help: 'Since when something is stopped by an operator, in seconds since 1970; absent: it runs',
    kind: 'gauge',
    labels: ['target', 'vendor', 'account'],
    read: () =>
      switches.current.map(({ target, vendor, account, stoppedAt }) => ({
        labels: { target, vendor, account },
        value: stoppedAt.getTime() / 1000,
      })),
  },
];
