import { Injectable } from '@nestjs/common';
import type { Actor } from '../audit/audit.service';
import { ANY_UUID } from '../input/bounded-text';
import type { FoundJourney, Journey, JourneyRange, OverdueVisit } from '../journey-registry/journey';
import type { Cadence, Refreshed } from '../journey-registry/refreshed';
import { isInForce } from './consent-status';
import type { Consent } from './consent.entity';
import { ConsentDurableLinksService } from './redirection/consent-durable-links.service';
import { ConsentLinksRepository } from './redirection/consent-links.repository';
import { ConsentRecoveryService } from './request/consent-recovery.service';
import { consentAwaiting, consentFactsOf, isAbout } from './status/consent-facts';
import { ConsentListRepository } from './status/consent-list.repository';
import { confirmationOf } from './status/consent-state';
import { ConsentRefreshService } from './status/consent-refresh.service';
import { ConsentsRepository } from './status/consents.repository';

/** Journeys that are found for one accountID. */
const MAX_FOUND = 20;

/** The journey of a consent at FinPro, from its request to its end. */
@Injectable()
export class ConsentJourney implements Journey {
  readonly name = 'consent';
  readonly vendor = 'finpro';
  readonly scopes = { read: 'consent:read', write: 'consent:write' } as const;
  readonly begins = 'requestConsent';
  readonly awaiting = consentAwaiting;
  readonly inquiries: Journey['inquiries'] = {
    'consent.request': (effect) => this.recovery.inquire(effect),
    'consent.revoke': (effect) => this.refreshes.inquireRevocation(effect),
    // A lost link cannot be looked up, and it does no harm, because no user received it.
    'consent.link.create': async () => 'unknowable',
  };

  constructor(
    private readonly consents: ConsentsRepository,
    private readonly links: ConsentLinksRepository,
    private readonly refreshes: ConsentRefreshService,
    private readonly recovery: ConsentRecoveryService,
    private readonly pages: ConsentListRepository,
    readonly link: ConsentDurableLinksService,
  ) {}

  async refresh(
    journeyId: string,
    confirmedBy: 'WEBHOOK' | 'POLL',
    actor: Actor,
    cadence: Cadence,
  ): Promise<Refreshed> {
    return this.refreshes.refresh(journeyId, confirmedBy, actor, cadence);
  }

  /** By our id, by handle, by accountID, or by the key of the request. */
  async find(consumerId: string, reference: string): Promise<FoundJourney[]> {
    const [byId, byAccount] = await Promise.all([
      ANY_UUID.test(reference) ? this.findById(consumerId, reference.toLowerCase()) : [],
      this.pages.page(consumerId, { before: null, accountId: reference, most: MAX_FOUND }),
    ]);
    const distinct = new Map([...byId, ...byAccount].map((consent) => [consent.journeyId, consent]));
    return [...distinct.values()].map((consent) => this.found(consent));
  }

  private async findById(consumerId: string, id: string): Promise<Consent[]> {
    const all = await Promise.all([
      this.consents.findByJourneys([id]),
      this.consents.findByHandles(consumerId, [id]),
      this.consents.findByKey(consumerId, id),
    ]);
    return all.flat().filter((consent): consent is Consent => consent !== null && consent.consumerId === consumerId);
  }

  async findAnywhere(reference: string): Promise<FoundJourney[]> {
    if (!ANY_UUID.test(reference)) return [];
    return (await this.pages.findAnywhere(reference.toLowerCase())).map((consent) => this.found(consent));
  }

  async findAll(ids: readonly string[], subjects: readonly string[]): Promise<FoundJourney[]> {
    return (await this.pages.findAll(ids, subjects)).map((consent) => this.found(consent));
  }

  async ofSubject(subjectId: string): Promise<FoundJourney[]> {
    return (await this.pages.ofSubject(subjectId, MAX_FOUND)).map((consent) => this.found(consent));
  }

  async list(consumerId: string | null, range: JourneyRange): Promise<FoundJourney[]> {
    const consents = await this.pages.page(consumerId, { ...range, accountId: null });
    return consents.map((consent) => this.found(consent));
  }

  /** The visit of a link for several consents is judged by the first of them. */
  async overdue(now: Date, most: number): Promise<OverdueVisit[]> {
    const links = await this.links.listOverdue(now, most);
    const consents = await this.consents.findByJourneys(links.map(({ journeyIds }) => journeyIds[0]!));
    return links.map((link) => ({
      journey: this.found(consents.find(({ journeyId }) => journeyId === link.journeyIds[0])!),
      judged: this.links.judge(link),
    }));
  }

  private found(consent: Consent): FoundJourney {
    const { journeyId, consentHandle, vendorAccount, consumerId, subjectId, requestedAt, status, expiresAt } = consent;
    const { confirmedBy, asOf, staleAfter } = confirmationOf(consent);
    return {
      journeyId,
      reference: consentHandle,
      vendorAccount,
      consumerId,
      subjectId,
      requestedAt,
      status,
      validUntil: isInForce(status) ? expiresAt : null,
      provenance: confirmedBy && { confirmedBy, asOf, staleAfter },
      isAbout: (step) => isAbout(consent, step),
      facts: async (steps) => consentFactsOf(consent, steps),
      renewal: async () => (await this.pages.neighboursOf([journeyId]))(journeyId),
    };
  }
}
