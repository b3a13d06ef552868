import { ACTIVITY, ADDRESSES, COMPANY, TERMS } from './kyb-form.company';
import { DOCUMENT, INTERMEDIARY, PERSON } from './kyb-form.people';
import type { Field, Section, Step } from './kyb-form.shape';

/** The form, step by step: the fields of the vendor's full customer, in the order of the pages. */
export const STEPS: readonly Step[] = [
  {
    id: 'terms',
    title: 'Terms',
    intro: 'Before you begin: this takes about fifteen minutes, and you can stop and come back at any time.',
    sections: TERMS,
  },
  { id: 'company', title: 'Your business', intro: 'Tell us who you are.', sections: COMPANY },
  {
    id: 'addresses',
    title: 'Addresses and tax',
    intro: 'Where the business is registered, where it works, and where it pays tax.',
    sections: ADDRESSES,
  },
  { id: 'activity', title: 'Activity and volumes', intro: 'How you are going to use the account.', sections: ACTIVITY },
  {
    id: 'people',
    title: 'People',
    intro: 'Everyone who owns 25 % or more, controls the business, signs for it or directs it. At least one person.',
    sections: PERSON,
    items: {
      noun: 'person',
      plural: 'people',
      idName: 'associated_person_id',
      least: 1,
      named: ['first_name', 'middle_name', 'last_name'],
    },
  },
  {
    id: 'intermediaries',
    title: 'Companies in between',
    intro: 'If other companies stand between the business and its owners, list them. Otherwise go on.',
    sections: INTERMEDIARY,
    items: { noun: 'company', plural: 'companies', idName: 'intermediary_id', least: 0, named: ['entity_name'] },
  },
  {
    id: 'documents',
    title: 'Documents',
    intro: 'Papers that show what you told us. Which ones we need depends on the type of your business.',
    sections: DOCUMENT,
    items: { noun: 'document', plural: 'documents', idName: 'item_id', least: 0, named: ['doc_type'] },
  },
  {
    id: 'review',
    title: 'Review and submit',
    intro: 'Read it once more. After you submit, nothing can be changed until we have reviewed it.',
    sections: [],
  },
];

export const formStepOf = (id: string): Step | undefined => STEPS.find((step) => step.id === id);

export const fieldsOf = (sections: readonly Section[]): readonly Field[] => sections.flatMap(({ fields }) => fields);
