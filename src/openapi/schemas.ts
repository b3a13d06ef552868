import { ANY_UUID } from '../input/bounded-text';
import { bodyRuleOf, classesWithFields } from '../input/field';
import { MAX_PATH_VALUE } from '../http/path-values';
import { SCOPES_EXTENSION } from '../http/request/caller';
import { ROLES_EXTENSION } from '../http/request/operator';
import { BUSINESS_RULES, JSON_RULES, SCHEMA_RULES } from '../field-rules';

type Json = Record<string, unknown>;
type Schemas = Record<string, Json>;

/** The parts of an OpenAPI document that are changed here. */
export interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Schemas; responses?: Record<string, object>; headers?: Record<string, object> };
}

export interface Operation {
  readonly operationId: string;
  description?: string;
  security?: unknown;
  readonly [SCOPES_EXTENSION]?: readonly string[];
  readonly [ROLES_EXTENSION]?: readonly string[];
  readonly parameters?: { name: string; in: string; schema: Json; style?: string; explode?: boolean }[];
  readonly requestBody?: { required?: boolean; content: Record<string, { schema: Json }> };
  readonly responses: Record<string, { description?: string; content?: Record<string, unknown> } & Json>;
}

/** Leaves out the other paths, and the schemas that only those have. */
export function keepPaths({ paths, components: { schemas } }: Document, isKept: (path: string) => boolean): void {
  for (const path of Object.keys(paths)) if (!isKept(path)) delete paths[path];
  const kept = new Set<string>();
  const reach = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    const { $ref } = value as Json;
    const name = typeof $ref === 'string' ? $ref.split('/').at(-1)! : null;
    if (name !== null && !kept.has(name)) {
      kept.add(name);
      reach(schemas[name]);
    }
    for (const part of Object.values(value)) reach(part);
  };
  reach(paths);
  for (const name of Object.keys(schemas)) if (!kept.has(name)) delete schemas[name];
}

export const operationsOf = ({ paths }: Document): Operation[] =>
  Object.values(paths).flatMap((item) => Object.values(item));

/** A value of dots alone is a dot segment, which would make it another path (RFC 3986, 3.3). */
const NO_DOTS_ALONE = '[^.]';

const EXAMPLE_KEY = '2b7c9d10-6e4f-4f0a-8a2d-9c3b1e5f7a60';

/** Describes requests as they are checked: no other members, comma-separated lists, bounded path values and keys. */
export function closeRequests(document: Document): void {
  for (const dto of classesWithFields())
    if (document.components.schemas[dto.name]) Object.assign(document.components.schemas[dto.name]!, bodyRuleOf(dto));
  for (const { parameters = [], requestBody } of operationsOf(document)) {
    for (const { schema } of Object.values(requestBody?.content ?? {})) close(schema, document.components.schemas);
    for (const parameter of parameters) {
      if (parameter.in === 'query' && parameter.schema.type === 'array')
        Object.assign(parameter, { style: 'form', explode: false });
      if (parameter.in === 'path')
        Object.assign(parameter.schema, {
          minLength: 1,
          maxLength: MAX_PATH_VALUE,
          ...(parameter.schema.format ? {} : { pattern: NO_DOTS_ALONE }),
        });
      if (parameter.name === 'Idempotency-Key')
        Object.assign(parameter.schema, { example: EXAMPLE_KEY, ...parameter.schema, ...ANY_UUID.schema });
    }
  }
}

function close(schema: Json, schemas: Schemas): void {
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1)! : null;
  const target = name === null ? schema : schemas[name]!;
  if (target.type === 'object') target.additionalProperties ??= false;
  for (const member of Object.values((target.properties ?? {}) as Schemas)) close(member, schemas);
  for (const part of [target.allOf, target.anyOf, target.oneOf].flat()) if (part) close(part as Json, schemas);
}

/** Rewrites a nullable enumeration for type generators, as in JSON Schema 2020-12: the values, or null. */
export function separateNulls(value: unknown): void {
  if (value === null || typeof value !== 'object') return;
  const schema = value as Json;
  if (Array.isArray(schema.enum) && schema.enum.includes(null)) {
    const words = schema.enum.filter((word) => word !== null);
    delete schema.enum;
    delete schema.type;
    schema.anyOf = [{ type: 'string', enum: words }, { type: 'null' }];
  }
  for (const part of Object.values(schema)) separateNulls(part);
}

const schemaOf = (description: string, rules: Readonly<Record<string, string>>): Json => ({
  type: 'string',
  description: `${description}\n\n${Object.entries(rules)
    .map(([name, text]) => `- \`${name}\`: ${text}`)
    .join('\n')}`,
  enum: Object.keys(rules),
});

/** The rules that a field error may name, each with its requirement. */
export function fieldRuleSchemas(): Schemas {
  return {
    SchemaRule: schemaOf('A rule that the schema of the request states.', SCHEMA_RULES),
    JsonRule: schemaOf(
      'A rule for every body: JSON (RFC 8259) as I-JSON (RFC 7493) has it, and within bounds.',
      JSON_RULES,
    ),
    BusinessRule: schemaOf('A rule that no schema can state.', BUSINESS_RULES),
  };
}

/** Makes the problem types in examples absolute, as they are answered under this base address. */
export function makeAbsolute(value: unknown, base: string): void {
  if (value === null || typeof value !== 'object') return;
  const example = value as Json;
  if (typeof example.type === 'string' && example.type.startsWith('/errors#')) example.type = base + example.type;
  for (const part of Object.values(example)) makeAbsolute(part, base);
}
