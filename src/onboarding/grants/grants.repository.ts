import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { newestOf } from '../../database/statements/select-of';
import { linkStatements, VendorLinks } from '../../links/vendor/vendor-links';
import { OnboardingGrant } from './onboarding-grant.entity';

const STATEMENTS = linkStatements(OnboardingGrant, 'grants');
const BY_SUBJECT = newestOf(OnboardingGrant, 'grants.by_subject', { by: 'subjectId', order: 'grantId', most: 100 });

@Injectable()
export class GrantsRepository extends VendorLinks<OnboardingGrant> {
  private readonly findBySubject: (subjectId: string) => Promise<OnboardingGrant[]>;

  constructor(@InjectRepository(OnboardingGrant) grants: Repository<OnboardingGrant>) {
    super(grants, STATEMENTS);
    this.findBySubject = BY_SUBJECT(grants);
  }

  /** Newest first, at most 100. */
  async listBySubject(subjectId: string): Promise<OnboardingGrant[]> {
    return reading(() => this.findBySubject(subjectId));
  }

  /** Grants that expired without a return through Portico and have not been judged yet; the oldest first. */
  async listOverdue(now: Date, most: number): Promise<OnboardingGrant[]> {
    return this.overdueBy('expiresAt', now, most);
  }
}
