import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SEARCHES } from '../search/searches';
import { ConsumersModule } from '../consumers/consumers.module';
import { EventsModule } from '../events/events.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { InboxModule } from '../inbox/inbox.module';
import { JourneyRegistry } from '../journey-registry/journey-registry';
import { JourneysModule } from '../journeys/journeys.module';
import { LinksModule } from '../links/links.module';
import { ReturnsModule } from '../returns/returns.module';
import { SignedHttpModule } from '../signed-http/signed-http.module';
import { ConsentDurableLinksService } from './redirection/consent-durable-links.service';
import { ConsentIssueService } from './request/consent-issue.service';
import { ConsentLookupsRepository } from './status/consent-lookups.repository';
import { ConsentListRepository } from './status/consent-list.repository';
import { ConsentJourney } from './consent.journey';
import { ExpiringService } from './renewal/expiring.service';
import { RenewalsRepository } from './renewal/renewals.repository';
import { ConsentLinkIssueService } from './redirection/consent-link-issue.service';
import { ConsentLinksRepository } from './redirection/consent-links.repository';
import { ConsentLinksService } from './redirection/consent-links.service';
import { ConsentRecoveryService } from './request/consent-recovery.service';
import { ConsentRequestService } from './request/consent-request.service';
import { ConsentStatusService } from './status/consent-status.service';
import { ConsentRequestController } from './request/consent-request.controller';
import { ConsentRefreshService } from './status/consent-refresh.service';
import { ConsentWithdrawalService } from './status/consent-withdrawal.service';
import { ConsentsController } from './status/consents.controller';
import { ConsentsRepository } from './status/consents.repository';
import { ConsentsService } from './status/consents.service';
import { DirectReturnService } from './return/direct-return.service';
import { ConsentReceiptsController } from './receipts/consent-receipts.controller';
import { ConsentReceiptsService } from './receipts/consent-receipts.service';
import { ConsentLink } from './redirection/consent-link.entity';
import { Consent } from './consent.entity';
import { FinproRulesService } from './finpro/finpro-rules.service';
import { FinproClient } from './finpro/finpro.client';
import { ConsentJourneysController } from './status/consent-journeys.controller';
import { RedirectionService } from './redirection/redirection.service';
import { ConsentReturnController } from './return/consent-return.controller';
import { ConsentReturnService } from './return/consent-return.service';
import { RevocationService } from './status/revocation.service';
import { WebRedirectionController } from './return/web-redirection.controller';

/** A customer's consent through MoneyOne FinPro and the Account Aggregator. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Consent, ConsentLink]),
    TypeOrmModule.forFeature([Consent], SEARCHES),
    ConsumersModule,
    SignedHttpModule,
    IdempotencyModule,
    InboxModule,
    EventsModule,
    JourneysModule,
    LinksModule,
    ReturnsModule,
  ],
  controllers: [
    ConsentRequestController,
    ConsentsController,
    WebRedirectionController,
    ConsentJourneysController,
    ConsentReturnController,
    ConsentReceiptsController,
  ],
  providers: [
    ConsentRequestService,
    ConsentIssueService,
    ConsentRecoveryService,
    ConsentsService,
    ConsentReceiptsService,
    ConsentStatusService,
    RevocationService,
    ConsentWithdrawalService,
    ConsentRefreshService,
    ConsentLinksService,
    ConsentLinkIssueService,
    ConsentDurableLinksService,
    ConsentJourney,
    RedirectionService,
    DirectReturnService,
    ConsentReturnService,
    ExpiringService,
    FinproClient,
    FinproRulesService,
    ConsentsRepository,
    ConsentListRepository,
    ConsentLookupsRepository,
    ConsentLinksRepository,
    RenewalsRepository,
  ],
})
export class ConsentModule implements OnModuleInit {
  constructor(
    private readonly journeys: JourneyRegistry,
    private readonly journey: ConsentJourney,
    private readonly withdrawals: ConsentWithdrawalService,
  ) {}

  onModuleInit(): void {
    this.journeys.register(this.journey);
    this.journeys.registerWithdrawal(this.withdrawals);
  }
}
