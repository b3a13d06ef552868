import { removedAfter, rowsOf, type TableLife } from '../retention/table-life';
import { ConsoleSession } from './session/console-session.entity';

export const consoleLives: readonly TableLife[] = [
  removedAfter(1, '1 day after their end; at once when the operator logs out', rowsOf(ConsoleSession, 'endsAt')),
];
