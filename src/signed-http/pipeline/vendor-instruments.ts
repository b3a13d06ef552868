import { CLOCK_TOLERANCE_SECONDS } from '../../config/clock';
import { accountLabel } from '../../config/vendor';
import type { Probe } from '../../operation/health';
import type { Instrument, MetricReading } from '../../operation/metrics';
import type { VendorPipeline } from './vendor-pipeline';
import type { VendorPipelines } from './vendor-pipelines';

const BREAKER = { closed: 0, 'half-open': 1, open: 2 } as const;

/** Metrics of the vendor pipelines. */
export function vendorInstruments(lines: VendorPipelines): Instrument[] {
  const each = (value: (line: VendorPipeline) => number) => (): MetricReading[] =>
    lines.all().map(({ vendor, account, line }) => ({ labels: { vendor, account }, value: value(line) }));
  const labels = ['vendor', 'account'];
  return [
    {
      name: 'vendor_breaker_state',
      help: '0 closed, 1 finding out, 2 open',
      kind: 'gauge',
      labels,
      read: each(({ breaker }) => BREAKER[breaker.state]),
    },
    {
      name: 'vendor_bulkhead_active',
      help: 'Calls under way',
      kind: 'gauge',
      labels,
      read: each(({ bulkhead }) => bulkhead.active),
    },
    {
      name: 'vendor_bulkhead_queued',
      help: 'Calls that wait for a place',
      kind: 'gauge',
      labels,
      read: each(({ bulkhead }) => bulkhead.queued),
    },
    {
      name: 'vendor_clock_ahead_seconds',
      help: 'How far the clock of the vendor is ahead of the one that replicas share, by the Date of its last answer',
      kind: 'gauge',
      labels,
      read: () =>
        lines
          .all()
          .flatMap(({ vendor, account, line: { secondsAhead } }) =>
            secondsAhead === null ? [] : [{ labels: { vendor, account }, value: secondsAhead }],
          ),
    },
    {
      name: 'vendor_reads_shared_total',
      help: 'Reads that got the answer to the same read in flight',
      kind: 'counter',
      labels,
      read: each(({ sharedReads }) => sharedReads),
    },
    {
      name: 'vendor_call_repetitions_total',
      help: 'Calls that were repeated',
      kind: 'counter',
      labels,
      read: each(({ retries }) => retries),
    },
  ];
}

/** One probe per account: while its breaker is not closed or its clock differs, Portico is degraded, but ready. */
export function vendorProbes(lines: VendorPipelines): Probe[] {
  return lines.all().map(({ vendor, account, line }) => ({
    name: accountLabel(vendor, account),
    check: async () =>
      line.breaker.state === 'closed' ? clockTrouble(line) : 'it failed too often; its circuit breaker is open',
  }));
}

/** A signature that is made by one clock and checked by a differing one is refused. */
function clockTrouble({ secondsAhead }: VendorPipeline): string | undefined {
  const seconds = Math.round(Math.abs(secondsAhead ?? 0));
  return seconds > CLOCK_TOLERANCE_SECONDS
    ? `its clock is ${seconds} s ${secondsAhead! > 0 ? 'ahead of' : 'behind'} the one that replicas share`
    : undefined;
}
