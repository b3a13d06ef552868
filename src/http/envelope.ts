import type { Fault } from '../errors';
import { problemOf } from './problem';

/** The shape in which errors are answered. */
export interface Envelope {
  readonly contentType: string;
  /** Value of the WWW-Authenticate header of a 401; null: none. */
  readonly challenge: string | null;
  /** Headers that the vendor sends with such an error. */
  readonly headersOf?: (fault: Fault) => Record<string, string>;
  /** `instance` is the path without its query. */
  bodyOf(fault: Fault, instance: string, requestId: string): object;
}

/** RFC 9457 problem details: everywhere but where a vendor's contract has another envelope. */
export const PROBLEM_ENVELOPE: Envelope = {
  contentType: 'application/problem+json; charset=utf-8',
  challenge: 'Bearer realm="portico", OneMoney-HMAC-SHA256',
  bodyOf: problemOf,
};
