import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, LessThan, type Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { bytea } from '../../database/bytea';
import { type Statement, write, type Write } from '../../database/write';
import { OnboardingGrant } from './onboarding-grant.entity';

const ADD: Statement<object> = {
  name: 'grants.add',
  text: `
    INSERT INTO portico.onboarding_grants (grant_id, subject_id, locale, redirect_url_sealed, return_mode,
      return_state_hash, issued_at, expires_at, link_id)
    SELECT r.grant_id, r.subject_id, r.locale, r.redirect_url_sealed, r.return_mode, r.return_state_hash, r.issued_at,
      r.expires_at, r.link_id
    FROM json_to_recordset($rows) AS r(grant_id uuid, subject_id uuid, locale text, redirect_url_sealed bytea,
      return_mode text, return_state_hash bytea,
      issued_at timestamptz, expires_at timestamptz, link_id uuid)
    RETURNING 1`,
};

/** The conditional update that makes a return single-use: of two browsers, exactly one succeeds. */
const RETURN: Statement<{ grant_id: string }> = {
  name: 'grants.return',
  text: `
    UPDATE portico.onboarding_grants AS g SET returned_at = now()
    FROM json_to_recordset($rows) AS r(grant_id uuid)
    WHERE g.grant_id = r.grant_id AND g.returned_at IS NULL
    RETURNING 1`,
};

/** Of the replicas that judge the same visit, exactly one succeeds. */
const JUDGE: Statement<{ grant_id: string }> = {
  name: 'grants.judge',
  text: `
    UPDATE portico.onboarding_grants AS g SET stall_judged_at = now()
    FROM json_to_recordset($rows) AS r(grant_id uuid)
    WHERE g.grant_id = r.grant_id AND g.stall_judged_at IS NULL
    RETURNING 1`,
};

export const RETURN_REFUSED = RETURN.name;

@Injectable()
export class GrantsRepository {
  constructor(@InjectRepository(OnboardingGrant) private readonly grants: Repository<OnboardingGrant>) {}

  add(grant: OnboardingGrant): Write<OnboardingGrant> {
    const row = {
      grant_id: grant.grantId,
      subject_id: grant.subjectId,
      locale: grant.locale,
      redirect_url_sealed: grant.redirectUrlSealed && bytea(grant.redirectUrlSealed),
      return_mode: grant.returnMode,
      return_state_hash: grant.returnStateHash && bytea(grant.returnStateHash),
      issued_at: grant.issuedAt.toISOString(),
      expires_at: grant.expiresAt.toISOString(),
      link_id: grant.linkId,
    };
    return write(ADD, row, grant);
  }

  /** Newest first. */
  async listBySubject(subjectId: string, most: number): Promise<OnboardingGrant[]> {
    return reading(() => this.grants.find({ where: { subjectId }, order: { grantId: 'DESC' }, take: most }));
  }

  async findByReturnState(returnStateHash: Buffer): Promise<OnboardingGrant | null> {
    return reading(() => this.grants.findOneBy({ returnStateHash }));
  }

  /** Grants that expired without a return through Portico and have not been judged yet; the oldest first. */
  async listOverdue(now: Date, most: number): Promise<OnboardingGrant[]> {
    return reading(() =>
      this.grants.find({
        where: { returnMode: 'managed', returnedAt: IsNull(), stallJudgedAt: IsNull(), expiresAt: LessThan(now) },
        order: { expiresAt: 'ASC' },
        take: most,
      }),
    );
  }

  /** Refused (WriteRefused `grants.judge`) when it was judged before. */
  judge(grantId: string): Write<void> {
    return write(JUDGE, { grant_id: grantId }, undefined);
  }

  /** Refused (WriteRefused `grants.return`) when the browser came back before. */
  markReturned(grant: OnboardingGrant): Write<OnboardingGrant> {
    return write(RETURN, { grant_id: grant.grantId }, grant);
  }
}
