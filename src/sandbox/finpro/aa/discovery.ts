import type { SandboxContext } from '../../context';
import { type ConsentAccount, discover } from './accounts';
import type { FipDiscovery } from './aa-sessions.store';
import { RETURN_CODES, type ReturnCode } from '../redirection/redirection';
import { findFip, FIPS } from '../world';

/** What is searched for, and where. */
export interface Search {
  /** The VUA without its handle. */
  readonly identifier: string;
  readonly pan: string | null;
  /** The only FIPs that may be asked; null: every FIP that has any of the kinds. */
  readonly fipIds: readonly string[] | null;
  readonly fiTypes: readonly string[];
}

/** Asks each FIP. A fault set on `/aa/discovery/<fipId>` makes that FIP fail; with status 404 it finds no account. */
export function search({ faults }: SandboxContext, { identifier, pan, fipIds, fiTypes }: Search): FipDiscovery[] {
  const asked =
    fipIds ?? FIPS.filter((fip) => fip.fiTypes.some((fiType) => fiTypes.includes(fiType))).map(({ fipId }) => fipId);
  return asked.map((fipId) => {
    const fipName = findFip(fipId)?.fipName ?? fipId;
    const fault = faults.take({ vendor: 'finpro', entity: null }, 'GET', `/aa/discovery/${fipId}`);
    if (fault) return { fipId, fipName, outcome: fault.status === 404 ? 'not-found' : 'failed', accounts: [] };
    const { outcome, accounts } = discover(fipId, identifier, pan);
    const fitting = accounts.filter(({ fiType }) => fiTypes.includes(fiType));
    return {
      fipId,
      fipName,
      outcome: outcome === 'found' && fitting.length === 0 ? 'not-found' : outcome,
      accounts: fitting,
    };
  });
}

export const accountsIn = (discovery: readonly FipDiscovery[] | null): readonly ConsentAccount[] =>
  (discovery ?? []).flatMap(({ accounts }) => accounts);

/**
 * The return code when the person leaves without a decision: it says if no accounts could be found. `fipIds`: as in
 * {@link Search}.
 */
export function leavingCode(discovery: readonly FipDiscovery[] | null, fipIds: readonly string[] | null): ReturnCode {
  if (discovery === null || accountsIn(discovery).length > 0) return RETURN_CODES.undecided;
  const hasFailed = discovery.some(({ outcome }) => outcome === 'failed');
  if (fipIds?.length === 1) return hasFailed ? RETURN_CODES.discoveryFailed : RETURN_CODES.accountsNotFound;
  return hasFailed ? RETURN_CODES.nothingDiscovered : RETURN_CODES.undecided;
}
