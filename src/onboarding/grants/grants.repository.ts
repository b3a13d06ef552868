import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { linkStatements, VendorLinks } from '../../links/vendor/vendor-links';
import { OnboardingGrant } from './onboarding-grant.entity';

const STATEMENTS = linkStatements(OnboardingGrant, 'grants');

@Injectable()
export class GrantsRepository extends VendorLinks<OnboardingGrant> {
  constructor(@InjectRepository(OnboardingGrant) grants: Repository<OnboardingGrant>) {
    super(grants, STATEMENTS);
  }

  /** Newest first. */
  async listBySubject(subjectId: string, most: number): Promise<OnboardingGrant[]> {
    return reading(() => this.links.find({ where: { subjectId }, order: { grantId: 'DESC' }, take: most }));
  }

  /** Grants that expired without a return through Portico and have not been judged yet; the oldest first. */
  async listOverdue(now: Date, most: number): Promise<OnboardingGrant[]> {
    return this.overdueBy('expiresAt', now, most);
  }
}
