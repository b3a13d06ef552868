import { Foundation1790000000001 } from './0001-foundation';
import { InboxAndEvents1790000000006 } from './0006-inbox-and-events';

/** Forward only, in order. */
export const migrations = [Foundation1790000000001, InboxAndEvents1790000000006];
