import { Foundation1790000000001 } from './0001-foundation';
import { Limits1790000000005 } from './0005-limits';

/** Forward only, in order. */
export const migrations = [Foundation1790000000001, Limits1790000000005];
