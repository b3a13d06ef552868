import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { Fault, fieldFault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import type { Claim, Replayable } from '../../idempotency/idempotency.service';
import { type SubjectKey, SubjectKeys } from '../../privacy/subject-keys';
import { ConsentHandoverService } from '../request/consent-handover.service';
import { ConsentStatusService } from '../status/consent-status.service';
import { ConsentsService } from '../status/consents.service';
import type { FreshLinkDto } from './fresh-link.dto';
import type { Consent } from '../consent.entity';
import { FinproListsService } from '../finpro/finpro-lists.service';
import { AA_HANDLE } from '../finpro/identifiers';
import { openChosen } from '../person';
import { planKnownReturn, planReturn } from './return-plan';

type Consents = readonly [Consent, ...Consent[]];

/**
 * Fresh one-time links to pending consents: the way on after a link that expired, was used, or was left without a
 * decision.
 */
@Injectable()
export class ConsentLinksService {
  constructor(
    private readonly consents: ConsentsService,
    private readonly statuses: ConsentStatusService,
    private readonly handover: ConsentHandoverService,
    private readonly subjectKeys: SubjectKeys,
    private readonly lists: FinproListsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Gives the link. Throws what FinPro would say of the handles, before a link is asked for; `consent-status-forbids`
   * when one is not pending.
   */
  async create(caller: Caller, dto: FreshLinkDto, claim: Claim | null): Promise<Replayable> {
    const { pan = null, fipID = null, redirectUrl = null, userid = null } = dto;
    const handles = dto.handles();
    if (dto.link === 'durable' && (handles.length > 1 || pan !== null || fipID !== null))
      throw fieldFault('/link', 'durable_for_one');
    await this.lists.assertFips(fipID);
    const consents = (await this.consents.getAll(caller, handles)) as unknown as Consents;
    const key = await this.keyOf(consents);
    if (userid !== null && !userid.endsWith(AA_HANDLE))
      throw new Fault('invalid-aa', { detail: 'The Account Aggregator of userid is not in the registry' });
    const plan =
      redirectUrl === null
        ? planKnownReturn(this.config, openChosen(key, consents[0]).redirectUrl)
        : planReturn(this.config, caller, redirectUrl);
    await this.assertPending(caller, consents);
    return dto.link === 'durable'
      ? this.handover.durableLink(caller, { claim, key }, consents[0], plan.redirectUrl)
      : this.handover.link(caller, { claim, key }, consents, { plan, fipIds: fipID, pan });
  }

  /** Of one person, who has not been erased. */
  private async keyOf([first, ...others]: Consents): Promise<SubjectKey> {
    if (others.some(({ subjectId }) => subjectId !== first.subjectId))
      throw new Fault('consent-handles-differ', { detail: 'consentHandle values must belong to one vua' });
    return this.subjectKeys.get(first.subjectId);
  }

  /** What we know may be old, so FinPro is asked; while it cannot be, what it last said counts. */
  private async assertPending(caller: Caller, consents: Consents): Promise<void> {
    const observed = await this.statuses.observe(caller, consents).catch((error: unknown) => {
      if (error instanceof Fault && error.faultName !== 'database-unavailable') return null;
      throw error;
    });
    assertAllPending(observed?.map(({ consent }) => consent) ?? consents);
  }
}

function assertAllPending(consents: readonly Consent[]): void {
  const decided = consents.find(({ status }) => status !== 'PENDING');
  if (decided)
    throw new Fault('consent-status-forbids', {
      detail: `Consent is ${decided.status}: only a PENDING consent can be given a link`,
    });
}
