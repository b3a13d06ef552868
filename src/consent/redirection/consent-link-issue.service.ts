import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import { nothing, together, type Write } from '../../database/write';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import type { HeldKey } from '../../idempotency/idempotency.service';
import { LinksService } from '../../links/links.service';
import { assertKeptAtIntent, type SubjectKey } from '../../privacy/subject-keys';
import { type ReturnPlan, ReturnsService } from '../../returns/returns.service';
import { bothHooks, type EffectHooks } from '../../signed-http/intent';
import { ConsentsRepository } from '../status/consents.repository';
import { ConsentLinksRepository } from './consent-links.repository';
import type { ConsentWithHandle } from '../consent.entity';
import { FINPRO_VERSION } from '../finpro/finpro-envelope';
import { FinproClient } from '../finpro/finpro.client';
import { openPerson } from '../person';

/** What a link is requested with, where this differs from the requests of its consents. */
export interface LinkWishes {
  readonly plan: ReturnPlan;
  readonly fipIds: readonly string[] | null;
  readonly pan: string | null;
  /** The durable link whose click requests it. */
  readonly durableLinkId?: string;
}

/**
 * A link as it is returned: FinPro's own or a durable one, the release of FinPro that the answer names, and until when
 * the answer may be replayed.
 */
export interface AnsweredLink {
  readonly ver: string;
  readonly url: string;
  readonly expiresAt: Date;
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
    private readonly consents: ConsentsRepository,
    private readonly durable: LinksService,
    private readonly returns: ReturnsService,
  ) {}

  /** Throws a 400 that names `link` where browsers cannot reach Portico. */
  assertDurablePossible(): void {
    this.durable.assertPossible();
  }

  /**
   * Checks the consumer's page, or its default where none is given, and plans the return. Throws Fault
   * `invalid-redirect-url`.
   */
  plan(caller: Caller, requested: string | null): ReturnPlan {
    if ((requested ?? caller.defaultRedirectUrl)?.includes('#'))
      throw new Fault('invalid-redirect-url', { detail: 'redirectUrl must not have a fragment' });
    try {
      return this.planKnown(this.returns.judge(caller, requested, 'redirectUrl'));
    } catch (error) {
      if (!(error instanceof Fault) || error.faultName !== 'bad-request') throw error;
      throw new Fault('invalid-redirect-url', { errors: error.errors, detail: error.detail });
    }
  }

  /** Plans the return to a page that was checked before. */
  planKnown(redirectUrl: string | null): ReturnPlan {
    return this.returns.plan('consent', redirectUrl);
  }

  /** The row of a link that was returned with a new consent. */
  add(key: SubjectKey, journeyId: string, plan: ReturnPlan, issuedAt: Date): Write<unknown> {
    return this.links.issued(key, [journeyId], plan, issuedAt);
  }

  /** A durable link; FinPro is not called. */
  addDurable(
    caller: Caller,
    key: SubjectKey,
    { journeyId, consentHandle }: Pick<ConsentWithHandle, 'journeyId' | 'consentHandle'>,
    redirectUrl: string | null,
  ): Write<AnsweredLink> {
    const settings = { journey_id: journeyId, redirect_url: redirectUrl };
    const { rows, result } = this.durable.issue(caller, { kind: 'consent', key, reference: consentHandle, settings });
    return { rows, result: { ...result, ver: FINPRO_VERSION } };
  }

  /** A durable link to a pending consent, committed together with the write of `record`. */
  async issueDurable<R>(
    caller: Caller,
    { lease, key }: HeldKey,
    consent: ConsentWithHandle,
    redirectUrl: string | null,
    record: LinkRecord<R>,
  ): Promise<R> {
    return this.durable.commit(lease, this.addDurable(caller, key, consent, redirectUrl), (link, attemptId) =>
      together(record(link, attemptId), this.consents.answered(consent)),
    );
  }

  /** What `issue` would send to FinPro. */
  preview(key: SubjectKey, consents: readonly [ConsentWithHandle, ...ConsentWithHandle[]], wishes: LinkWishes) {
    return this.finpro.previewLink(consents[0], requestOf(key, consents, wishes));
  }

  /**
   * `consents` belong to one person, whose key is `key`. `record` returns what is committed with the link. Throws Fault
   * `subject-erased` where the person was erased before FinPro's answer came.
   */
  async issue<R>(
    actor: Actor,
    key: SubjectKey,
    consents: readonly [ConsentWithHandle, ...ConsentWithHandle[]],
    wishes: LinkWishes,
    record: LinkRecord<R>,
    hooks?: EffectHooks,
  ): Promise<R> {
    const [first] = consents;
    const { plan } = wishes;
    const handles = consents.map(({ consentHandle }) => consentHandle);
    const journeyIds = consents.map(({ journeyId }) => journeyId);
    const detail = {
      journey_ids: journeyIds,
      consent_handles: handles,
      app_identifier: first.appIdentifier,
      return_mode: plan.mode,
      redirect_origin: plan.redirectUrl && new URL(plan.redirectUrl).origin,
      ...(wishes.durableLinkId ? { durable_link_id: wishes.durableLinkId } : {}),
    };
    const answer = await this.finpro.createLink(
      first,
      {
        actor,
        action: 'consent.link.create',
        subject: first.subjectId,
        detail,
        hooks: bothHooks(assertKeptAtIntent(key), hooks),
      },
      requestOf(key, consents, wishes),
    );
    const told = () => ({ consent_handles: handles });
    try {
      return await answer.settle(
        (link, intentId) =>
          together(
            record(link, intentId),
            this.links.issued(key, journeyIds, plan, link.issuedAt),
            ...consents.map((consent) => this.consents.linked(consent, link.issuedAt)),
          ),
        told,
      );
    } catch (error) {
      const erased = await this.consents.erasureIn(error, first);
      await answer.settle(() => nothing(undefined), told);
      throw erased;
    }
  }
}

function requestOf(
  key: SubjectKey,
  consents: readonly [ConsentWithHandle, ...ConsentWithHandle[]],
  { plan, fipIds, pan }: LinkWishes,
) {
  const [first] = consents;
  return {
    handles: consents.map(({ consentHandle }) => consentHandle),
    redirectUrl: plan.vendorUrl,
    fipIds: fipIds ?? first.fipIds,
    pan: pan ?? openPerson(key, first).pan,
  };
}
