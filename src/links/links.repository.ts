import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { reading } from '../database/failure';
import { descending, HIGHEST_ID, indexRange, LOWEST_ID } from '../search/index-range';
import { SEARCHES, Searches } from '../search/searches';
import { insertOf } from '../database/statements/insert-of';
import { newestOf } from '../database/statements/select-of';
import { updateOf } from '../database/statements/update-of';
import { write, type Write } from '../database/write';
import { DurableLink } from './durable-link.entity';
import { entityOf } from '../database/entity-of';

const ADD = insertOf(DurableLink, 'links.add');

const IS_SAME_DAY = "coalesce(t.day_began_at > now() - interval '1 day', false)";

const counting = (name: string, condition: string) =>
  updateOf<DurableLink, { linkId: string; most: number }>(DurableLink, name, {
    by: ['linkId'],
    set: {
      clicks: 't.clicks + 1',
      lastClickedAt: 'now()',
      dayBeganAt: `CASE WHEN ${IS_SAME_DAY} THEN t.day_began_at ELSE now() END`,
      dayClicks: `CASE WHEN ${IS_SAME_DAY} THEN t.day_clicks + 1 ELSE 1 END`,
    },
    where: `EXISTS (SELECT FROM portico.consumers AS c WHERE c.consumer_id = t.consumer_id AND c.disabled_at IS NULL)
      AND t.revoked_at IS NULL AND t.expires_at > now() AND (t.day_clicks < r.most OR NOT ${IS_SAME_DAY})${condition}`,
    extra: { most: 'integer' },
  });

/** Counts a click and decides under the row's lock whether it may lead to the vendor; refused as `count` says. */
export const COUNT = counting('links.count', '');

/** The same, and refused unless it is the link's first click. */
export const COUNT_FIRST = counting('links.count-first', ' AND t.clicks = 0');

export const REVOKE = updateOf<DurableLink, Pick<DurableLink, 'linkId' | 'revokedAt'>>(DurableLink, 'links.revoke', {
  by: ['linkId'],
  set: { revokedAt: 'r."revokedAt"' },
  where: 't.revoked_at IS NULL',
});

/** What a person is shown of the consumer that issued a link; null: not registered. */
export interface Sender {
  readonly displayName: string | null;
  readonly contact: string | null;
  readonly hasLogo: boolean;
}

export interface LinkSearch {
  readonly consumerId: string;
  readonly kinds: readonly string[];
  readonly reference?: string | undefined;
  /** Only links that are older than this one. */
  readonly before?: string | undefined;
}

const BY_SUBJECT = newestOf(DurableLink, 'links.by_subject', { by: 'subjectId', order: 'linkId', most: 100 });

@Injectable()
export class LinksRepository {
  private readonly findBySubject: (subjectId: string) => Promise<DurableLink[]>;

  constructor(
    @InjectRepository(DurableLink) private readonly links: Repository<DurableLink>,
    @InjectRepository(DurableLink, SEARCHES) private readonly searched: Repository<DurableLink>,
    private readonly searches: Searches,
  ) {
    this.findBySubject = BY_SUBJECT(links);
  }

  add(link: DurableLink): Write<DurableLink> {
    return write(ADD, link, link);
  }

  async findByToken(tokenHash: Buffer): Promise<DurableLink | null> {
    return reading(() => this.links.findOneBy({ tokenHash }));
  }

  /** The consumer that issued it; null once that was disabled. */
  async senderOf({ consumerId }: DurableLink): Promise<Sender | null> {
    const [found] = await reading(() =>
      this.links.query<Sender[]>(
        `SELECT c.display_name AS "displayName", c.contact, c.logo IS NOT NULL AS "hasLogo"
        FROM portico.consumers AS c WHERE c.consumer_id = $1 AND c.disabled_at IS NULL`,
        [consumerId],
      ),
    );
    return found ?? null;
  }

  /** The picture of that consumer; null without one, or once it was disabled. */
  async logoOf({ consumerId }: DurableLink): Promise<Buffer | null> {
    const [found] = await reading(() =>
      this.links.query<{ logo: Buffer | null }[]>(
        'SELECT c.logo FROM portico.consumers AS c WHERE c.consumer_id = $1 AND c.disabled_at IS NULL',
        [consumerId],
      ),
    );
    return found?.logo ?? null;
  }

  /** Another consumer's link is not found. */
  async find(consumerId: string, linkId: string): Promise<DurableLink | null> {
    return reading(() => this.links.findOneBy({ consumerId, linkId }));
  }

  /** Newest first. Each kind is read separately, so that the index returns its links in order. */
  async list({ consumerId, kinds, reference, before }: LinkSearch, most: number): Promise<DurableLink[]> {
    const columns = ['l.consumerId', 'l.kind', ...(reference === undefined ? [] : ['l.reference']), 'l.linkId'];
    const range = indexRange(
      columns,
      [':consumerId', ':kind', ...(reference === undefined ? [] : [':reference'])],
      ':from',
      ':before',
    );
    const found = await this.searches.run(consumerId, async () => {
      const links: DurableLink[] = [];
      for (const kind of kinds) {
        const values = { consumerId, kind, reference, from: LOWEST_ID, before: before?.toLowerCase() ?? HIGHEST_ID };
        links.push(
          ...(await this.searched
            .createQueryBuilder('l')
            .where(range, values)
            .orderBy(descending(columns))
            .limit(most)
            .getMany()),
        );
      }
      return links;
    });
    return found.toSorted((a, b) => (a.linkId > b.linkId ? -1 : 1)).slice(0, most);
  }

  /** Newest first, at most 100. */
  async listBySubject(subjectId: string): Promise<DurableLink[]> {
    return reading(() => this.findBySubject(subjectId));
  }

  /** Refused (`COUNT`): link revoked or expired, consumer disabled, or clicked `most` times in a day. */
  count(link: DurableLink, most: number): Write<DurableLink> {
    return write(COUNT, { linkId: link.linkId, most }, link);
  }

  /** Refused (`COUNT_FIRST`) like `count`, and when the link was clicked before. */
  countFirst(link: DurableLink, most: number): Write<DurableLink> {
    return write(COUNT_FIRST, { linkId: link.linkId, most }, link);
  }

  /** Refused (`REVOKE`) when it was revoked before. */
  revoke(link: DurableLink, at: Date): Write<DurableLink> {
    return write(REVOKE, { linkId: link.linkId, revokedAt: at }, entityOf(DurableLink, { ...link, revokedAt: at }));
  }
}
