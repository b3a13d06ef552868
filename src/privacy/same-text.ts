import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares two texts in constant time, whatever their lengths. */
export const isSameText = (presented: string, expected: string): boolean =>
  timingSafeEqual(digest(presented), digest(expected));
