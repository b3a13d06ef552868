import { kept, type TableLife } from '../retention/table-life';

export const switchLives: readonly TableLife[] = [kept('kill_switches', 'while it is stopped: one row for each')];
