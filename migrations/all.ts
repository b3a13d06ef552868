import { Foundation1790000000001 } from './0001-foundation';
import { AuditProofs1790000000003 } from './0003-audit-proofs';

/** Forward only, in order. */
export const migrations = [Foundation1790000000001, AuditProofs1790000000003];
