import { COUNTRIES } from '../../countries';
import { address } from './kyb-form.company';
import { DOCUMENT_TYPES, IDENTITY_TYPES, PROOF_OF_ADDRESS_TYPES, TAX_TYPES } from './kyb-form.enums';
import type { Section } from './kyb-form.shape';

const IDENTITY = 'identifying_information.0';

export const PERSON: readonly Section[] = [
  {
    title: 'Person',
    fields: [
      { name: 'first_name', label: 'First name', kind: 'text', required: true, longest: 255 },
      { name: 'middle_name', label: 'Middle name', kind: 'text', required: false, longest: 255 },
      { name: 'last_name', label: 'Last name', kind: 'text', required: true, longest: 255 },
      { name: 'email', label: 'Email', kind: 'email', required: true, longest: 254 },
      { name: 'birth_date', label: 'Date of birth', kind: 'date', required: true, isPast: true, width: 'short' },
      { name: 'primary_nationality', label: 'Nationality', kind: 'choice', required: true, options: COUNTRIES },
      { name: 'dual_nationality', label: 'Second nationality', kind: 'choice', required: false, options: COUNTRIES },
    ],
  },
  {
    title: 'Role in the business',
    fields: [
      { name: 'has_ownership', label: 'Does this person own 25 % or more?', kind: 'yes-no', required: true },
      {
        name: 'ownership_percentage',
        label: 'Share owned, in percent',
        hint: 'Needed if the person owns 25 % or more. For example 51.5',
        kind: 'number',
        required: { field: 'has_ownership', is: true },
        least: 0.01,
        most: 100,
        width: 'short',
      },
      {
        name: 'has_control',
        label: 'Does this person control the business?',
        hint: 'For example as chief executive.',
        kind: 'yes-no',
        required: true,
      },
      { name: 'is_signer', label: 'May this person sign for the business?', kind: 'yes-no', required: true },
      { name: 'is_director', label: 'Is this person a director?', kind: 'yes-no', required: true },
    ],
  },
  { title: 'Home address', fields: address('residential_address', true, 'home') },
  {
    title: 'Identity document',
    hint: 'Images as JPEG, PNG, HEIC or TIFF, at most 5 MB each. Test pictures only.',
    fields: [
      { name: `${IDENTITY}.type`, label: 'Kind of document', kind: 'choice', required: true, options: IDENTITY_TYPES },
      { name: `${IDENTITY}.issuing_country`, label: 'Issued by', kind: 'choice', required: true, options: COUNTRIES },
      {
        name: `${IDENTITY}.national_identity_number`,
        label: 'Number of the document',
        kind: 'text',
        required: true,
        longest: 128,
        width: 'medium',
      },
      { name: `${IDENTITY}.image_front`, label: 'Front', kind: 'file', required: true, accepts: 'image' },
      {
        name: `${IDENTITY}.image_back`,
        label: 'Back',
        hint: 'For a passport, the page after the photo.',
        kind: 'file',
        required: true,
        accepts: 'image',
      },
    ],
  },
  {
    title: 'Proof of address',
    hint: 'In the name of this person, normally not older than 90 days. At most 5 MB.',
    fields: [
      { name: 'poa_type', label: 'Kind of proof', kind: 'choice', required: true, options: PROOF_OF_ADDRESS_TYPES },
      { name: 'poa', label: 'Proof of address', kind: 'file', required: true, accepts: 'document' },
    ],
  },
  {
    title: 'Tax',
    hint: 'If this person has a tax number.',
    fields: [
      { name: 'country_of_tax', label: 'Country of tax', kind: 'choice', required: false, options: COUNTRIES },
      {
        name: 'tax_type',
        label: 'Kind of tax number',
        kind: 'choice',
        required: false,
        options: TAX_TYPES,
        width: 'medium',
      },
      { name: 'tax_id', label: 'Tax number', kind: 'text', required: false, longest: 64, width: 'medium' },
    ],
  },
];

export const INTERMEDIARY: readonly Section[] = [
  {
    title: 'Company',
    fields: [
      { name: 'entity_name', label: 'Legal name', kind: 'text', required: true, longest: 255 },
      { name: 'country', label: 'Country', kind: 'choice', required: true, options: COUNTRIES },
      {
        name: 'ownership',
        label: 'Share it holds in the business, in percent',
        kind: 'number',
        required: true,
        least: 0,
        most: 100,
        width: 'short',
      },
    ],
  },
];

export const DOCUMENT: readonly Section[] = [
  {
    title: 'Document',
    hint: 'JPEG, PNG, HEIC, TIFF, PDF, CSV, XLS or XLSX, at most 5 MB. Test files only.',
    fields: [
      { name: 'doc_type', label: 'Kind of document', kind: 'choice', required: true, options: DOCUMENT_TYPES },
      { name: 'file', label: 'File', kind: 'file', required: true, accepts: 'document' },
      { name: 'description', label: 'Description', kind: 'text', required: false, longest: 500 },
    ],
  },
];
