import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { linkStatements, VendorLinks } from '../../links/vendor/vendor-links';
import { ConsentLink } from './consent-link.entity';

const STATEMENTS = linkStatements(ConsentLink, 'consent-links');

@Injectable()
export class ConsentLinksRepository extends VendorLinks<ConsentLink> {
  constructor(@InjectRepository(ConsentLink) links: Repository<ConsentLink>) {
    super(links, STATEMENTS);
  }

  /**
   * Links that were issued before `issuedBefore`, without a return through Portico, and that have not been judged yet;
   * the oldest first.
   */
  async listOverdue(issuedBefore: Date, most: number): Promise<ConsentLink[]> {
    return this.overdueBy('issuedAt', issuedBefore, most);
  }
}
