/** Formats bytes as a bytea value for a JSON row. */
export function bytea(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`;
}
