import { Inject, Injectable } from '@nestjs/common';
import { AuditHistory, type AuditStep } from '../audit/history/audit-history';
import { CLOCK, type Clock } from '../config/clock';
import { stepsOf } from '../journey-registry/audit-steps';
import type { FoundJourney } from '../journey-registry/journey';
import type { JourneyFacts, JourneyName } from '../journey-registry/journey-facts';
import { LinksService } from '../links/links.service';
import { entryLinkOf } from './entry-link';

/** Collects the facts for the diagnosis: those of the journey, and those of its durable links. */
@Injectable()
export class FactsService {
  constructor(
    private readonly history: AuditHistory,
    private readonly links: LinksService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(journey: JourneyName, found: FoundJourney): Promise<{ steps: AuditStep[]; facts: JourneyFacts }> {
    const steps = stepsOf(found, await this.history.ofSubject(found.subjectId));
    const now = this.clock.now();
    const [{ oneTimeLink, ...known }, links] = await Promise.all([
      found.facts(steps),
      this.links.survey(found.subjectId),
    ]);
    const durable = links.filter(({ reference }) => reference === found.reference);
    return { steps, facts: { journey, now, ...known, link: entryLinkOf(oneTimeLink, durable, now) } };
  }
}
