/** A pattern for text from outside, of at most `max` characters (code points, as in JSON Schema). */
export interface BoundedPattern {
  readonly max: number;
  /** The same rule in the OpenAPI document. */
  readonly schema: { readonly maxLength: number; readonly pattern: string; readonly format?: string };
  test(text: string): boolean;
}

/**
 * Checks the length first, so that too long a text costs nothing. The document has the same pattern, read as code
 * points and without flags: the only flag is `u`, for characters beyond ASCII. `isFit` checks the rest of `format`.
 */
export function bounded(
  max: number,
  pattern: RegExp,
  format?: string,
  isFit: (text: string) => boolean = () => true,
): BoundedPattern {
  return {
    max,
    schema: { maxLength: max, pattern: pattern.source, ...(format === undefined ? {} : { format }) },
    test: (text) => !isLonger(text, max) && pattern.test(text) && isFit(text),
  };
}

/** Whether a text has more than `max` code points; these are counted only up to 2 × `max` UTF-16 code units. */
export const isLonger = (text: string, max: number): boolean =>
  text.length > max && (text.length > 2 * max || [...text].length > max);

/** A UUID (RFC 9562) of any version. */
export const ANY_UUID = bounded(
  36,
  /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$/,
  'uuid',
);

/** Whether the day exists in its month. */
const isOnCalendar = (text: string): boolean =>
  new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === Number(text.slice(8, 10));

/** An RFC 3339 instant (section 5.6), without leap seconds, on a day that exists. */
export const INSTANT = bounded(
  35,
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/,
  'date-time',
  isOnCalendar,
);
export const INSTANT_RULE =
  'must be an instant that exists, by RFC 3339, such as 2026-01-15T09:30:00.000Z (a plus is written %2B)';

/** An http or https URI (RFC 3986): host name or `[::1]`, valid port, no user info. Its users decide which are fit. */
export const RETURN_URL = bounded(
  2048,
  /^[Hh][Tt][Tt][Pp][Ss]?:\/\/(?:\[::1\]|[A-Za-z0-9.-]{1,253})(?::(?:[0-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(?:[/?](?:[!$&-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})*)?(?:#(?:[!$&-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})*)?$/,
  'uri',
);
export const RETURN_URL_RULE = 'must be an absolute https URL, percent-encoded, without user info';

/** The same, but the host may be any IPv6 address, and there is no fragment. */
export const TARGET_URL = bounded(
  2048,
  /^[Hh][Tt][Tt][Pp][Ss]?:\/\/(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,253})(?::(?:[0-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(?:[/?](?:[!$&-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})*)?$/,
  'uri',
);
export const TARGET_URL_RULE =
  'must be an absolute https URL, percent-encoded, without user info and without a fragment';

/** Where browsers are sent: RETURN_URL with any printable ASCII after the host but `\`, which browsers read as `/`. */
export const BROWSER_URL = bounded(
  2048,
  /^[Hh][Tt][Tt][Pp][Ss]?:\/\/(?:\[::1\]|[A-Za-z0-9.-]{1,253})(?::(?:[0-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(?:[/?#][!-[\]-~]*)?$/,
);
