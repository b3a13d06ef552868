import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import { nothing } from '../../database/write';
import { Fault } from '../../errors';
import type { JourneyLinks, LinkStanding, LinkTarget } from '../../journey-registry/journey-links';
import { orLastKnown } from '../../signed-http/last-known';
import type { InWords } from '../../words/words';
import { ConsentLinkIssueService } from './consent-link-issue.service';
import { journeyStateOf } from '../status/consent-state';
import { ConsentStatusService } from '../status/consent-status.service';
import { ConsentsRepository } from '../status/consents.repository';
import { type ConsentWithHandle, hasHandle } from '../consent.entity';
import { CONSENT_LINK_WORDS } from './link-words';

/** The durable links of the consent journey: each click leads to a fresh link for the same pending handle. */
@Injectable()
export class ConsentDurableLinksService implements JourneyLinks {
  readonly goesTo: InWords = ({ consent }) => consent.goesTo;

  constructor(
    private readonly consents: ConsentsRepository,
    private readonly statuses: ConsentStatusService,
    private readonly issuing: ConsentLinkIssueService,
  ) {}

  /** The person's id while the settings of an earlier version wait to be sealed. */
  journeyIdOf({ key, settings }: LinkTarget): string {
    return settings.journey_id ?? key.subjectId;
  }

  async standing({ settings }: LinkTarget): Promise<LinkStanding> {
    const consent = await this.get(settings);
    const parameters = { consent_handle: consent.consentHandle, status: journeyStateOf(consent) };
    return {
      isOpen: consent.status === 'PENDING',
      words: ({ consent: words }) => words[CONSENT_LINK_WORDS[consent.status]],
      parameters,
    };
  }

  /** Throws Fault `consent-status-forbids` when the consent was decided meanwhile. */
  async request(actor: Actor, { linkId, key, settings }: LinkTarget): Promise<string> {
    const consent = await this.get(settings);
    const wishes = {
      plan: this.issuing.planKnown(settings.redirect_url ?? null),
      fipIds: null,
      pan: null,
      durableLinkId: linkId,
    };
    await this.assertPending(actor, consent);
    return this.issuing.issue(actor, key, [consent], wishes, ({ url }) => nothing(url));
  }

  /** While FinPro cannot be asked, the last known status is used. */
  private async assertPending(actor: Actor, consent: ConsentWithHandle): Promise<void> {
    const observed = await orLastKnown(this.statuses.observe(actor, [consent]), null);
    if (observed && observed[0]!.consent.status !== 'PENDING') throw new Fault('consent-status-forbids');
  }

  private async get({ journey_id: journeyId }: LinkTarget['settings']): Promise<ConsentWithHandle> {
    const [consent] = journeyId ? await this.consents.findByJourneys([journeyId]) : [];
    if (!consent || !hasHandle(consent)) throw new Fault('not-found', { detail: 'The consent of this link is gone.' });
    return consent;
  }
}
