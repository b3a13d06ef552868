import { isUtf8 } from 'node:buffer';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (json: unknown): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** Undefined when the bytes are not JSON in UTF-8. */
export function parseJson(body: Buffer): unknown {
  try {
    return isUtf8(body) ? JSON.parse(body.toString().replace(/^\uFEFF/, '')) : undefined;
  } catch {
    return undefined;
  }
}
