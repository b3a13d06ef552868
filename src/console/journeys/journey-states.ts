import { CONSENT_STATUSES } from '../../consent/consent-status';
import { KYB_STATUSES } from '../../onboarding/kyb/kyb-status';

/** The states that vendors report, of every kind of journey. */
export const VENDOR_STATES: readonly string[] = [
  ...new Set([...Object.keys(KYB_STATUSES), ...Object.keys(CONSENT_STATUSES)]),
].toSorted();
