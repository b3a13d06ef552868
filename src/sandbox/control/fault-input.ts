import { METHODS } from 'node:http';
import type { JsonObject } from '../json';
import type { Schema } from './control-call';
import { FAULT_KINDS, type VendorFault } from './faults';

type Rule = readonly [words: string, holds: (value: unknown) => boolean, schema: Schema];

const isText = (value: unknown): boolean => typeof value === 'string';
const whole = (least: number, most: number): Rule => [
  `must be a whole number between ${least} and ${most}`,
  (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
  { type: 'integer', minimum: least, maximum: most },
];
const oneOf = (words: readonly string[]): Rule => [
  `must be one of ${words.join(', ')}`,
  (value) => words.includes(value as string),
  { type: 'string', enum: words },
];

const line = (form: RegExp): Rule => [
  'must be a text of one line',
  (value) => isText(value) && form.test(value as string),
  { type: 'string', pattern: form.source },
];

/** The members of a fault, and their rules. */
const RULES: Readonly<Record<Exclude<keyof VendorFault, 'vendor' | 'kind'>, Rule>> = {
  path: [
    'must be a text that begins with /',
    (value) => isText(value) && (value as string).startsWith('/'),
    { type: 'string', pattern: '^/', description: 'The beginning of a path; without it: every path.' },
  ],
  entity: [
    'must be a text',
    isText,
    {
      type: 'string',
      examples: ['other', 'other-sandbox-org'],
      description: 'The partner of 1Money, or the organisation of FinPro, that it concerns; without it: everyone.',
    },
  ],
  method: [
    'must be a method of HTTP, in capitals',
    (value) => METHODS.includes(value as string),
    { type: 'string', examples: ['POST'] },
  ],
  when: oneOf(['before', 'after']),
  times: whole(1, 1_000_000),
  ms: [
    'must be a number between 0 and 600000',
    (value) => typeof value === 'number' && value >= 0 && value <= 600_000,
    { type: 'number', minimum: 0, maximum: 600_000 },
  ],
  status: whole(200, 599),
  body: ['must be a text', isText, { type: 'string' }],
  content_type: line(/^[\x20-\x7e]+$/),
  location: line(/^[\x20-\x7e]*$/),
  bytes_per_second: whole(1, 1_000_000),
  retry_after_seconds: whole(0, 1_000_000),
  header: ['must be true or false', (value) => typeof value === 'boolean', { type: 'boolean' }],
};

/** The members of a fault, for the document. */
export const FAULT_SCHEMAS: Readonly<Record<string, Schema>> = {
  vendor: { type: 'string', enum: ['1money', 'finpro'] },
  kind: { type: 'string', enum: FAULT_KINDS },
  ...Object.fromEntries(Object.entries(RULES).map(([name, [, , schema]]) => [name, schema])),
};

/** A fault, or the problem with it. */
export function faultOf(json: JsonObject): VendorFault | string {
  const { vendor, kind } = json;
  if (vendor !== '1money' && vendor !== 'finpro') return 'vendor must be 1money or finpro';
  if (!FAULT_KINDS.includes(kind as VendorFault['kind'])) return `kind must be one of ${FAULT_KINDS.join(', ')}`;
  const wrong = Object.entries(RULES).find(([name, [, holds]]) => json[name] !== undefined && !holds(json[name]));
  if (wrong) return `${wrong[0]} ${wrong[1][0]}`;
  return {
    ...json,
    vendor,
    kind: kind as VendorFault['kind'],
    when: (json.when as VendorFault['when'] | undefined) ?? 'before',
    times: (json.times as number | undefined) ?? null,
  };
}
