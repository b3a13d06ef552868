import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConsumersModule } from '../consumers/consumers.module';
import { EventsModule } from '../events/events.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { InboxModule } from '../inbox/inbox.module';
import { JourneyRegistry } from '../journey-registry/journey-registry';
import { JourneysModule } from '../journeys/journeys.module';
import { LinksModule } from '../links/links.module';
import { ReturnsModule } from '../returns/returns.module';
import { SEARCHES } from '../search/searches';
import { SignedHttpModule } from '../signed-http/signed-http.module';
import { CustomerCreationService } from './customers/customer-creation.service';
import { CustomerChanges } from './kyb/customer-changes';
import { CustomerListController } from './customer-list/customer-list.controller';
import { CustomerListService } from './customer-list/customer-list.service';
import { CustomerRecords } from './customers/customer-records';
import { CustomerRecoveryService } from './customers/customer-recovery.service';
import { CustomersController, LightweightCustomersController } from './customers/customers.controller';
import { CustomersRepository } from './customers/customers.repository';
import { CustomersService } from './customers/customers.service';
import { DurableGrantsService } from './links/durable-grants.service';
import { EchoController } from './echo.controller';
import { Customer } from './customers/customer.entity';
import { OnboardingGrant } from './grants/onboarding-grant.entity';
import { GrantsService } from './grants/grants.service';
import { GrantsController, OnboardingLinksController } from './grants/grants.controller';
import { GrantsRepository } from './grants/grants.repository';
import { GrantIssueService } from './grants/grant-issue.service';
import { KybStatusService } from './kyb/kyb-status.service';
import { OnboardingJourney } from './onboarding.journey';
import { OnboardingLinksService } from './links/onboarding-links.service';
import { OneMoneyClient } from './one-money/one-money.client';
import { OnboardingReturnController } from './return/onboarding-return.controller';
import { OnboardingReturnService } from './return/onboarding-return.service';

/** Onboarding of a business through 1Money's hosted KYB. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Customer, OnboardingGrant]),
    TypeOrmModule.forFeature([Customer], SEARCHES),
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
    CustomersController,
    GrantsController,
    LightweightCustomersController,
    OnboardingLinksController,
    CustomerListController,
    EchoController,
    OnboardingReturnController,
  ],
  providers: [
    CustomersService,
    CustomerListService,
    CustomerCreationService,
    CustomerRecoveryService,
    CustomerRecords,
    CustomerChanges,
    OnboardingJourney,
    KybStatusService,
    GrantIssueService,
    GrantsService,
    DurableGrantsService,
    OnboardingLinksService,
    OnboardingReturnService,
    CustomersRepository,
    GrantsRepository,
    OneMoneyClient,
  ],
})
export class OnboardingModule implements OnModuleInit {
  constructor(
    private readonly journeys: JourneyRegistry,
    private readonly journey: OnboardingJourney,
  ) {}

  onModuleInit(): void {
    this.journeys.register(this.journey);
  }
}
