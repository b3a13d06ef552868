import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuditStep } from '../audit/history/audit-history.service';
import { CLOCK, type Clock } from '../config/clock';
import type { JourneyFacts, LinkFacts, VisitFacts } from '../journeys/journey-facts';
import { type FoundJourney, type JourneyKind, JourneyKinds, type OverdueVisit } from '../journeys/journey-kinds';
import { durableEntryLink, latestEntryLink } from '../journeys/entry-link';
import { LinksService } from '../links/links.service';
import { SubjectKeys } from '../privacy/subject-keys';
import { confirmationOf } from './status/consent-state';
import { failedLinkOf, isAbout, LINK_LIFE_MS, requestOf, standOf, visitOf } from './status/consent-turn';
import { ConsentLinksRepository } from './redirection/consent-links.repository';
import { ConsentsRepository } from './status/consents.repository';
import type { Consent } from './consent.entity';

/** Journeys that are found for one accountID. */
const MAX_FOUND = 20;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Makes the consent journey available to journey tracking. */
@Injectable()
export class ConsentTrackingService implements JourneyKind, OnModuleInit {
  readonly journey = 'consent';
  readonly vendor = 'finpro';
  readonly readScope = 'consent:read';
  readonly begins = 'requestConsent';

  constructor(
    private readonly kinds: JourneyKinds,
    private readonly consents: ConsentsRepository,
    private readonly consentLinks: ConsentLinksRepository,
    private readonly links: LinksService,
    private readonly subjectKeys: SubjectKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  /** By our id, by handle, by accountID, or by the key of the request. */
  async find(consumerId: string, reference: string): Promise<FoundJourney[]> {
    const [byId, byAccount] = await Promise.all([
      UUID.test(reference) ? this.findById(consumerId, reference.toLowerCase()) : [],
      this.consents.page(consumerId, {
        before: null,
        accountIndex: this.subjectKeys.accountIndexOf(consumerId, reference),
        most: MAX_FOUND,
      }),
    ]);
    const distinct = new Map([...byId, ...byAccount].map((consent) => [consent.journeyId, consent]));
    return [...distinct.values()].map((consent) => this.found(consent));
  }

  private async findById(consumerId: string, id: string): Promise<Consent[]> {
    const found = await Promise.all([
      this.consents.findByJourneys([id]),
      this.consents.findByHandles(consumerId, [id]),
      this.consents.findByKey(consumerId, id),
    ]);
    return found.flat().filter((consent): consent is Consent => consent !== null && consent.consumerId === consumerId);
  }

  /** The visit of a link for several consents is judged by the first of them. */
  async overdue(most: number): Promise<OverdueVisit[]> {
    const links = await this.consentLinks.listOverdue(new Date(this.clock.now().getTime() - LINK_LIFE_MS), most);
    const consents = await this.consents.findByJourneys(links.map(({ journeyIds }) => journeyIds[0]!));
    return links.map((link) => ({
      journey: this.found(consents.find(({ journeyId }) => journeyId === link.journeyIds[0])!),
      judged: this.consentLinks.judge(link),
    }));
  }

  private found(consent: Consent): FoundJourney {
    const { journeyId, consentHandle, consumerId, subjectId, requestedAt, status } = consent;
    const { confirmedBy, asOf, staleAfter } = confirmationOf(consent);
    const claim = confirmedBy && { confirmedBy, asOf, staleAfter };
    return {
      journeyId,
      reference: consentHandle,
      consumerId,
      subjectId,
      requestedAt,
      status,
      claim,
      isAbout: (step) => isAbout(consent, step),
      facts: (steps) => this.factsOf(consent, steps),
    };
  }

  private async factsOf(consent: Consent, steps: readonly AuditStep[]): Promise<JourneyFacts> {
    const now = this.clock.now();
    const visit = visitOf(consent, steps);
    const durable = (await this.links.survey(consent.subjectId)).filter(
      ({ reference }) => reference === consent.consentHandle,
    );
    return {
      journey: this.journey,
      now,
      erasedAt: consent.erasedAt,
      request: requestOf(consent, steps),
      stand: standOf(consent),
      link: latestEntryLink([...oneTimeLink(visit, now), ...durable.map(durableEntryLink)]),
      visit,
      failedLink: failedLinkOf(steps),
    };
  }
}

/** FinPro's own link as the user's link to enter the journey, unless it was requested by a durable link. */
function oneTimeLink(visit: VisitFacts | null, now: Date): LinkFacts[] {
  if (!visit || visit.wasClicked) return [];
  const isLive = visit.returnedAt === null && visit.expiresAt > now;
  return [
    {
      mode: 'one-time',
      state: isLive ? 'LIVE' : 'EXPIRED',
      issuedAt: visit.issuedAt,
      endedAt: isLive ? null : (visit.returnedAt ?? visit.expiresAt),
    },
  ];
}
