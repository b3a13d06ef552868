import { createHash } from 'node:crypto';
import { magicMobile } from '../../magic-inputs';
import { findFip } from '../world';

/** An account as lists and consents carry it. */
export interface ConsentAccount {
  readonly fipName: string;
  readonly fipId: string;
  readonly accountType: string;
  readonly linkReferenceNumber: string;
  readonly maskedAccountNumber: string;
  readonly fiType: string;
}

/** The result of a search for a customer at a FIP. */
export interface Discovery {
  readonly outcome: 'found' | 'not-found' | 'needs-pan' | 'failed';
  readonly accounts: readonly ConsentAccount[];
}

const HELD: Readonly<Record<string, readonly (readonly [accountType: string, fiType: string])[]>> = {
  'ALPHA-FIP': [
    ['SAVINGS', 'DEPOSIT'],
    ['FIXED', 'TERM_DEPOSIT'],
  ],
  'BETA-FIP': [
    ['SAVINGS', 'DEPOSIT'],
    ['CURRENT', 'DEPOSIT'],
  ],
  'GAMMA-FIP': [
    ['SAVINGS', 'DEPOSIT'],
    ['RECURRING', 'RECURRING_DEPOSIT'],
  ],
  'DELTA-FIP': [
    ['DEMAT', 'EQUITIES'],
    ['FOLIO', 'MUTUAL_FUNDS'],
  ],
};

/** The customer's accounts at a FIP, always the same. `identifier` is the VUA without its handle. */
export function discover(fipId: string, identifier: string, pan: string | null): Discovery {
  const fip = findFip(fipId);
  const magic = magicMobile(identifier)?.discovery;
  if (magic === 'failed') return { outcome: 'failed', accounts: [] };
  if (!fip || magic === 'not-found') return { outcome: 'not-found', accounts: [] };
  if (fip.needsPan && pan === null) return { outcome: 'needs-pan', accounts: [] };
  const holder = fip.needsPan ? `${identifier} ${pan}` : identifier;
  const accounts = (HELD[fipId] ?? []).map(([accountType, fiType]) => {
    const digest = createHash('sha256').update(`${fipId} ${accountType} ${holder}`).digest();
    return {
      fipName: fip.fipName,
      fipId,
      accountType,
      linkReferenceNumber: uuidOf(digest),
      maskedAccountNumber: `XXXXXXXX${String(digest.readUInt32BE(16) % 10_000).padStart(4, '0')}`,
      fiType,
    };
  });
  return { outcome: 'found', accounts };
}

/** All accounts found at these FIPs that are of these kinds. */
export function discoverAll(
  fipIds: readonly string[],
  identifier: string,
  pan: string | null,
  fiTypes: readonly string[],
): ConsentAccount[] {
  return fipIds
    .flatMap((fipId) => discover(fipId, identifier, pan).accounts)
    .filter(({ fiType }) => fiTypes.includes(fiType));
}

function uuidOf(digest: Buffer): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
