import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { reading } from '../../database/failure';
import type { ConsentStatus } from '../consent-status';
import { Consent, type ConsentWithHandle, hasHandle } from '../consent.entity';

/** Finds consents for other purposes than a request about one of them. */
@Injectable()
export class ConsentLookupsRepository {
  constructor(@InjectRepository(Consent) private readonly consents: Repository<Consent>) {}

  /** ACTIVE or PAUSED, as last confirmed. */
  async findInForce(subjectId: string): Promise<ConsentWithHandle[]> {
    const status = In<ConsentStatus>(['ACTIVE', 'PAUSED']);
    return (await reading(() => this.consents.findBy({ subjectId, status }))).filter(hasHandle);
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
