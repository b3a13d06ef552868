import { Foundation1790000000001 } from './0001-foundation';
import { Consent1790000000002 } from './0002-consent';
import { AuditProofs1790000000003 } from './0003-audit-proofs';
import { CrashSafety1790000000004 } from './0004-crash-safety';
import { Limits1790000000005 } from './0005-limits';

/** Forward only, in order. */
export const migrations = [Foundation1790000000001, Consent1790000000002, AuditProofs1790000000003, CrashSafety1790000000004, Limits1790000000005];
