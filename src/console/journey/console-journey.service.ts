import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import { Fault } from '../../errors';
import { LinksService, type SurveyedLink } from '../../links/links.service';
import { OperatorLinksService } from '../../links/operator-links.service';
import { OperatorConsumersService } from '../../operators/consumers/operator-consumers.service';
import { OperatorJourneysService, type ShownToOperator } from '../../operators/journeys/operator-journeys.service';
import { RedeliveryService } from '../../operators/journeys/redelivery.service';
import { SubjectsService } from '../../subjects/subjects.service';
import { FormSent } from '../page/forms';

/** A journey with its durable links. */
export interface ConsoleJourneyFacts extends ShownToOperator {
  readonly links: readonly SurveyedLink[];
  /** The events that can be sent again. */
  readonly sendable: ReadonlySet<string>;
}

/** A link that was made just now; its URL is a secret, and not stored. */
export type MadeLink = Awaited<ReturnType<OperatorLinksService['issue']>>;

/** One journey, and what an operator can do for it. Every act is audited by the service that carries it out. */
@Injectable()
export class ConsoleJourneyService {
  constructor(
    private readonly journeys: OperatorJourneysService,
    private readonly links: LinksService,
    private readonly operatorLinks: OperatorLinksService,
    private readonly consumers: OperatorConsumersService,
    private readonly redeliveries: RedeliveryService,
    private readonly subjects: SubjectsService,
  ) {}

  /** Throws Fault `not-found`. */
  async show(journeyId: string): Promise<ConsoleJourneyFacts> {
    const shown = await this.journeys.show(journeyId);
    const { subjectId, reference } = shown.one.found;
    const [links, sendable] = await Promise.all([
      this.links.survey(subjectId),
      this.redeliveries.possible(shown.events.map(({ event_id: id }) => id)),
    ]);
    return { ...shown, links: links.filter((link) => link.reference === reference), sendable };
  }

  /** Whether the vendor reports another state. Throws as OperatorJourneysService.ask. */
  async ask(actor: Actor, journeyId: string): Promise<boolean> {
    return (await this.journeys.ask(actor, journeyId)) !== null;
  }

  /** `formId`: the link's id, so that a form makes one only. Throws FormSent, and as OperatorLinksService.issue. */
  async makeLink(actor: Actor, journeyId: string, formId: string | null): Promise<MadeLink> {
    const { kind, found, consumer } = await this.journeys.get(journeyId);
    const links = await this.links.survey(found.subjectId);
    if (links.some(({ linkId }) => linkId === formId)) throw new FormSent();
    const { defaultRedirectUrl } = await this.consumers.get(consumer);
    return this.operatorLinks.issue(actor, kind, found, { page: defaultRedirectUrl, linkId: formId });
  }

  /** Throws Fault `not-found`. */
  async revokeLink(actor: Actor, journeyId: string, linkId: string): Promise<void> {
    const { found } = await this.journeys.get(journeyId);
    await this.operatorLinks.revoke(actor, found, linkId);
  }

  /** Throws Fault `not-found` for an event of another journey, and as RedeliveryService.redeliver. */
  async redeliver(actor: Actor, journeyId: string, eventId: string): Promise<void> {
    const { events } = await this.journeys.show(journeyId);
    if (!events.some((event) => event.event_id === eventId))
      throw new Fault('not-found', { detail: 'This journey has no such event.' });
    await this.redeliveries.redeliver(actor, eventId);
  }

  /** In clear. Throws Fault `not-found`, `subject-erased`. */
  async reveal(actor: Actor, journeyId: string): Promise<Readonly<Record<string, string>>> {
    const { found } = await this.journeys.get(journeyId);
    return this.subjects.reveal(actor, found.subjectId, found.journeyId);
  }
}
