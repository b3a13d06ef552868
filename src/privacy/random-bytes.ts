import { randomFillSync } from 'node:crypto';

const drawn = Buffer.alloc(4_096);
let used = drawn.length;

/**
 * Random bytes for nonces, keys and one-time tokens, 64 at most. They are drawn by the thousand: a call of the
 * generator takes as long as encrypting. Each is handed out once, and not kept here.
 */
export function randomBytesOf(length: number): Buffer {
  if (used + length > drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  const bytes = Buffer.from(drawn.subarray(used, used + length));
  drawn.fill(0, used, used + length);
  used += length;
  return bytes;
}
