import { kept, type TableLife } from '../retention/table-life';

export const operatorLives: readonly TableLife[] = [
  kept('operators', 'for ever: audit entries name them; a disabled one keeps its row'),
];
