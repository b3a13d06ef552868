export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (json: unknown): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/**
 * Parses JSON from UTF-8 bytes. Throws when it is not JSON, or when a text has the null character, which the database
 * cannot store.
 */
export function parseJson(bytes: Buffer): unknown {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  return JSON.parse(text, text.includes('\\u0000') ? withoutNull : undefined);
}

function withoutNull(name: string, value: unknown): unknown {
  if (name.includes('\0') || (typeof value === 'string' && value.includes('\0')))
    throw new SyntaxError('a text has the null character');
  return value;
}
