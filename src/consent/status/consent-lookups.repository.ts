import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Not, type Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { CONSENT_STATUSES, type ConsentStatus } from '../consent-status';
import { Consent } from '../consent.entity';

const OVER = (Object.keys(CONSENT_STATUSES) as ConsentStatus[]).filter((name) => CONSENT_STATUSES[name].isFinal);

/** Finds consents for other purposes than a request about one of them. */
@Injectable()
export class ConsentLookupsRepository {
  constructor(@InjectRepository(Consent) private readonly consents: Repository<Consent>) {}

  /** All that may be in force at FinPro or come to be, as last confirmed; without a handle while that is not known. */
  async findNotOver(subjectId: string): Promise<Consent[]> {
    return reading(() => this.consents.findBy({ subjectId, status: Not(In(OVER)) }));
  }

  /** The accounts of the consumer's consents whose user may be at the Account Aggregator. */
  async accountsWithLinksOut(consumerId: string): Promise<string[]> {
    const rows = await reading(() =>
      this.consents
        .createQueryBuilder('c')
        .select('DISTINCT c.vendorAccount', 'account')
        .where("c.consumerId = :consumerId AND c.linkIssuedAt > now() - interval '1 day'", { consumerId })
        .andWhere('c.visitOutcome IS NULL')
        .getRawMany<{ account: string }>(),
    );
    return rows.map(({ account }) => account);
  }
}
