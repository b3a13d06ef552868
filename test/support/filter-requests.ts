import fs from 'node:fs';
import path from 'node:path';

interface Schema {
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly type?: string;
  readonly minimum?: number;
  readonly example?: unknown;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly example?: unknown;
  readonly schema: Schema;
}

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly parameters?: readonly Parameter[] }>>>>;
}

const document = JSON.parse(fs.readFileSync(path.resolve(__dirname, '../../../openapi.json'), 'utf8')) as Document;
const { schemas } = document.components;
const resolved = (schema: Schema): Schema => (schema.$ref ? schemas[schema.$ref.split('/').at(-1)!]! : schema);

/** Well-formed values; most of them name nothing that exists. */
function valuesOf({ example, schema: given }: Parameter): string[] {
  const schema = resolved(given);
  const known = String(schema.example ?? example ?? 'no-such-thing');
  if (schema.enum) return [...schema.enum];
  if (schema.format === 'uuid') return ['019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9ff', '01890a5d-ac96-774b-bcce-b302099a8057'];
  if (schema.format === 'date-time') return ['2020-01-15T00:00:00.000Z', new Date().toISOString()];
  if (schema.type === 'integer' || schema.type === 'number') return [String(schema.minimum ?? 1)];
  return [...new Set([known, 'no-such-thing', 'NOSUCHTHING', 'ffffffff-5d6e-7c35-a1b2-0f6f2a11c9ff', 'ACC17'])];
}

/** Every GET with each value of each query parameter, and with each pair of parameters. */
export function filterRequests(subscriptionId: string, cursorOf: ReadonlyMap<string, string> = new Map()): string[] {
  return Object.entries(document.paths).flatMap(([address, { get }]) => {
    if (!get) return [];
    const parameters = (get.parameters ?? []).map((parameter) =>
      parameter.name === 'cursor' && cursorOf.has(address)
        ? { ...parameter, schema: { enum: [cursorOf.get(address)!] } }
        : parameter,
    );
    const queries = parameters.filter((parameter) => parameter.in === 'query');
    const singles = queries.flatMap((parameter) => valuesOf(parameter).map((value) => [[parameter.name, value]]));
    const pairs = queries.flatMap((one, index) =>
      queries.slice(index + 1).map((other) => [
        [one.name, valuesOf(one).at(-1)!],
        [other.name, valuesOf(other).at(-1)!],
      ]),
    );
    return [[], ...singles, ...pairs].flatMap((query) =>
      targets(address, parameters, subscriptionId).map((target) =>
        query.length === 0 ? target : `${target}?${new URLSearchParams(query as [string, string][])}`,
      ),
    );
  });
}

/** The path with values for its parameters: the subscription with many deliveries; otherwise unknown ids. */
function targets(address: string, parameters: readonly Parameter[], subscriptionId: string): string[] {
  const names = parameters.filter((parameter) => parameter.in === 'path');
  return names.reduce<string[]>(
    (paths, parameter) => {
      const values = parameter.name === 'subscription_id' ? [subscriptionId] : valuesOf(parameter);
      return paths.flatMap((target) =>
        values.map((value) => target.replace(`{${parameter.name}}`, encodeURIComponent(value))),
      );
    },
    [address],
  );
}
