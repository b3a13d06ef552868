import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { SubjectKeys } from '../../privacy/subject-keys';
import { descending, HIGHEST_ID, indexRange, LOWEST_ID } from '../../search/index-range';
import { SEARCHES, Searches } from '../../search/searches';
import { Consent } from '../consent.entity';

/** Lists the journeys of a consumer, on the connections of searches. */
@Injectable()
export class ConsentListRepository {
  constructor(
    @InjectRepository(Consent, SEARCHES) private readonly consents: Repository<Consent>,
    private readonly searches: Searches,
    private readonly subjectKeys: SubjectKeys,
  ) {}

  /** Newest first, beginning after the journey `before`; consents of erased persons are included. */
  async page(
    consumerId: string,
    {
      from = LOWEST_ID,
      before,
      accountId,
      most,
    }: { from?: string; before: string | null; accountId: string | null; most: number },
  ): Promise<Consent[]> {
    const accountIndex = accountId === null ? null : this.subjectKeys.accountIndexOf(consumerId, accountId);
    const columns = ['c.consumerId', ...(accountIndex ? ['c.accountIndex'] : []), 'c.journeyId'];
    const range = indexRange(columns, [':consumerId', ...(accountIndex ? [':accountIndex'] : [])], ':from', ':before');
    const values = { consumerId, accountIndex, from, before: before ?? HIGHEST_ID };
    return this.searches.run(consumerId, () =>
      this.consents.createQueryBuilder('c').where(range, values).orderBy(descending(columns)).limit(most).getMany(),
    );
  }

  /** Of any consumer, by Portico's id or by handle. */
  async findAnywhere(id: string): Promise<Consent[]> {
    return reading(() => this.consents.findBy([{ journeyId: id }, { consentHandle: id }]));
  }

  /** Of any consumer, by Portico's ids or by handles; and those of persons. */
  async findAll(ids: readonly string[], subjectIds: readonly string[]): Promise<Consent[]> {
    const [any, persons] = [In([...ids]), subjectIds.length === 0 ? [] : [{ subjectId: In([...subjectIds]) }]];
    return reading(() => this.consents.findBy([{ journeyId: any }, { consentHandle: any }, ...persons]));
  }
}
