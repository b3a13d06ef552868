import { hash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/** Compares two texts in constant time, whatever their lengths. */
export const isSameText = (presented: string, expected: string): boolean =>
  timingSafeEqual(digest(presented), digest(expected));
