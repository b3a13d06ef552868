import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConsumersModule } from '../consumers/consumers.module';
import { EventsModule } from '../events/events.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { InboxModule } from '../inbox/inbox.module';
import { JourneysModule } from '../journeys/journeys.module';
import { LinksModule } from '../links/links.module';
import { SEARCHES } from '../search/searches';
import { SignedHttpModule } from '../signed-http/signed-http.module';
import { ArrivalsService } from './arrivals.service';
import { CustomerCreationService } from './customer-creation.service';
import { CustomerJourney } from './customer-journey';
import { CustomerListController } from './customer-list.controller';
import { CustomerListService } from './customer-list.service';
import { CustomerRecords } from './customer-records.service';
import { CustomerRecoveryService } from './customer-recovery.service';
import { CustomerTrackingService } from './customer-tracking.service';
import { CustomersController } from './customers.controller';
import { CustomersRepository } from './customers.repository';
import { CustomersService } from './customers.service';
import { DurableGrantsService } from './durable-grants.service';
import { EchoController } from './echo.controller';
import { Customer } from './entities/customer.entity';
import { OnboardingGrant } from './entities/onboarding-grant.entity';
import { GrantCreationService } from './grant-creation.service';
import { GrantGate } from './grant-gate.service';
import { GrantsController } from './grants.controller';
import { GrantsRepository } from './grants.repository';
import { GrantsService } from './grants.service';
import { KybStatusService } from './kyb-status.service';
import { LightweightCustomersController } from './lightweight-customers.controller';
import { OnboardingJourney } from './onboarding-journey';
import { OnboardingLinksService } from './onboarding-links.service';
import { OneMoneyClient } from './one-money.client';
import { ReturnController } from './return.controller';
import { ReturnService } from './return.service';

/** A business through 1Money's hosted KYB. */
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
  ],
  controllers: [
    CustomersController,
    GrantsController,
    LightweightCustomersController,
    CustomerListController,
    EchoController,
    ReturnController,
  ],
  providers: [
    CustomersController,
    GrantsController,
    CustomersService,
    CustomerListService,
    CustomerCreationService,
    CustomerRecoveryService,
    CustomerRecords,
    CustomerJourney,
    OnboardingJourney,
    KybStatusService,
    GrantsService,
    GrantCreationService,
    GrantGate,
    DurableGrantsService,
    OnboardingLinksService,
    CustomerTrackingService,
    ArrivalsService,
    ReturnService,
    CustomersRepository,
    GrantsRepository,
    OneMoneyClient,
  ],
})
export class OnboardingModule {}
