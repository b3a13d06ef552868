import { randomBytes } from 'node:crypto';

/** Where in a trace something happens (W3C Trace Context). */
export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits, of the span that is going on. */
  readonly spanId: string;
  /** Whether it is recorded. */
  readonly isSampled: boolean;
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;
const SAMPLED = 0x01;

/** Null when the header is absent or not what the specification says; then a trace begins here. */
export function parseTraceparent(header: string | string[] | undefined): TraceContext | null {
  const [, traceId, spanId, flags] = (typeof header === 'string' && TRACEPARENT.exec(header)) || [];
  return traceId && spanId && flags ? { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED } : null;
}

/** A span under another, or the first of a trace. */
export function spanUnder(parent: TraceContext | null): TraceContext {
  return { traceId: parent?.traceId ?? randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex'), isSampled: parent?.isSampled ?? true };
}
