import { Fault } from '../errors';
import { bounded, type BoundedPattern } from '../input/bounded-text';
import type { JsonObject } from './json';

const ANY_TEXT = bounded(1000, /^[\s\S]+$/);

/** Readers of the fields of a vendor's answer. A field that breaks the contract is Fault `vendor-invalid-response`. */
export interface AnswerFields {
  /** A text that the contract promises. */
  field(json: JsonObject, name: string, pattern?: BoundedPattern): string;
  /** Null when the field is absent or null. */
  optionalField(json: JsonObject, name: string, pattern?: BoundedPattern): string | null;
  invalidResponse(name: string): Fault;
}

/** `vendor`: its name in the texts of errors. */
export function answerFieldsOf(vendor: string): AnswerFields {
  const invalidResponse = (name: string): Fault =>
    new Fault('vendor-invalid-response', { detail: `${vendor} answered without a proper ${name}.` });
  const field: AnswerFields['field'] = (json, name, pattern = ANY_TEXT) => {
    const value = json[name];
    if (typeof value !== 'string' || !pattern.test(value)) throw invalidResponse(name);
    return value;
  };
  return {
    field,
    optionalField: (json, name, pattern) =>
      json[name] === undefined || json[name] === null ? null : field(json, name, pattern),
    invalidResponse,
  };
}
