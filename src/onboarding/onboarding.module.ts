import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConsumersModule } from '../consumers/consumers.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { SignedHttpModule } from '../signed-http/signed-http.module';
import { CustomerCreationService } from './customer-creation.service';
import { CustomerRecords } from './customer-records.service';
import { CustomerRecoveryService } from './customer-recovery.service';
import { CustomersController } from './customers.controller';
import { CustomersRepository } from './customers.repository';
import { CustomersService } from './customers.service';
import { Customer } from './entities/customer.entity';
import { OnboardingGrant } from './entities/onboarding-grant.entity';
import { GrantCreationService } from './grant-creation.service';
import { GrantGate } from './grant-gate.service';
import { GrantsController } from './grants.controller';
import { GrantsRepository } from './grants.repository';
import { GrantsService } from './grants.service';
import { KybStatusService } from './kyb-status.service';
import { LightweightCustomersController } from './lightweight-customers.controller';
import { OneMoneyClient } from './one-money.client';
import { ReturnController } from './return.controller';
import { ReturnService } from './return.service';

/** A business through 1Money's hosted KYB. */
@Module({
  imports: [TypeOrmModule.forFeature([Customer, OnboardingGrant]), ConsumersModule, SignedHttpModule, IdempotencyModule],
  controllers: [CustomersController, GrantsController, LightweightCustomersController, ReturnController],
  providers: [CustomersController, GrantsController, CustomersService, CustomerCreationService, CustomerRecoveryService, CustomerRecords, KybStatusService, GrantsService, GrantCreationService, GrantGate, ReturnService, CustomersRepository, GrantsRepository, OneMoneyClient],
})
export class OnboardingModule {}
