import { Foundation1790000000001 } from './0001-foundation';
import { DurableLinks1790000000007 } from './0007-durable-links';

/** Forward only, in order. */
export const migrations = [Foundation1790000000001, DurableLinks1790000000007];
