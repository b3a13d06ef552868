/** Octets that a logo has at most. */
export const MAX_LOGO = 65_536;

/** The formats in which a logo is taken, by their first octets. No SVG, which can carry scripts. */
const SIGNATURES = [
  ['image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff])],
] as const;

/** The media type of a picture; null for one that no page may show. */
export const logoTypeOf = (picture: Buffer): string | null =>
  SIGNATURES.find(([, signature]) => picture.subarray(0, signature.length).equals(signature))?.[0] ?? null;
