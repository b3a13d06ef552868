import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SEARCHES } from '../search/searches';
import { ConsumersModule } from '../consumers/consumers.module';
import { EventsModule } from '../events/events.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { InboxModule } from '../inbox/inbox.module';
import { JourneysModule } from '../journeys/journeys.module';
import { LinksModule } from '../links/links.module';
import { SignedHttpModule } from '../signed-http/signed-http.module';
import { ConsentDurableLinksService } from './consent-durable-links.service';
import { ConsentHandoverService } from './consent-handover.service';
import { ConsentInquiries } from './consent-inquiries.service';
import { ConsentIssueService } from './consent-issue.service';
import { ConsentJourney } from './consent-journey';
import { ConsentTrackingService } from './consent-tracking.service';
import { ConsentLinkIssueService } from './consent-link-issue.service';
import { ConsentLinksRepository } from './consent-links.repository';
import { ConsentLinkCreation } from './consent-link-creation.service';
import { ConsentLinksService } from './consent-links.service';
import { ConsentObservationsRepository } from './consent-observations.repository';
import { ConsentRecordsService } from './consent-records.service';
import { ConsentRecoveryService } from './consent-recovery.service';
import { ConsentRequestService } from './consent-request.service';
import { ConsentRulesService } from './consent-rules.service';
import { ConsentStatusService } from './consent-status.service';
import { ConsentsController } from './consents.controller';
import { ConsentsRepository } from './consents.repository';
import { ConsentsService } from './consents.service';
import { DirectReturnService } from './direct-return.service';
import { ConsentLink } from './entities/consent-link.entity';
import { Consent } from './entities/consent.entity';
import { FinproJourney } from './finpro-journey';
import { FinproListsService } from './finpro-lists.service';
import { FinproClient } from './finpro.client';
import { JourneysController } from './journeys.controller';
import { RedirectionService } from './redirection.service';
import { ReturnController } from './return.controller';
import { ReturnService } from './return.service';
import { RevocationService } from './revocation.service';
import { WebRedirectionController } from './web-redirection.controller';

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
    ConsentStatusService,
    RevocationService,
    ConsentLinksService,
    ConsentLinkCreation,
    ConsentLinkIssueService,
    ConsentHandoverService,
    ConsentDurableLinksService,
    ConsentTrackingService,
    RedirectionService,
    DirectReturnService,
    ReturnService,
    ConsentJourney,
    FinproJourney,
    FinproClient,
    FinproListsService,
    ConsentsRepository,
    ConsentObservationsRepository,
    ConsentLinksRepository,
  ],
})
export class ConsentModule {}
