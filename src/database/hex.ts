/** A bytea in a JSON row. */
export function hex(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`;
}
