import { kept, type TableLife } from '../retention/table-life';

export const privacyLives: readonly TableLife[] = [
  kept('subject_keys', 'for ever: a destroyed key keeps its row, which proves the erasure'),
  kept('values_to_seal', 'until they are sealed, when the gateway starts'),
  kept('data_key_check', 'for ever: one row, by which every start knows the data key'),
];
