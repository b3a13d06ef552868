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
import { SignedHttpModule } from '../signed-http/signed-http.module';
import { ConsentDurableLinksService } from './redirection/consent-durable-links.service';
import { ConsentInquiries } from './request/consent-inquiries.service';
import { ConsentIssueService } from './request/consent-issue.service';
import { ConsentChanges } from './status/consent-changes';
import { ConsentJourney } from './consent.journey';
import { ConsentLinkIssueService } from './redirection/consent-link-issue.service';
import { ConsentLinksRepository } from './redirection/consent-links.repository';
import { ConsentLinkCreation } from './redirection/consent-link-creation.service';
import { ConsentLinksService } from './redirection/consent-links.service';
import { ConsentRecordsService } from './request/consent-records.service';
import { ConsentRecoveryService } from './request/consent-recovery.service';
import { ConsentRequestService } from './request/consent-request.service';
import { ConsentRulesService } from './request/consent-rules.service';
import { ConsentStatusService } from './status/consent-status.service';
import { ConsentsController } from './request/consents.controller';
import { ConsentsRepository } from './status/consents.repository';
import { ConsentsService } from './status/consents.service';
import { PendingConsentsService } from './status/pending-consents.service';
import { DirectReturnService } from './return/direct-return.service';
import { ConsentLink } from './redirection/consent-link.entity';
import { Consent } from './consent.entity';
import { FinproListsService } from './finpro/finpro-lists.service';
import { FinproClient } from './finpro/finpro.client';
import { JourneysController } from './status/journeys.controller';
import { RedirectionService } from './redirection/redirection.service';
import { ReturnController } from './return/return.controller';
import { ReturnService } from './return/return.service';
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
  ],
  controllers: [ConsentsController, WebRedirectionController, JourneysController, ReturnController],
  providers: [
    ConsentRequestService,
    ConsentRulesService,
    ConsentIssueService,
    ConsentRecordsService,
    ConsentRecoveryService,
    ConsentInquiries,
    ConsentsService,
    PendingConsentsService,
    ConsentStatusService,
    RevocationService,
    ConsentLinksService,
    ConsentLinkCreation,
    ConsentLinkIssueService,
    ConsentDurableLinksService,
    ConsentJourney,
    RedirectionService,
    DirectReturnService,
    ReturnService,
    ConsentChanges,
    FinproClient,
    FinproListsService,
    ConsentsRepository,
    ConsentLinksRepository,
  ],
})
export class ConsentModule implements OnModuleInit {
  constructor(
    private readonly journeys: JourneyRegistry,
    private readonly journey: ConsentJourney,
  ) {}

  onModuleInit(): void {
    this.journeys.register(this.journey);
  }
}
