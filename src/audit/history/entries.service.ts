import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import { ProofsService } from '../../tlog/proofs.service';
import type { FindEventsQueryDto } from './find-events.query.dto';
import { type EntryFilter, EntriesRepository, type EntryPage, type StoredEntry } from './entries.repository';
import { SubjectReferences } from './subject-references';

const USUAL = 50;
/** Milliseconds after a request began in which its entries are looked for. */
const REQUEST_MS = 600_000;
/** Milliseconds since the epoch: later ends have no id, which holds 48 bits of them. */
const LATEST_MS = 2 ** 48 - 1 - REQUEST_MS;
const EMPTY: EntryPage = { entries: [], next: null };

/** Both filters: of two times, the one that leaves fewer entries. */
const within = (one: EntryFilter, other: EntryFilter): EntryFilter => ({
  ...one,
  ...other,
  since: [one.since, other.since].filter((time) => time !== undefined).toSorted((a, b) => b.getTime() - a.getTime())[0],
  until: [one.until, other.until].filter((time) => time !== undefined).toSorted((a, b) => a.getTime() - b.getTime())[0],
});

/** What a consumer may read: its own entries, and events about its own subjects in which no consumer acted. */
@Injectable()
export class EntriesService {
  constructor(
    private readonly repository: EntriesRepository,
    private readonly proofs: ProofsService,
    private readonly references: SubjectReferences,
  ) {}

  /** A page, newest first. It may be short or empty although there are more entries. */
  async find(caller: Caller, query: FindEventsQueryDto): Promise<EntryPage> {
    const { reference, subject, consumer, action, result, since, until, cursor, limit = USUAL } = query;
    const filter = {
      subject,
      consumer,
      action,
      result,
      since: since === undefined ? undefined : new Date(since),
      until: until === undefined ? undefined : new Date(until),
      after: cursor,
    };
    const about = reference === undefined ? {} : await this.aboutReference(caller, reference);
    if (about === null || (subject !== undefined && about.subject !== undefined && subject !== about.subject))
      return EMPTY;
    return this.repository.list(caller.clientId, within(filter, about), limit);
  }

  /**
   * What to filter by: the reference's subject, or, where it is the id of a request (UUID v7, which holds the time of
   * the request: RFC 9562, 5.7), that request's entries. Null: neither.
   */
  private async aboutReference({ consumerId }: Caller, reference: string): Promise<EntryFilter | null> {
    const subject = await this.references.find(consumerId, reference);
    if (subject !== null) return { subject };
    if (!isUUID(reference, '7')) return null;
    const begun = Number.parseInt(reference.slice(0, 13).replace('-', ''), 16);
    if (begun > LATEST_MS) return null;
    return {
      requestId: reference.toLowerCase(),
      since: new Date(begun),
      until: new Date(begun + REQUEST_MS),
    };
  }

  /** Throws Fault `not-found`. */
  async get({ clientId }: Caller, entryId: string): Promise<StoredEntry> {
    const found = isUUID(entryId) ? await this.repository.find(clientId, entryId) : null;
    if (!found) throw new Fault('not-found');
    return found;
  }

  /** Throws Fault `not-found` or `not-provable-yet`. */
  async receipt(caller: Caller, entryId: string): Promise<string> {
    const { leaf } = await this.get(caller, entryId);
    return this.proofs.receipt(entryId.toLowerCase(), leaf);
  }
}
