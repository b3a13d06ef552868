import { Foundation1790000000001 } from './0001-foundation';

/** Forward only, in order. */
export const migrations = [Foundation1790000000001];
