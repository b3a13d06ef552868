import type { FaultName } from '../errors';

/** What may also happen wherever the first may: at the door, before it, and on the way to a vendor. */
const COMPANIONS: readonly (readonly [FaultName, readonly FaultName[]])[] = [
  ['unauthorized', ['too-many-requests', 'overloaded']],
  ['vendor-unreachable', ['vendor-saturated', 'vendor-circuit-open', 'deadline-passed']],
];

/** The faults that are listed, and those that come with them without being asked for. */
export function withCompanions(listed: readonly FaultName[]): FaultName[] {
  return [...new Set([...listed, ...COMPANIONS.flatMap(([name, companions]) => (listed.includes(name) ? companions : []))])];
}
