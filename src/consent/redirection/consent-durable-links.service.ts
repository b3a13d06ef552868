import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import { nothing } from '../../database/write';
import { Fault } from '../../errors';
import { withQuery } from '../../http/pages/browser-return';
import { type LinkKind, LinkKinds, type LinkTarget, type Standing } from '../../links/link-kinds';
import { ConsentLinkIssueService } from './consent-link-issue.service';
import { journeyStateOf } from '../status/consent-state';
import { ConsentStatusService } from '../status/consent-status.service';
import { ConsentsRepository } from '../status/consents.repository';
import type { Consent } from '../consent.entity';
import { LINK_WORDS } from './link-words';
import { planKnownReturn } from './return-plan';

/** The durable links of the consent journey: each click leads to a fresh link for the same pending handle. */
@Injectable()
export class ConsentDurableLinksService implements LinkKind, OnModuleInit {
  readonly kind = 'consent';
  readonly scopes = { read: 'consent:read', write: 'consent:write' } as const;

  constructor(
    private readonly kinds: LinkKinds,
    private readonly consents: ConsentsRepository,
    private readonly statuses: ConsentStatusService,
    private readonly issuing: ConsentLinkIssueService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async look({ settings }: LinkTarget): Promise<Standing> {
    const consent = await this.get(settings);
    const returnUrl = settings.redirect_url
      ? withQuery(settings.redirect_url, { consent_handle: consent.consentHandle!, status: journeyStateOf(consent) })
      : null;
    return { isOpen: consent.status === 'PENDING', ...LINK_WORDS[consent.status], returnUrl };
  }

  /** Throws Fault `consent-status-forbids` when the consent was decided meanwhile. */
  async mint(actor: Actor, { linkId, key, settings }: LinkTarget): Promise<string> {
    const consent = await this.get(settings);
    const wishes = {
      plan: planKnownReturn(this.config, settings.redirect_url ?? null),
      fipIds: null,
      pan: null,
      durableLinkId: linkId,
    };
    await this.assertPending(actor, consent);
    return this.issuing.issue(actor, key, [consent], wishes, ({ url }) => nothing(url));
  }

  /** While FinPro cannot be asked, the last known status is used. */
  private async assertPending(actor: Actor, consent: Consent): Promise<void> {
    try {
      const [observed] = await this.statuses.observe(actor, [consent]);
      if (observed!.consent.status !== 'PENDING') throw new Fault('consent-status-forbids');
    } catch (error) {
      if (!(error instanceof Fault) || error.kind.status < 500 || error.faultName === 'database-unavailable')
        throw error;
    }
  }

  private async get({ journey_id: journeyId }: LinkTarget['settings']): Promise<Consent> {
    const [consent] = journeyId ? await this.consents.findByJourneys([journeyId]) : [];
    if (!consent) throw new Fault('not-found', { detail: 'The consent of this link is gone.' });
    return consent;
  }
}
