import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RETURN_SIGNERS } from '../http/pages/signed-return';
import { ConsumerGuard } from './consumer.guard';
import { ConsumersRepository } from './consumers.repository';
import { ConsumersService } from './consumers.service';
import { Consumer } from './consumer.entity';
import { QuotasRepository } from './limits/quotas.repository';
import { QuotasService } from './limits/quotas.service';
import { RequestRates } from './limits/request-rates';
import { ReturnKeysController } from './returns/return-keys.controller';
import { ReturnSignaturesService } from './returns/return-signatures.service';
import { SandboxConsumers } from './sandbox-consumers';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Consumer])],
  controllers: [ReturnKeysController],
  providers: [
    ReturnSignaturesService,
    { provide: RETURN_SIGNERS, useExisting: ReturnSignaturesService },
    ConsumersService,
    ConsumersRepository,
    SandboxConsumers,
    RequestRates,
    QuotasRepository,
    QuotasService,
    { provide: APP_GUARD, useClass: ConsumerGuard },
  ],
  exports: [QuotasService, RETURN_SIGNERS, ReturnSignaturesService],
})
export class ConsumersModule {}
