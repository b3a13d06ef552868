import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { SubjectKeys } from '../../privacy/subject-keys';
import { descending, HIGHEST_ID, indexRange, LOWEST_ID } from '../../search/index-range';
import { EVERY_CONSUMER, SEARCHES, Searches } from '../../search/searches';
import { Consent } from '../consent.entity';

/** Handles of the consent that one renews, and of the one that renews it; null: none. */
export type Neighbours = Readonly<Record<'renews' | 'renewedBy', string | null>>;

/** A renewal counts while it is pending, and for ever once it was approved. */
const RENEWALS = `
  SELECT c.journey_id AS "journeyId", p.consent_handle AS renews, s.consent_handle AS "renewedBy"
  FROM portico.consents AS c
  LEFT JOIN portico.consents AS p ON p.journey_id = c.renews
  LEFT JOIN LATERAL (
    SELECT n.consent_handle FROM portico.consents AS n
    WHERE n.renews = c.journey_id AND (n.status = 'PENDING' OR n.consent_id IS NOT NULL)
    ORDER BY n.renews DESC, n.journey_id DESC LIMIT 1) AS s ON true
  WHERE c.journey_id = ANY ($1::uuid[])`;

const NO_NEIGHBOURS: Neighbours = { renews: null, renewedBy: null };

/** Lists the journeys of a consumer, on the connections of searches. */
@Injectable()
export class ConsentListRepository {
  constructor(
    @InjectRepository(Consent, SEARCHES) private readonly consents: Repository<Consent>,
    private readonly searches: Searches,
    private readonly subjectKeys: SubjectKeys,
  ) {}

  /**
   * Newest first, beginning after the journey `before`; consents of erased persons are included. `consumerId`: null for
   * those of every consumer, which no accountID finds.
   */
  async page(
    consumerId: string | null,
    {
      from = LOWEST_ID,
      before,
      accountId,
      most,
    }: { from?: string; before: string | null; accountId: string | null; most: number },
  ): Promise<Consent[]> {
    const accountIndex =
      accountId === null || consumerId === null ? null : this.subjectKeys.accountIndexOf(consumerId, accountId);
    const equal = [...(consumerId === null ? [] : ['consumerId']), ...(accountIndex ? ['accountIndex'] : [])];
    const columns = [...equal, 'journeyId'].map((column) => `c.${column}`);
    const bounds = equal.map((column) => `:${column}`);
    const range = indexRange(columns, bounds, ':from', ':before');
    const values = { consumerId, accountIndex, from, before: before ?? HIGHEST_ID };
    return this.searches.run(consumerId ?? EVERY_CONSUMER, () =>
      this.consents.createQueryBuilder('c').where(range, values).orderBy(descending(columns)).limit(most).getMany(),
    );
  }

  /** Which consents these renew, and by which they are renewed: a function of the journey's id. */
  async neighboursOf(journeyIds: readonly string[]): Promise<(journeyId: string) => Neighbours> {
    const rows =
      journeyIds.length === 0
        ? []
        : await reading(() => this.consents.query<(Neighbours & { journeyId: string })[]>(RENEWALS, [journeyIds]));
    const found = new Map(rows.map(({ journeyId, renews, renewedBy }) => [journeyId, { renews, renewedBy }]));
    return (journeyId) => found.get(journeyId) ?? NO_NEIGHBOURS;
  }

  /** Of one person, newest first. */
  async ofSubject(subjectId: string, most: number): Promise<Consent[]> {
    return this.searches.run(EVERY_CONSUMER, () =>
      this.consents.find({ where: { subjectId }, order: { journeyId: 'DESC' }, take: most }),
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
