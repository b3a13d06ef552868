import { Injectable } from '@nestjs/common';
import { type Actor, AuditService } from '../../audit/audit.service';
import { together, type Write } from '../../database/write';
import { EventsService } from '../../events/events.service';
import type { Journey } from '../../journey-registry/journey';
import type { LinkTarget } from '../../journey-registry/journey-links';
import type { DurableLink } from '../durable-link.entity';

/** A press of a link's button, and where it leads. */
export interface Press {
  readonly link: DurableLink;
  readonly journey: Journey;
  readonly target: LinkTarget;
  readonly browser: Actor;
}

/** What is recorded of a click, to be committed with it: the audit entry, and the events for the consumer. */
@Injectable()
export class ClickRecordsService {
  constructor(
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /** A person pressed the button. `isOpening`: for the first time. */
  pressed(press: Press, isOpening: boolean): Write<unknown> {
    const { link, browser } = press;
    const detail = { link_id: link.linkId, reference: link.reference };
    const entry = this.audit.event(browser, { action: 'link.click', subject: link.subjectId, detail }, 'SUCCEEDED');
    return isOpening ? together(entry, this.tell('link.opened', press)) : entry;
  }

  /** The browser is sent on to the vendor. */
  left(press: Press): Write<void> {
    return this.tell('link.left', press);
  }

  private tell(type: 'link.opened' | 'link.left', { link, journey, target }: Press): Write<void> {
    return this.events.record({
      consumerId: link.consumerId,
      type,
      journeyId: journey.link.journeyIdOf(target),
      data: { journey: journey.name, reference: link.reference, link_id: link.linkId },
    });
  }
}
