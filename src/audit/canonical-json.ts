export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** JSON Canonicalization Scheme (RFC 8785). RangeError for NaN, infinities, lone surrogates (3.2.2.2, 3.2.2.3). */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item as Json)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const object = value as Readonly<Record<string, Json>>;
    let members = '';
    // The default order of sort is that of UTF-16 code units (3.2.3).
    for (const key of Object.keys(object).sort())
      members += `${members && ','}${canonicalJson(key)}:${canonicalJson(object[key]!)}`;
    return `{${members}}`;
  }
  if (typeof value === 'number' ? !Number.isFinite(value) : typeof value === 'string' && !value.isWellFormed())
    throw new RangeError('the value has no canonical JSON');
  return JSON.stringify(value);
}
