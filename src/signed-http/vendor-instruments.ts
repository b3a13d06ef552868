import type { Probe } from '../operation/health';
import type { Instrument, Reading } from '../operation/metrics';
import type { VendorLine } from './vendor-line';
import type { VendorLines } from './vendor-lines';

const BREAKER = { closed: 0, 'half-open': 1, open: 2 } as const;

/** How the lines to the vendors are. */
export function vendorInstruments(lines: VendorLines): Instrument[] {
  const each = (value: (line: VendorLine) => number) => (): Reading[] => lines.all().map(([vendor, line]) => ({ labels: { vendor }, value: value(line) }));
  const labels = ['vendor'];
  return [
    { name: 'vendor_breaker_state', help: '0 closed, 1 finding out, 2 open', kind: 'gauge', labels, read: each(({ breaker }) => BREAKER[breaker.state]) },
    { name: 'vendor_bulkhead_active', help: 'Calls under way', kind: 'gauge', labels, read: each(({ bulkhead }) => bulkhead.active) },
    { name: 'vendor_bulkhead_queued', help: 'Calls that wait for a place', kind: 'gauge', labels, read: each(({ bulkhead }) => bulkhead.queued) },
    { name: 'vendor_call_repetitions_total', help: 'Calls that were repeated', kind: 'counter', labels, read: each(({ retries }) => retries) },
  ];
}

/** One probe for each vendor: while it is given a rest, Portico is degraded, and still ready. */
export function vendorProbes(lines: VendorLines): Probe[] {
  return lines.all().map(([name, { breaker }]) => ({ name, check: async () => (breaker.state === 'closed' ? undefined : 'it failed too often and is given a rest') }));
}
