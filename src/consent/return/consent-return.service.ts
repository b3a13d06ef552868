import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/audit.service';
import { CLOCK, type Clock } from '../../config/clock';
import { together } from '../../database/write';
import { Fault } from '../../errors';
import { hashOf } from '../../privacy/one-time-token';
import { ReturnsService } from '../../returns/returns.service';
import { orLastKnown } from '../../signed-http/last-known';
import { ConsentLinksRepository } from '../redirection/consent-links.repository';
import { type JourneyState, journeyStateOf } from '../status/consent-state';
import type { VisitOutcome } from '../consent-status';
import { ConsentStatusService } from '../status/consent-status.service';
import { ConsentsRepository } from '../status/consents.repository';
import type { ConsentLink } from '../redirection/consent-link.entity';
import { type ConsentWithHandle, hasHandle } from '../consent.entity';
import { RedirectionService, returnOf } from '../redirection/redirection.service';

/** The browser's return from the Account Aggregator. A return proves nothing, and the address works once. */
@Injectable()
export class ConsentReturnService {
  constructor(
    private readonly links: ConsentLinksRepository,
    private readonly consents: ConsentsRepository,
    private readonly redirection: RedirectionService,
    private readonly statuses: ConsentStatusService,
    private readonly returns: ReturnsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The consumer's page with consent_handle and status, signed; null: it named none. Throws Fault `not-found` for an
   * unknown state, `return-used` for a used one, `subject-erased`, and `return-refused`
   * when what the browser brought does not belong to this link; then nothing changes, and the address still works. When
   * FinPro cannot be asked, the user is still sent on, with the status that was last confirmed.
   */
  async arrive(
    requestId: string,
    state: string | null,
    brought: Readonly<Record<string, string>>,
  ): Promise<string | null> {
    const link = state === null ? null : await this.links.findByReturnState(hashOf(state));
    const consents = link ? await this.inOrder(link) : [];
    if (!link || consents.length === 0) throw new Fault('not-found', { detail: 'This return address does not exist.' });
    const redirectUrl = await this.redirection.redirectOf(link, consents);
    const sign = await this.returns.signerOf(consents[0]!.consumerId);
    const browser: Actor = { requestId, clientId: null, actor: 'browser' };
    if (link.returnedAt) return this.returns.refuse(requestId, returnOf(consents), 'return-used', 'used');
    const visit = await this.redirection.read(brought, consents);
    if ('refused' in visit) return this.returns.refuse(requestId, returnOf(consents), 'return-refused', visit.refused);
    const observed = await orLastKnown(this.statuses.observe(browser, consents), null);
    const now = observed?.map(({ consent }) => consent) ?? consents;
    const arrived = await this.record(browser, link, now, {
      said: visit.outcome,
      isConfirmed: observed !== null,
    });
    return redirectUrl && sign(redirectUrl, arrived);
  }

  private async inOrder({ journeyIds }: ConsentLink): Promise<ConsentWithHandle[]> {
    const found = (await this.consents.findByJourneys(journeyIds)).filter(hasHandle);
    return journeyIds.flatMap((id) => found.filter(({ journeyId }) => journeyId === id));
  }

  private async record(
    browser: Actor,
    link: ConsentLink,
    consents: readonly ConsentWithHandle[],
    { said: outcome, isConfirmed }: { said: VisitOutcome | null; isConfirmed: boolean },
  ): Promise<{ consent_handle: string; status: JourneyState }> {
    const at = this.clock.now();
    await this.returns.complete(
      browser,
      returnOf(consents, { link_id: link.linkId, said: outcome, is_confirmed: isConfirmed }),
      together(
        this.links.markReturned(link),
        ...consents.map((consent) => this.consents.returned(consent, outcome, at)),
      ),
      (error) => this.links.isUsed(error),
      returnOf(consents),
    );
    const states = consents.map((consent) => journeyStateOf({ ...consent, visitOutcome: outcome }));
    const state = states.find((one) => one === 'APPROVED') ?? states[0]!;
    return { consent_handle: consents.map(({ consentHandle }) => consentHandle).join(','), status: state };
  }
}
