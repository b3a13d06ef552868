import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { type EntryFilter, type StoredEntry, WholeLog } from '../audit/history/whole-log';
import type { Leaf } from '../audit/leaf';
import { Fault, fieldFault } from '../errors';
import { ProofsService } from '../tlog/proofs.service';

/** Entries in a pack, and entries of its subject that are looked through, at most. */
export const MAX_ENTRIES = 1_000;
const MAX_READ = 10_000;
const PAGE = 500;
/** Milliseconds between two reads of entries that are not sealed, and for all of them. */
const POLL_MS = 150;
const SEALED_MS = 10_000;

/** An entry with its receipt. */
export interface ProvedEntry {
  readonly leafIndex: number;
  readonly entry: Leaf;
  /** A c2sp.org/tlog-proof. */
  readonly receipt: string;
}

/** Entries, oldest first, all proved against one checkpoint. */
export interface ProvedEntries {
  readonly entries: readonly ProvedEntry[];
  readonly checkpoint: string;
}

/** Which entries of a subject. */
export interface EntryScope {
  readonly subject: string;
  /** `since` is inclusive, `until` exclusive; null: without end. */
  readonly since: Date | null;
  readonly until: Date | null;
  isAbout(entry: Leaf): boolean;
}

const entryOf = (leaf: Buffer): Leaf => JSON.parse(leaf.subarray(leaf.indexOf('\n') + 1).toString()) as Leaf;

interface Read {
  readonly leaf: Buffer;
  readonly leafIndex: number | null;
  readonly entry: Leaf;
}

/** The entries of a pack. */
@Injectable()
export class EvidenceEntries {
  constructor(
    private readonly log: WholeLog,
    private readonly proofs: ProofsService,
  ) {}

  /** Waits until all are sealed. Throws Fault `bad-request` for too many of them, `not-provable-yet`. */
  async of(scope: EntryScope): Promise<ProvedEntries> {
    for (const latest = performance.now() + SEALED_MS; ; await pause(POLL_MS)) {
      const found = await this.read(scope);
      const { size, checkpoint, of } = await this.proofs.receipts();
      const sealed = found.flatMap((one) =>
        one.leafIndex !== null && one.leafIndex < size ? [{ ...one, leafIndex: one.leafIndex }] : [],
      );
      if (sealed.length === found.length) {
        const entries: ProvedEntry[] = [];
        for (const { leaf, leafIndex, entry } of sealed)
          entries.push({ leafIndex, entry, receipt: await of(leafIndex, leaf) });
        return { entries, checkpoint };
      }
      if (performance.now() > latest) throw new Fault('not-provable-yet');
    }
  }

  /** The entry with this id. Throws Fault `not-found` or `not-provable-yet`. */
  async one(entryId: string): Promise<ProvedEntry> {
    const { leaf, leafIndex } = await this.log.get(entryId);
    return { leafIndex: leafIndex ?? 0, entry: entryOf(leaf), receipt: await this.log.receipt(entryId) };
  }

  private async read({ subject, since, until, isAbout }: EntryScope): Promise<Read[]> {
    const all: Read[] = [];
    const filter: EntryFilter = { subject, since: since ?? undefined, until: until ?? undefined };
    for (let after: string | null | undefined; after !== null;) {
      const page = await this.log.list({ ...filter, after }, PAGE);
      all.push(...page.entries.map(readOf));
      after = page.next;
      if (all.length > MAX_READ) throw tooMany(MAX_READ);
    }
    const chosen = chosenOf(all.toReversed(), isAbout);
    if (chosen.length > MAX_ENTRIES) throw tooMany(MAX_ENTRIES);
    return [...(await this.intentsOf(chosen)), ...chosen].toSorted((a, b) =>
      a.entry.entry_id < b.entry.entry_id ? -1 : 1,
    );
  }

  /** The INTENTs that these entries end, and that are audited under another subject. */
  private async intentsOf(entries: readonly Read[]): Promise<Read[]> {
    const known = new Set(entries.map(({ entry }) => entry.entry_id));
    const missing = entries.flatMap(({ entry: { intent_id: id } }) => (id !== null && !known.has(id) ? [id] : []));
    return Promise.all([...new Set(missing)].map(async (id) => readOf(await this.log.get(id))));
  }
}

const readOf = ({ leaf, leafIndex }: StoredEntry): Read => ({ leaf, leafIndex, entry: entryOf(leaf) });

/** Those that the scope is about, and the ends of their intents, which may name nothing themselves. */
function chosenOf(all: readonly Read[], isAbout: (entry: Leaf) => boolean): Read[] {
  const own = new Set(all.filter(({ entry }) => isAbout(entry)).map(({ entry }) => entry.entry_id));
  return all.filter(
    ({ entry: { entry_id: id, intent_id: intent } }) => own.has(id) || (intent !== null && own.has(intent)),
  );
}

const tooMany = (most: number): Fault =>
  fieldFault('/until', 'too_many', `has more than ${most} entries: choose a shorter period`);
