import type { Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import type { FieldRuleName } from '../field-rules';

/** The rule that a value breaks, in the schema or in addition to it, and a message. */
export interface Flaw {
  readonly code: FieldRuleName;
  readonly detail: string;
}

/** How a value is checked, and the same rule in JSON Schema for the OpenAPI document. */
export interface ValueRule {
  readonly schema: object;
  /** Checks a value that is present and not null; the cheapest check comes first, and one flaw is reported. */
  flawOf(value: unknown): Flaw | null;
  /** Converts a valid value for the application; absent: the value is used as it is. */
  read?(value: unknown): unknown;
  /** The class that describes the members of an object; absent: the value is not an object. */
  readonly members?: Type<object>;
}

/** A member of a body or a parameter of a query. */
export interface FieldRule {
  readonly rule: ValueRule;
  readonly isRequired: boolean;
  readonly takesNull: boolean;
  /** The message when a required field is absent or null; null: a later rule reports it under its own code. */
  readonly missing: string | null;
}

interface FieldOptions extends Pick<ApiPropertyOptions, 'description'> {
  readonly isOptional?: boolean;
  readonly missing?: string | null;
  /** Name under which an enumeration becomes a schema of its own, for generated clients. */
  readonly enumName?: string;
  readonly example?: unknown;
  readonly default?: unknown;
}

const FIELDS = new Map<object, Map<string, FieldRule>>();

/** What is wrong with the value of a field, including an absent one; null: nothing. */
export function flawOf({ rule, isRequired, takesNull, missing }: FieldRule, value: unknown): Flaw | null {
  if (value !== undefined && value !== null) return rule.flawOf(value);
  const isMissing = missing !== null && (isRequired || (value === null && !takesNull));
  return isMissing ? { code: 'required', detail: missing } : null;
}

/** A member of a body: one rule is enforced and documented. An optional member may be absent or null. */
export const Field = (rule: ValueRule, options: FieldOptions = {}): PropertyDecorator =>
  declare(rule, options, options.isOptional === true);

/** A query parameter, in the same way. */
export const QueryField = (rule: ValueRule, options: FieldOptions = {}): PropertyDecorator =>
  declare(rule, options, false);

function declare(
  rule: ValueRule,
  { isOptional = false, missing = 'is required', ...words }: FieldOptions,
  takesNull: boolean,
): PropertyDecorator {
  const describe = ApiProperty({
    ...rule.schema,
    ...(rule.members ? { type: rule.members } : {}),
    ...words,
    required: !isOptional,
    ...(takesNull ? { nullable: true } : {}),
  } as ApiPropertyOptions);
  return (prototype, name) => {
    const own = FIELDS.get(prototype) ?? new Map<string, FieldRule>();
    const field = { rule, isRequired: !isOptional, takesNull, missing };
    FIELDS.set(prototype, own.set(String(name), field));
    ValidateBy({
      name: 'field',
      constraints: [field],
      validator: { validate: (value) => flawOf(field, value) === null },
    })(prototype, name);
    describe(prototype, name);
  };
}

const FIELDS_OF = new Map<Type<object>, ReadonlyMap<string, FieldRule>>();

/** The fields of a class by name, own fields before inherited ones. */
export function fieldsOf(dto: Type<object>): ReadonlyMap<string, FieldRule> {
  const known = FIELDS_OF.get(dto);
  if (known) return known;
  const found = new Map<string, FieldRule>();
  for (
    let prototype: object | null = dto.prototype as object;
    prototype !== null;
    prototype = Object.getPrototypeOf(prototype) as object | null
  ) {
    for (const [name, field] of FIELDS.get(prototype) ?? []) if (!found.has(name)) found.set(name, field);
  }
  FIELDS_OF.set(dto, found);
  return found;
}

const BODY_RULES = new Map<Type<object>, object>();

/** A JSON Schema rule on several members, which a method enforces too (test/input/fields.spec.ts compares the two). */
export const BodyRule =
  (schema: object): ClassDecorator =>
  (dto) =>
    void BODY_RULES.set(dto as unknown as Type<object>, schema);

export const bodyRuleOf = (dto: Type<object>): object => BODY_RULES.get(dto) ?? {};

export const classesWithFields = (): Type<object>[] =>
  [...FIELDS.keys()].map((prototype) => prototype.constructor as Type<object>);
