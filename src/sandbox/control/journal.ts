/** The sandbox's verdict on a request's credentials. */
export interface SignatureVerdict {
  readonly verdict: 'genuine' | 'refused' | 'none';
  readonly reason: string | null;
  /** The string that should have been signed, line by line. */
  readonly canonical: string | null;
  /** For a wrong signature that can be explained: what was signed, compared with what should have been. */
  readonly diff: readonly string[] | null;
}

export interface JournalEntry {
  readonly id: string;
  readonly at: string;
  readonly vendor: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly idempotency_key: string | null;
  readonly body: unknown;
  status: number | null;
  /** The partner of 1Money, or the organisation of FinPro, whose credentials were accepted. */
  entity: string | null;
  signature: SignatureVerdict | null;
  fault: string | null;
}

const MAX_KEPT = 5_000;

/** The requests that arrived at the vendors, newest last, in memory. */
export class Journal {
  private entries: JournalEntry[] = [];

  add(entry: JournalEntry): void {
    this.entries.push(entry);
    if (this.entries.length > MAX_KEPT) this.entries = this.entries.slice(-MAX_KEPT / 2);
  }

  /** The newest `limit`, oldest first; `path` selects by its beginning. */
  list({ vendor, path, limit = 200 }: { vendor?: string; path?: string; limit?: number }): readonly JournalEntry[] {
    return this.entries
      .filter((entry) => (!vendor || entry.vendor === vendor) && (!path || entry.path.startsWith(path)))
      .slice(-limit);
  }

  clear(): void {
    this.entries = [];
  }
}
