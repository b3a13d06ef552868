import { HttpStatus, Injectable } from '@nestjs/common';
import { Fault, fieldFault } from '../../errors';
import type { Asked, Rules, WouldSend } from '../../dry-run/dry-run';
import type { Caller } from '../../http/request/caller';
import { answerUnder, IdempotencyService, type KeyLease, type Replayable } from '../../idempotency/idempotency.service';
import { type SubjectKey, SubjectKeys } from '../../privacy/subject-keys';
import { orLastKnown } from '../../signed-http/last-known';
import type { ConsentWithHandle } from '../consent.entity';
import { FinproRulesService } from '../finpro/finpro-rules.service';
import { openChosen } from '../person';
import { ConsentStatusService } from '../status/consent-status.service';
import { ConsentsService } from '../status/consents.service';
import { type AnsweredLink, ConsentLinkIssueService, type LinkWishes } from './consent-link-issue.service';
import { type FreshLinkDto, LinkCreatedDto } from './fresh-link.dto';

/** What a link is asked for, when all rules are kept. */
interface CheckedLink {
  readonly consents: Consents;
  readonly key: SubjectKey;
  readonly wishes: LinkWishes;
}

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
  async create(caller: Caller, { dto, key, rules }: Asked<FreshLinkDto>): Promise<Replayable> {
    return this.idempotency.answer(
      caller,
      { operation: 'createConsentLink', key },
      { ...dto },
      (lease) => this.attempt(caller, dto, lease, rules),
      { isRepeatable: dto.link === 'durable' },
    );
  }

  /** What `create` would send to FinPro; null for a durable link. Throws Fault `dry-run-refused`. */
  async dryRun(caller: Caller, { dto, rules }: Asked<FreshLinkDto>): Promise<WouldSend | null> {
    const { consents, key, wishes } = await this.check(caller, dto, rules);
    return dto.link === 'durable' ? null : this.issuing.preview(key, consents, wishes);
  }

  /** The rules that the DTO cannot check: link, FIPs, handles, Account Aggregator, redirect, status. */
  private async check(caller: Caller, dto: FreshLinkDto, rules: Rules): Promise<CheckedLink> {
    const { pan = null, fipID = null, redirectUrl = null, userid = null } = dto;
    const handles = rules.keep(['consentHandle'], () => dto.handles());
    if (dto.link === 'durable')
      void rules.keep(['link', 'pan', 'fipID'], async () => {
        if ((await handles).length > 1 || pan !== null || fipID !== null) throw fieldFault('/link', 'durable_for_one');
      });
    void rules.keep(['fipID'], () => this.rules.assertFips(caller, fipID));
    const found = rules.keep([], async () => this.ofOnePerson(caller, await handles));
    void rules.keep(['userid'], () => this.rules.assertUserId(userid));
    const plan = rules.keep(['redirectUrl'], async () => {
      if (redirectUrl !== null) return this.issuing.plan(caller, redirectUrl);
      const { key, consents } = await found;
      return this.issuing.planKnown(openChosen(key, consents[0]).redirectUrl);
    });
    if (dto.link === 'durable') void rules.keep(['link'], () => this.issuing.assertDurablePossible());
    void rules.keep([], async () => this.assertPending(caller, (await found).consents, rules.isDryRun));
    await rules.end();
    return { ...(await found), wishes: { plan: await plan, fipIds: fipID, pan } };
  }

  private async attempt(caller: Caller, dto: FreshLinkDto, lease: KeyLease | null, rules: Rules): Promise<Replayable> {
    const { consents, key, wishes } = await this.check(caller, dto, rules);
    const held = { lease, key };
    const answer = ({ ver, url, expiresAt }: AnsweredLink, intentId: string) =>
      answerUnder(held, intentId, HttpStatus.OK, LinkCreatedDto.from(ver, url), expiresAt);
    return dto.link === 'durable'
      ? this.issuing.issueDurable(caller, held, consents[0], wishes.plan.redirectUrl, answer)
      : this.issuing.issue(caller, key, consents, wishes, answer, lease ?? undefined);
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
    if (others.some(({ vendorAccount }) => vendorAccount !== first.vendorAccount))
      throw new Fault('consent-handles-differ', {
        detail: 'consentHandle values must belong to one account at FinPro',
      });
    return { consents: [first, ...others], key: await this.subjectKeys.get(first.subjectId) };
  }

  /** The stored status may be old, so FinPro is asked; while it cannot be asked, the last known status is used. */
  private async assertPending(caller: Caller, consents: Consents, isDryRun: boolean): Promise<void> {
    const asked = isDryRun ? this.statuses.peek(caller, consents) : this.statuses.observe(caller, consents);
    const now = (await orLastKnown(asked, null))?.map(({ consent }) => consent) ?? consents;
    const decided = now.find(({ status }) => status !== 'PENDING');
    if (decided)
      throw new Fault('consent-status-forbids', {
        detail: `Consent is ${decided.status}: only a PENDING consent can be given a link`,
      });
  }
}
