export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** JSON Canonicalization Scheme (RFC 8785). RangeError for NaN, infinities, lone surrogates (3.2.2.2, 3.2.2.3). */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item as Json)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value as Record<string, Json>)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${canonicalJson(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' ? !Number.isFinite(value) : typeof value === 'string' && !value.isWellFormed())
    throw new RangeError('the value has no canonical JSON');
  return JSON.stringify(value);
}
