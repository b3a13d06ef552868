import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { CLOCK, type Clock } from '../../config/clock';
import { nothing, together, type Write } from '../../database/write';
import type { Caller } from '../../http/request/caller';
import type { Replayable } from '../../idempotency/idempotency.service';
import { type SubjectKey, SubjectKeys } from '../../privacy/subject-keys';
import { type Attempt, ConsentRecordsService } from './consent-records.service';
import { ConsentRecoveryService } from './consent-recovery.service';
import type { NewConsent } from '../consent.entity';
import { FinproClient } from '../finpro/finpro.client';
import type { IssuedConsent } from '../finpro/finpro-consent';
import { ConsentLinkIssueService } from '../redirection/consent-link-issue.service';
import { oneTime } from '../redirection/link-answer';
import { consentAnswer, newJourney } from './new-journey';

/**
 * Sends a request to FinPro: the journey's row is committed with the INTENT, the handle and the link with the OUTCOME.
 */
@Injectable()
export class ConsentIssueService {
  constructor(
    private readonly finpro: FinproClient,
    private readonly records: ConsentRecordsService,
    private readonly links: ConsentLinkIssueService,
    private readonly subjectKeys: SubjectKeys,
    private readonly recovery: ConsentRecoveryService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async send(caller: Caller, attempt: Attempt): Promise<Replayable> {
    const { asked, claim } = attempt;
    const { person, productId, accountId, fipIds, plan } = asked;
    const fresh = attempt.key
      ? nothing(attempt.key)
      : this.subjectKeys.create(
          uuidv7(),
          this.subjectKeys.personIndexOf(
            caller.consumerId,
            `${person.partyIdentifierType}:${person.partyIdentifierValue}`,
          ),
        );
    const key = fresh.result;
    const journey = attempt.lost ?? newJourney(caller, asked, claim, key, this.clock.now());
    const detail = {
      journey_id: journey.journeyId,
      product_id: productId,
      app_identifier: caller.applicationId,
      party_identifier_type: person.partyIdentifierType,
      has_pan: person.pan !== null,
      fip_ids: fipIds,
      return_mode: plan.mode,
      redirect_origin: plan.redirectUrl && new URL(plan.redirectUrl).origin,
      ...(asked.isDurable ? { link: 'durable' } : {}),
      ...(claim ? { idempotency_key: claim.place.key } : {}),
    };
    const intent = {
      actor: caller,
      action: 'consent.request',
      subject: key.subjectId,
      detail,
      vendorKey: journey.journeyId,
      isRepeatedLater: true,
      hooks: this.records.hooks(attempt, fresh, journey),
    } as const;
    const answer = await this.finpro
      .requestConsent(
        caller.applicationId,
        intent,
        { ...person, productId, accountId, fipIds, redirectUrl: plan.vendorUrl },
        (issued) => this.recovery.complete(issued, journey, key),
      )
      .catch((error: unknown) => this.records.explain(error));
    return answer.settle(
      (issued, intentId) =>
        together(
          this.answer(caller, attempt, key, journey, issued, intentId),
          this.recovery.adopt(
            { ...journey, intentId },
            {
              consentHandle: issued.handle!,
              confirmedAt: issued.issuedAt,
              linkIssuedAt: asked.isDurable ? null : issued.issuedAt,
              isAnswered: true,
            },
          ),
        ),
      ({ handle }) => ({ journey_id: journey.journeyId, consent_handle: handle }),
    );
  }

  /**
   * The answer, with the link's row. With a durable link, FinPro's link stays unused, but the answer names FinPro's
   * release.
   */
  private answer(
    caller: Caller,
    { asked: { plan, isDurable }, claim }: Attempt,
    key: SubjectKey,
    journey: NewConsent,
    issued: IssuedConsent,
    intentId: string,
  ): Write<Replayable> {
    const answer = consentAnswer({ claim, key }, issued.handle!);
    if (!isDurable)
      return together(answer(oneTime(issued), intentId), this.links.add(key, journey.journeyId, plan, issued.issuedAt));
    const consent = { ...journey, consentHandle: issued.handle };
    const link = this.links.addDurable(caller, key, consent, plan.redirectUrl);
    return together(answer({ ...link.result, ver: issued.ver }, intentId), link);
  }
}
