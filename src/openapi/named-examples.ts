import { type Document, operationsOf } from './schemas';

type Json = Record<string, unknown>;
interface Media {
  schema?: Json;
  example?: unknown;
  examples?: Json;
}

/** What an unnamed example of this status is called. */
const NAMES: Readonly<Record<string, string>> = {
  200: 'ok',
  201: 'created',
  202: 'accepted',
  401: 'unauthorized',
  503: 'unavailable',
};

/**
 * Gives every outcome for programs a named example: successes one that is put together from the examples of their
 * members, unless the operation has its own.
 */
export function nameExamples(document: Document): void {
  for (const { responses } of operationsOf(document))
    for (const [status, { description, content = {} }] of Object.entries(responses))
      for (const [type, media] of Object.entries(content) as [string, Media][]) {
        if (media.examples !== undefined || type === 'text/html') continue;
        const value = media.example ?? exampleOf(media.schema ?? {}, document.components.schemas);
        delete media.example;
        media.examples = { [NAMES[status] ?? 'example']: { summary: description, value } };
      }
}

/** An example of a schema, from those of its members. */
function exampleOf(schema: Json, schemas: Record<string, Json>): unknown {
  if ('example' in schema) return schema.example;
  if (typeof schema.$ref === 'string') return exampleOf(schemas[schema.$ref.split('/').at(-1)!]!, schemas);
  if ('default' in schema) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((name) => (schema[name] as Json[] | undefined)?.slice(0, 1) ?? []);
  const own = Object.entries((schema.properties ?? {}) as Record<string, Json>).map(([name, member]) => [
    name,
    exampleOf(member, schemas),
  ]);
  if (own.length > 0 || schema.type === 'object') return Object.fromEntries(own);
  if (parts.length > 0) return exampleOf(parts[0]!, schemas);
  if (schema.type === 'array') return [exampleOf((schema.items ?? {}) as Json, schemas)];
  return FORMATS[String(schema.format)] ?? SIMPLE[String([schema.type].flat()[0])] ?? null;
}

const FORMATS: Readonly<Record<string, string>> = { 'date-time': '2026-01-15T09:30:00.512Z' };
const SIMPLE: Readonly<Record<string, unknown>> = { string: 'text', integer: 1, number: 1, boolean: true };
