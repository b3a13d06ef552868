import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../audit/audit.service';
import { Committer } from '../../database/committer';
import { together, type Write } from '../../database/write';
import type { Caller } from '../../http/request/caller';
import { LinksService } from '../../links/links.service';
import { assertKeptAtIntent, type SubjectKey } from '../../privacy/subject-keys';
import { bothHooks, type EffectHooks } from '../../signed-http/intent';
import { ConsentChanges } from '../status/consent-changes';
import { ConsentLinksRepository } from './consent-links.repository';
import { linkOf } from './consent-link';
import type { Consent } from '../consent.entity';
import { FinproClient } from '../finpro/finpro.client';
import { openPerson } from '../person';
import { type AnsweredLink, durable, type Keep, oneTime } from './link-answer';
import type { ReturnPlan } from './return-plan';

/** What a link is requested with, where this differs from the requests of its consents. */
export interface LinkWishes {
  readonly plan: ReturnPlan;
  readonly fipIds: readonly string[] | null;
  readonly pan: string | null;
  /** The durable link whose click requests it. */
  readonly durableLinkId?: string;
}

/** Returns what is committed with a link. */
type LinkRecord<R> = (link: AnsweredLink, intentId: string) => Write<R>;

/**
 * Issues the links of consents: FinPro's own, each recorded with its return plan, and durable ones, for which FinPro's
 * link is requested when a person clicks.
 */
@Injectable()
export class ConsentLinkIssueService {
  constructor(
    private readonly finpro: FinproClient,
    private readonly links: ConsentLinksRepository,
    private readonly journey: ConsentChanges,
    private readonly durable: LinksService,
    private readonly committer: Committer,
  ) {}

  /** The row of a link that was returned with a new consent. */
  add(key: SubjectKey, journeyId: string, plan: ReturnPlan, issuedAt: Date): Write<unknown> {
    return this.links.add(linkOf(key, [journeyId], plan, issuedAt));
  }

  /** A durable link; FinPro is not called. */
  addDurable(
    caller: Caller,
    key: SubjectKey,
    { journeyId, consentHandle }: Pick<Consent, 'journeyId' | 'consentHandle'>,
    redirectUrl: string | null,
  ): Write<AnsweredLink> {
    const settings = { journey_id: journeyId, redirect_url: redirectUrl };
    const { rows, result } = this.durable.issue(caller, { kind: 'consent', key, reference: consentHandle!, settings });
    return { rows, result: durable(result) };
  }

  /** A durable link to a pending consent, committed together with the write of `record`. */
  async issueDurable<R>(
    caller: Caller,
    { claim, key }: Keep,
    consent: Consent,
    redirectUrl: string | null,
    record: LinkRecord<R>,
  ): Promise<R> {
    const link = this.addDurable(caller, key, consent, redirectUrl);
    const attemptId = uuidv7();
    if (claim) await this.committer.commit(claim.onIntent(attemptId));
    return this.committer.commit(together(record(link.result, attemptId), link, this.journey.answered(consent)));
  }

  /** `consents` belong to one person, whose key is `key`. `record` returns what is committed with the link. */
  async issue<R>(
    actor: Actor,
    key: SubjectKey,
    consents: readonly [Consent, ...Consent[]],
    wishes: LinkWishes,
    record: LinkRecord<R>,
    hooks?: EffectHooks,
  ): Promise<R> {
    const [first] = consents;
    const { plan } = wishes;
    const handles = consents.map(({ consentHandle }) => consentHandle!);
    const journeyIds = consents.map(({ journeyId }) => journeyId);
    const detail = {
      journey_ids: journeyIds,
      consent_handles: handles,
      app_identifier: first.appIdentifier,
      return_mode: plan.mode,
      redirect_origin: plan.redirectUrl && new URL(plan.redirectUrl).origin,
      ...(wishes.durableLinkId ? { durable_link_id: wishes.durableLinkId } : {}),
    };
    const request = {
      handles,
      redirectUrl: plan.vendorUrl,
      fipIds: wishes.fipIds ?? first.fipIds,
      pan: wishes.pan ?? openPerson(key, first).pan,
    };
    const answer = await this.finpro.createLink(
      first.appIdentifier,
      {
        actor: actor,
        action: 'consent.link.create',
        subject: first.subjectId,
        detail,
        hooks: bothHooks(assertKeptAtIntent(key), hooks),
      },
      request,
    );
    return answer.settle(
      (link, intentId) =>
        together(
          record(oneTime(link), intentId),
          this.links.add(linkOf(key, journeyIds, plan, link.issuedAt)),
          ...consents.map((consent) => this.journey.linked(consent, link.issuedAt)),
        ),
      () => ({ consent_handles: handles }),
    );
  }
}
