import type { Fault } from '../errors';
import { problemOf } from './problem';

/** The shape in which errors are answered. */
export interface Envelope {
  readonly contentType: string;
  /** Value of the WWW-Authenticate header of a 401; null: none. */
  readonly challenge: string | null;
  /** `instance` is the path without its query. */
  bodyOf(fault: Fault, instance: string, requestId: string): object;
}

/** For Nest: `(fault) => text`, how a fault is called where another envelope than problem details is used. */
export const OTHER_WORDS = Symbol('other words of faults');

/** RFC 9457 problem details: everywhere but where a vendor's contract has another envelope. `base` begins the `type` of each; null: it is relative. */
export const problemEnvelope = (base: string | null): Envelope => ({
  contentType: 'application/problem+json; charset=utf-8',
  challenge: 'Bearer realm="portico", OneMoney-HMAC-SHA256',
  bodyOf: (fault, instance, requestId) => problemOf(fault, instance, requestId, base ?? ''),
});
