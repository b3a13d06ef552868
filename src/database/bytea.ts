/** A bytea in a JSON row. */
export function bytea(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`;
}
