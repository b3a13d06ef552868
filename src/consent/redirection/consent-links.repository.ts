import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { entityOf } from '../../database/entity-of';
import type { Write } from '../../database/write';
import { linkStatements, VendorLinks } from '../../links/vendor/vendor-links';
import type { SubjectKey } from '../../privacy/subject-keys';
import { redirectOf, returnColumns, type ReturnPlan } from '../../returns/returns.service';
import { LINK_LIFE_MS } from '../finpro/finpro-consent';
import { ConsentLink } from './consent-link.entity';

const STATEMENTS = linkStatements(ConsentLink, 'consent-links');
const sealContextOf = (linkId: string): string => `consent_links.redirect_url ${linkId}`;

/** Where the browser is sent after the link's visit; null when the consumer named no page. */
export const consentRedirectAfter = (key: SubjectKey, link: ConsentLink): string | null =>
  redirectOf(key, sealContextOf(link.linkId), link);

@Injectable()
export class ConsentLinksRepository extends VendorLinks<ConsentLink> {
  constructor(@InjectRepository(ConsentLink) links: Repository<ConsentLink>) {
    super(links, STATEMENTS);
  }

  /** A link was handed out for these journeys; `key` is the key of their person. */
  issued(key: SubjectKey, journeyIds: readonly string[], plan: ReturnPlan, issuedAt: Date): Write<ConsentLink> {
    const linkId = uuidv7();
    const columns = returnColumns(key, sealContextOf(linkId), plan);
    return this.add(entityOf(ConsentLink, { ...columns, linkId, journeyIds: [...journeyIds], issuedAt }));
  }

  /**
   * Links that have expired without a return through Portico, and that have not been judged yet; the oldest first.
   */
  async listOverdue(now: Date, most: number): Promise<ConsentLink[]> {
    return this.overdueBy('issuedAt', new Date(now.getTime() - LINK_LIFE_MS), most);
  }
}
