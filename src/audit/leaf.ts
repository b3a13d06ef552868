import { canonicalJson, type Json } from './canonical-json';

/** The content of one audit row. The row's columns are copies of it, for queries. */
export interface Leaf {
  readonly entry_id: string;
  /** RFC 3339 UTC, milliseconds. */
  readonly occurred_at: string;
  readonly request_id: string;
  readonly consumer: string | null;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly phase: 'INTENT' | 'OUTCOME';
  readonly intent_id: string | null;
  readonly vendor: string | null;
  readonly vendor_request_id: string | null;
  readonly result: 'SUCCEEDED' | 'REFUSED' | 'FAILED' | 'UNKNOWN' | null;
  readonly detail: Readonly<Record<string, Json>>;
}

const FORMAT = 'portico.audit/v1';

/** The bytes hashed and proved: format name, LF, leaf in canonical JSON (RFC 8785), UTF-8, no LF at the end. */
export function leafBytes(leaf: Leaf): Buffer {
  return Buffer.from(`${FORMAT}\n${canonicalJson({ ...leaf })}`);
}
