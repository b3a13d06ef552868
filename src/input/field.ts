import type { Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import type { FieldRuleName } from '../field-rules';

/** Which rule a value breaks, of the schema or beside it, and how that is said. */
export interface Flaw {
  readonly code: FieldRuleName;
  readonly detail: string;
}

/** How a value is judged, and how the OpenAPI document says the same in JSON Schema. */
export interface ValueRule {
  readonly schema: object;
  /** Of a value that is there and not null; what costs least is judged first, and one flaw is told. */
  flawOf(value: unknown): Flaw | null;
  /** What the application gets of a value without a flaw; absent: the value. */
  read?(value: unknown): unknown;
  /** The members of an object; absent: it is none. */
  readonly members?: Type<object>;
}

/** A member of a body or a parameter of a query. */
export interface FieldRule {
  readonly rule: ValueRule;
  readonly isRequired: boolean;
  readonly takesNull: boolean;
  /**
   * Said of a required one that is absent or null; null: nothing here, a later rule judges that under a word of its
   * own.
   */
  readonly missing: string | null;
}

interface FieldOptions extends Pick<ApiPropertyOptions, 'description'> {
  readonly isOptional?: boolean;
  readonly missing?: string | null;
  /** The name of an enumeration as a schema of its own, for generated clients. */
  readonly enumName?: string;
  readonly example?: unknown;
  readonly default?: unknown;
}

const FIELDS = new Map<object, Map<string, FieldRule>>();

/** What is wrong with the value of a field, absent ones included; null: nothing. */
export function flawOf({ rule, isRequired, takesNull, missing }: FieldRule, value: unknown): Flaw | null {
  if (value !== undefined && value !== null) return rule.flawOf(value);
  const isMissing = missing !== null && (isRequired || (value === null && !takesNull));
  return isMissing ? { code: 'required', detail: missing } : null;
}

/**
 * A member of a body: what is enforced and what the document says of it are one rule. An optional one may be absent or
 * null.
 */
export const Field = (rule: ValueRule, options: FieldOptions = {}): PropertyDecorator =>
  declare(rule, options, options.isOptional === true);

/** A parameter of a query, in the same way. */
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

/** The fields of a class by name, its own before those that it inherits. */
export function fieldsOf(dto: Type<object>): ReadonlyMap<string, FieldRule> {
  const found = new Map<string, FieldRule>();
  for (
    let prototype: object | null = dto.prototype as object;
    prototype !== null;
    prototype = Object.getPrototypeOf(prototype) as object | null
  ) {
    for (const [name, field] of FIELDS.get(prototype) ?? []) if (!found.has(name)) found.set(name, field);
  }
  return found;
}

const BODY_RULES = new Map<Type<object>, object>();

/**
 * What the document says of the members of a body together, in JSON Schema; a method of the class enforces it, and a
 * test compares the two (test/input/fields.spec.ts).
 */
export const BodyRule =
  (schema: object): ClassDecorator =>
  (dto) =>
    void BODY_RULES.set(dto as unknown as Type<object>, schema);

export const bodyRuleOf = (dto: Type<object>): object => BODY_RULES.get(dto) ?? {};

/** Every class that has fields. */
export const classesWithFields = (): Type<object>[] =>
  [...FIELDS.keys()].map((prototype) => prototype.constructor as Type<object>);
