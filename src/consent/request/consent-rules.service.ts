import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import type { Caller } from '../../http/request/caller';
import { LinksService } from '../../links/links.service';
import { SubjectKeys } from '../../privacy/subject-keys';
import type { RequestConsentDto } from './request-consent.dto';
import { FinproListsService } from '../finpro/finpro-lists.service';
import { assertPan, assertPartyIdentifier, assertVua } from '../finpro/identifiers';
import type { Person } from '../person';
import { planReturn, type ReturnPlan } from '../redirection/return-plan';

/** A request that passed all checks, and its return plan. */
export interface CheckedRequest {
  readonly person: Person;
  readonly productId: string;
  readonly accountId: string;
  /** The index by which journeys with this accountID are found. */
  readonly accountIndex: Buffer;
  readonly fipIds: string[] | null;
  readonly plan: ReturnPlan;
  /** Whether the consumer asked for a durable link. */
  readonly isDurable: boolean;
}

/**
 * The rules of a request that its DTO cannot check, in FinPro's order: VUA, template, identifier, PAN, FIPs, redirect.
 * The first violation is reported.
 */
@Injectable()
export class ConsentRulesService {
  constructor(
    private readonly lists: FinproListsService,
    private readonly links: LinksService,
    private readonly subjectKeys: SubjectKeys,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async check(caller: Caller, dto: RequestConsentDto): Promise<CheckedRequest> {
    const {
      productID: productId,
      accountID: accountId,
      vua,
      partyIdentifierType,
      partyIdentifierValue,
      pan = null,
      fipID = null,
      redirectUrl = null,
    } = dto;
    assertVua(vua, partyIdentifierType, partyIdentifierValue);
    await this.lists.assertProduct(caller, productId);
    assertPartyIdentifier(partyIdentifierType, partyIdentifierValue);
    assertPan(pan, partyIdentifierType, partyIdentifierValue);
    const fipIds = fipID && [...new Set(fipID)];
    await this.lists.assertFips(fipIds);
    const isDurable = dto.link === 'durable';
    if (isDurable) this.links.assertPossible();
    return {
      person: { vua, partyIdentifierType, partyIdentifierValue, pan },
      productId,
      accountId,
      accountIndex: this.subjectKeys.accountIndexOf(caller.consumerId, accountId),
      fipIds,
      plan: planReturn(this.config, caller, redirectUrl),
      isDurable,
    };
  }
}
