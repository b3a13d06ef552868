import { kept, type TableLife } from '../retention/table-life';

export const subjectLives: readonly TableLife[] = [
  kept('subject_identifiers', 'until the person is erased: keyed HMACs, by which a person is found'),
  kept('subject_indexing', 'for ever: one row, overwritten in place'),
  kept('subject_erasures', 'for ever: who was erased and what vendors were told, without personal data'),
];
