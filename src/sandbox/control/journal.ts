import type { FastifyReply } from 'fastify';

/** The sandbox's verdict on a request's credentials. */
export interface SignatureVerdict {
  readonly verdict: 'genuine' | 'refused' | 'none';
  readonly reason: string | null;
  /** The string that should have been signed, line by line. */
  readonly canonical: string | null;
  /** For a wrong signature that can be explained: the string that was signed. */
  readonly signed: string | null;
  /** The same, compared with the string that should have been signed. */
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
  /** The partner of 1Money, or the organisation of FinPro, that the request names, whether or not it was accepted. */
  readonly named: string | null;
  /** The partner of 1Money, or the organisation of FinPro, whose credentials were accepted. */
  entity: string | null;
  signature: SignatureVerdict | null;
  fault: string | null;
}

/** What was sent back, also by a fault. */
export interface JournalAnswer {
  readonly status: number;
  /** Its beginning, where it is longer than the journal keeps. */
  readonly body: string;
}

/** Whose requests are wanted, and which of them. */
export interface JournalFilter {
  readonly isWanted: (entry: JournalEntry) => boolean;
  /** The id of a request: only older ones. */
  readonly before?: string;
  readonly limit: number;
}

const UNREADABLE = ' bytes that are not JSON';

/** A body as the journal keeps it: the JSON, its size when it is none, null when there is no body. */
export function readableBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return body.length === 0 ? null : body.length + UNREADABLE;
  }
}

/** Whether only the size of a body is kept. */
export const isUnreadable = (body: unknown): boolean => typeof body === 'string' && body.endsWith(UNREADABLE);

const MAX_KEPT = 5_000;
/** Characters of an answer. */
const MAX_ANSWER = 4_000;

/** The requests that arrived at the vendors, newest last, in memory. */
export class Journal {
  private entries: JournalEntry[] = [];
  private readonly answers = new WeakMap<JournalEntry, JournalAnswer>();
  private readonly open = new WeakMap<FastifyReply, JournalEntry>();

  /** `reply`: by which it will be answered. */
  add(entry: JournalEntry, reply: FastifyReply): void {
    this.entries.push(entry);
    this.open.set(reply, entry);
    if (this.entries.length > MAX_KEPT) this.entries = this.entries.slice(-MAX_KEPT / 2);
  }

  /** The newest `limit`, oldest first; `path` selects by its beginning. */
  list({ vendor, path, limit = 200 }: { vendor?: string; path?: string; limit?: number }): readonly JournalEntry[] {
    return this.entries
      .filter((entry) => (!vendor || entry.vendor === vendor) && (!path || entry.path.startsWith(path)))
      .slice(-limit);
  }

  /** Called for everything that is sent; only answers to requests of the journal are kept. */
  answered(reply: FastifyReply, body: unknown): void {
    const entry = this.open.get(reply);
    if (!entry) return;
    const text = typeof body === 'string' ? body : '';
    // A part of a text would keep all of it in memory.
    const kept = text.length <= MAX_ANSWER ? text : Buffer.from(text.slice(0, MAX_ANSWER)).toString();
    this.answers.set(entry, { status: reply.statusCode, body: kept });
  }

  /** Null: none was sent, or not yet. */
  answerTo(entry: JournalEntry): JournalAnswer | null {
    return this.answers.get(entry) ?? null;
  }

  find(id: string): JournalEntry | null {
    return this.entries.find((entry) => entry.id === id) ?? null;
  }

  /** Newest first. */
  page({ isWanted, before, limit }: JournalFilter): readonly JournalEntry[] {
    const found: JournalEntry[] = [];
    const last = before === undefined ? -1 : this.entries.findIndex(({ id }) => id === before);
    for (let at = (last < 0 ? this.entries.length : last) - 1; at >= 0 && found.length < limit; at--)
      if (isWanted(this.entries[at]!)) found.push(this.entries[at]!);
    return found;
  }

  clear(): void {
    this.entries = [];
  }
}
