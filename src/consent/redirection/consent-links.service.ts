import { HttpStatus, Injectable } from '@nestjs/common';
import { Fault, fieldFault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import { answerUnder, IdempotencyService, type KeyLease, type Replayable } from '../../idempotency/idempotency.service';
import { type SubjectKey, SubjectKeys } from '../../privacy/subject-keys';
import { orLastKnown } from '../../signed-http/last-known';
import type { ConsentWithHandle } from '../consent.entity';
import { FinproRulesService } from '../finpro/finpro-rules.service';
import { openChosen } from '../person';
import { ConsentStatusService } from '../status/consent-status.service';
import { ConsentsService } from '../status/consents.service';
import { type AnsweredLink, ConsentLinkIssueService } from './consent-link-issue.service';
import { type FreshLinkDto, LinkCreatedDto } from './fresh-link.dto';

/** At least one. */
type Consents = readonly [ConsentWithHandle, ...ConsentWithHandle[]];

/**
 * Fresh links to pending consents, for after a link that expired, was used, or was left without a decision: one for
 * each Idempotency-Key. FinPro creates a new link at every call, so a call whose outcome is unknown is never retried.
 */
@Injectable()
export class ConsentLinksService {
  constructor(
    private readonly consents: ConsentsService,
    private readonly statuses: ConsentStatusService,
    private readonly subjectKeys: SubjectKeys,
    private readonly issuing: ConsentLinkIssueService,
    private readonly rules: FinproRulesService,
    private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * 200 with the link; with a key the same bytes again, as long as the link is valid. Throws the Faults that FinPro
   * would answer for the handles, before a link is requested; `consent-status-forbids` when a consent is not pending.
   */
  async create(caller: Caller, key: string | null, dto: FreshLinkDto): Promise<Replayable> {
    return this.idempotency.answer(
      caller,
      { operation: 'createConsentLink', key },
      { ...dto },
      (lease) => this.attempt(caller, dto, lease),
      { isRepeatable: dto.link === 'durable' },
    );
  }

  private async attempt(caller: Caller, dto: FreshLinkDto, lease: KeyLease | null): Promise<Replayable> {
    const { pan = null, fipID = null, redirectUrl = null, userid = null } = dto;
    const handles = dto.handles();
    if (dto.link === 'durable' && (handles.length > 1 || pan !== null || fipID !== null))
      throw fieldFault('/link', 'durable_for_one');
    await this.rules.assertFips(fipID);
    const { consents, key } = await this.ofOnePerson(caller, handles);
    this.rules.assertUserId(userid);
    const plan =
      redirectUrl === null
        ? this.issuing.planKnown(openChosen(key, consents[0]).redirectUrl)
        : this.issuing.plan(caller, redirectUrl);
    await this.assertPending(caller, consents);
    const held = { lease, key };
    const answer = ({ ver, url, expiresAt }: AnsweredLink, intentId: string) =>
      answerUnder(held, intentId, HttpStatus.OK, LinkCreatedDto.from(ver, url), expiresAt);
    return dto.link === 'durable'
      ? this.issuing.issueDurable(caller, held, consents[0], plan.redirectUrl, answer)
      : this.issuing.issue(caller, key, consents, { plan, fipIds: fipID, pan }, answer, lease ?? undefined);
  }

  /** The caller's consents with these handles: at least one, of one person, who has not been erased. */
  private async ofOnePerson(
    caller: Caller,
    handles: readonly string[],
  ): Promise<{ consents: Consents; key: SubjectKey }> {
    const [first, ...others] = await this.consents.getAll(caller, handles);
    if (!first) throw new Fault('consent-handle-missing');
    if (others.some(({ subjectId }) => subjectId !== first.subjectId))
      throw new Fault('consent-handles-differ', { detail: 'consentHandle values must belong to one vua' });
    return { consents: [first, ...others], key: await this.subjectKeys.get(first.subjectId) };
  }

  /** The stored status may be old, so FinPro is asked; while it cannot be asked, the last known status is used. */
  private async assertPending(caller: Caller, consents: Consents): Promise<void> {
    const observed = await orLastKnown(this.statuses.observe(caller, consents), null);
    const now = observed?.map(({ consent }) => consent) ?? consents;
    const decided = now.find(({ status }) => status !== 'PENDING');
    if (decided)
      throw new Fault('consent-status-forbids', {
        detail: `Consent is ${decided.status}: only a PENDING consent can be given a link`,
      });
  }
}
