import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '../../errors';
import { ProofsService } from '../../tlog/proofs.service';
import { EntriesRepository, type EntryFilter, type EntryPage, type StoredEntry } from './entries.repository';

export type { EntryFilter, StoredEntry } from './entries.repository';

/** Milliseconds between two questions for a receipt, and until the entry is usually sealed, several times. */
const POLL_MS = 200;
const SEALED_MS = 10_000;

/** Which entries to export, by the time in their ids. */
export interface ExportRange {
  readonly since: Date;
  /** Exclusive. */
  readonly until: Date;
  /** The last entry of the page before; null: the first page. */
  readonly after: string | null;
  readonly most: number;
}

/** Lines of JSON, an entry and its receipt in each, and the last entry; null when no more are sealed. */
export interface ExportPage {
  readonly lines: readonly string[];
  readonly next: string | null;
}

/** The whole log, of all who act: for auditors. */
@Injectable()
export class WholeLog {
  constructor(
    private readonly repository: EntriesRepository,
    private readonly proofs: ProofsService,
  ) {}

  /** A page, newest first. It may be short or empty although there are more entries. */
  list(filter: EntryFilter, most: number): Promise<EntryPage> {
    return this.repository.listAll(filter, most);
  }

  /** Throws Fault `not-found`. */
  async get(entryId: string): Promise<StoredEntry> {
    const found = isUUID(entryId) ? await this.repository.findAny(entryId) : null;
    if (!found) throw new Fault('not-found', { detail: 'There is no such entry.' });
    return found;
  }

  /** Throws Fault `not-found` or `not-provable-yet`. */
  async receipt(entryId: string): Promise<string> {
    const { leaf } = await this.get(entryId);
    return this.proofs.receipt(entryId.toLowerCase(), leaf);
  }

  /** The same, once the entry is sealed; null where nothing seals the log, or not in time. */
  async receiptOnceSealed(entryId: string): Promise<string | null> {
    for (const until = performance.now() + SEALED_MS; performance.now() < until; await pause(POLL_MS)) {
      try {
        return await this.receipt(entryId);
      } catch (error) {
        if (!(error instanceof Fault) || error.faultName !== 'not-provable-yet') throw error;
        if (!(await this.isSealed())) return null;
      }
    }
    return null;
  }

  private isSealed(): Promise<boolean> {
    return this.proofs.checkpoint().then(
      () => true,
      () => false,
    );
  }

  /** All receipts of a page are against one checkpoint. Throws Fault `not-provable-yet` while nothing is sealed. */
  async export({ since, until, after, most }: ExportRange): Promise<ExportPage> {
    const receipts = await this.proofs.receipts();
    const entries = await this.repository.sealedBetween(since, until, after, receipts.size, most);
    const lines: string[] = [];
    for (const { leaf, leaf_index: index } of entries) {
      const entry = JSON.parse(leaf.subarray(leaf.indexOf('\n') + 1).toString()) as unknown;
      lines.push(JSON.stringify({ leaf_index: index, entry, receipt: await receipts.of(index, leaf) }));
    }
    return { lines, next: entries.length === most ? entries.at(-1)!.entry_id : null };
  }
}
