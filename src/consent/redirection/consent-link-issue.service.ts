import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Originator } from '../../audit/audit.service';
import { together, type Write } from '../../database/write';
import { assertKeptAtIntent, type SubjectKey } from '../../privacy/subject-keys';
import { alongside, type Companions } from '../../signed-http/intent';
import { ConsentJourney } from '../status/consent-journey';
import { ConsentLinksRepository } from './consent-links.repository';
import { ConsentsRepository } from '../status/consents.repository';
import { ConsentLink } from './consent-link.entity';
import type { Consent } from '../consent.entity';
import type { IssuedLink } from '../finpro/finpro-consent';
import { FinproClient } from '../finpro/finpro.client';
import { openPerson } from '../person';
import type { ReturnPlan } from './return-plan';

/** What a link is to ask for, where it differs from what its consents were requested with. */
export interface LinkWishes {
  readonly plan: ReturnPlan;
  readonly fipIds: readonly string[] | null;
  readonly pan: string | null;
  /** The durable link whose click asks for it. */
  readonly durableLinkId?: string;
}

const placeOf = (linkId: string): string => `consent_links.redirect_url ${linkId}`;

/** The row of a link that was handed out for these journeys, of the person whose key is `key`. */
export function linkOf(
  key: SubjectKey,
  journeyIds: readonly string[],
  { mode, redirectUrl, stateHash }: ReturnPlan,
  issuedAt: Date,
): ConsentLink {
  const linkId = uuidv7();
  const redirectUrlSealed = redirectUrl === null ? null : key.seal(placeOf(linkId), redirectUrl);
  return Object.assign(new ConsentLink(), {
    linkId,
    journeyIds: [...journeyIds],
    redirectUrlSealed,
    returnMode: mode,
    returnStateHash: stateHash,
    issuedAt,
    returnedAt: null,
    stallJudgedAt: null,
  });
}

/** Where the browser goes on to after the link; null when the consumer named no page. */
export const redirectOf = (key: SubjectKey, { linkId, redirectUrlSealed }: ConsentLink): string | null =>
  redirectUrlSealed && key.open(placeOf(linkId), redirectUrlSealed);

/** Gets fresh links to pending consents from FinPro, and records each with its way back. */
@Injectable()
export class ConsentLinkIssueService {
  constructor(
    private readonly finpro: FinproClient,
    private readonly consents: ConsentsRepository,
    private readonly links: ConsentLinksRepository,
    private readonly journey: ConsentJourney,
  ) {}

  /** `consents` are one person's, whose key is `key`. `record` makes of the link what is committed with it. */
  async issue<R>(
    originator: Originator,
    key: SubjectKey,
    consents: readonly [Consent, ...Consent[]],
    wishes: LinkWishes,
    record: (link: IssuedLink, intentId: string) => Write<R>,
    companions?: Companions,
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
        originator,
        action: 'consent.link.create',
        subject: first.subjectId,
        detail,
        companions: alongside(assertKeptAtIntent(key), companions),
      },
      request,
    );
    return answer.settle(
      (link, intentId) =>
        together(
          record(link, intentId),
          this.links.add(linkOf(key, journeyIds, plan, link.issuedAt)),
          ...journeyIds.map((journeyId) => this.consents.linked(journeyId, link.issuedAt)),
          ...consents.map((consent) => this.journey.attend(consent)),
        ),
      () => ({ consent_handles: handles }),
    );
  }
}
