import { kept, type TableLife } from '../retention/table-life';

export const privacyLives: readonly TableLife[] = [
  kept('subject_keys', 'for ever: a destroyed key keeps its row, which proves the erasure'),
  kept('values_to_seal', 'until they are sealed, when the gateway starts'),
  kept('data_key_check', 'for ever: one row, by which a start of the version before knows the data key'),
  kept('data_keys', 'for ever: one row for each data key, by its id; it says which one seals and which are retired'),
  kept('index_keys', 'for ever: the keys of stored HMACs, sealed under the data key'),
  kept('data_key_holders', 'while a replica runs; rows of killed replicas 1 day'),
];
