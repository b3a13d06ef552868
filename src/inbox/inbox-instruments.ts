import type { Instrument, MetricReading } from '../operation/metrics';
import type { InboxFigures } from './inbox-figures.repository';
import type { InboxFiguresService } from './inbox-figures.service';
import type { RefusalsService } from './webhooks/refusals.service';

/** The metrics of the inbox: of all replicas together, except for the refusals, which are this replica's. */
export function inboxInstruments(figures: InboxFiguresService, refusals: RefusalsService): Instrument[] {
  const one = (pick: (found: InboxFigures) => number) => async (): Promise<MetricReading[]> => [
    { value: pick(await figures.read()) },
  ];
  const byVendor =
    (pick: (missedWebhooks: { lost: number; late: number }) => number) => async (): Promise<MetricReading[]> =>
      Object.entries((await figures.read()).missedWebhooks).map(([vendor, missedWebhooks]) => ({
        labels: { vendor },
        value: pick(missedWebhooks),
      }));
  return [
    {
      name: 'inbox_waiting',
      help: 'Webhooks that wait to be applied; 10,000 at most are counted',
      kind: 'gauge',
      read: one(({ waiting }) => waiting),
    },
    {
      name: 'inbox_oldest_seconds',
      help: 'How long the oldest of them has waited',
      kind: 'gauge',
      read: one(({ oldestSeconds }) => oldestSeconds),
    },
    {
      name: 'looks_due',
      help: 'Journeys whose look at the vendor is due; 10,000 at most are counted',
      kind: 'gauge',
      read: one(({ duePolls }) => duePolls),
    },
    {
      name: 'poll_repairs_total',
      help: 'Changes that the poll found before any webhook told of them',
      kind: 'counter',
      labels: ['vendor'],
      read: byVendor(({ lost, late }) => lost + late),
    },
    {
      name: 'webhooks_lost',
      help: 'Of these, those whose webhook has not come to this day',
      kind: 'gauge',
      labels: ['vendor'],
      read: byVendor(({ lost }) => lost),
    },
    {
      name: 'webhooks_refused_total',
      help: 'Requests to the address for webhooks that the vendor did not sign, or not now',
      kind: 'counter',
      labels: ['vendor', 'account', 'verdict'],
      read: () => refusals.counts(),
    },
  ];
}
