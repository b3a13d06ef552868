import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

export type Schema = Record<string, unknown> & { readonly $ref?: string };

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
  readonly example?: unknown;
}

export interface Media {
  readonly schema?: Schema;
  readonly examples?: Record<string, { readonly value: Record<string, unknown> }>;
}

export interface Answer {
  readonly $ref?: string;
  readonly content?: Record<string, Media>;
}

export interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Record<string, Media> };
  readonly responses: Readonly<Record<string, Answer>>;
  readonly security: readonly Record<string, unknown>[];
}

interface Raw {
  readonly paths: Record<string, Record<string, Omit<Operation, 'method' | 'path'>>>;
  readonly components: {
    readonly schemas: Record<string, Schema>;
    readonly responses: Record<string, Answer>;
    readonly securitySchemes: Record<string, { readonly type: string; readonly name?: string }>;
  };
}

/** An OpenAPI document as a client reads it, without other knowledge of the server. */
export class ApiDocument {
  readonly operations: readonly Operation[];
  /** The rules that no schema states, by name, with their text. */
  readonly rules: ReadonlyMap<string, string>;
  private readonly ajv = addFormats(new Ajv2020({ strict: false, formats: { 'idn-email': true } }));
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(private readonly raw: Raw) {
    this.operations = Object.entries(raw.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        ...operation,
        parameters: operation.parameters ?? [],
        method: method.toUpperCase(),
        path,
      })),
    );
    const { BusinessRule, JsonRule } = raw.components.schemas;
    const listed = `${String(BusinessRule!.description)}\n${String(JsonRule!.description)}`.matchAll(
      /^- `(\w+)`: (.*)$/gm,
    );
    this.rules = new Map([...listed].map(([, name, text]) => [name!, text!.replaceAll('`', '')]));
    this.ajv.addSchema({ $id: 'document', components: raw.components } as AnySchema);
    this.ajv.addSchema({ $id: 'closed', components: { schemas: closed(raw.components.schemas) } } as AnySchema);
  }

  /** The header of a security scheme's credentials. */
  headerOf(scheme: string): string {
    const { type, name } = this.raw.components.securitySchemes[scheme]!;
    return type === 'http' ? 'Authorization' : name!;
  }

  schemaOf(schema: Schema): Schema {
    return schema.$ref ? this.raw.components.schemas[nameIn(schema.$ref)]! : schema;
  }

  answerOf({ responses }: Operation, status: number): Answer | undefined {
    const found = responses[String(status)];
    return found?.$ref ? this.raw.components.responses[nameIn(found.$ref)] : found;
  }

  /** Whether a value matches the schema. */
  fits(schema: Schema, value: unknown): boolean {
    return this.validate('document', schema)(value) as boolean;
  }

  /** Differences between a response and the closed schema, which has the documented members only. */
  misfitsOf(schema: Schema, value: unknown): string | null {
    const validate = this.validate('closed', schema);
    return validate(value) ? null : this.ajv.errorsText(validate.errors);
  }

  private validate(base: 'document' | 'closed', schema: Schema): ValidateFunction {
    const text = JSON.stringify(base === 'closed' ? closed(schema) : schema).replaceAll('"#/', `"${base}#/`);
    const found = this.validators.get(base + text) ?? this.ajv.compile(JSON.parse(text) as AnySchema);
    this.validators.set(base + text, found);
    return found;
  }
}

const nameIn = (reference: string): string => reference.split('/').at(-1)!;

/** The same schema with closed objects: no additional members. */
function closed<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(closed) as T;
  if (schema === null || typeof schema !== 'object') return schema;
  const parts = Object.fromEntries(
    Object.entries(schema).map(([name, part]) => [
      name,
      name === 'example' || name === 'examples' ? part : closed(part),
    ]),
  );
  return (
    'properties' in parts && typeof parts.properties === 'object' && parts.type === 'object'
      ? { additionalProperties: false, ...parts }
      : parts
  ) as T;
}
