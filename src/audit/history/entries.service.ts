import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import { ProofsService } from '../../tlog/proofs.service';
import type { FindEventsQueryDto } from './find-events.query.dto';
import { EntriesRepository, type EntryPage, type StoredEntry } from './entries.repository';

const USUAL = 50;

/** What a consumer may read: its own entries, and events about its own subjects in which no consumer acted. */
@Injectable()
export class EntriesService {
  constructor(
    private readonly repository: EntriesRepository,
    private readonly proofs: ProofsService,
  ) {}

  /** A page, newest first. It may be short or empty although there are more entries. */
  async find({ clientId }: Caller, query: FindEventsQueryDto): Promise<EntryPage> {
    const { subject, consumer, action, result, since, until, cursor, limit = USUAL } = query;
    const filter = {
      subject,
      consumer,
      action,
      result,
      since: since === undefined ? undefined : new Date(since),
      until: until === undefined ? undefined : new Date(until),
      after: cursor,
    };
    return this.repository.list(clientId, filter, limit);
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
