import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConsumerGuard } from './consumer.guard';
import { ConsumersRepository } from './consumers.repository';
import { ConsumersService } from './consumers.service';
import { Consumer } from './consumer.entity';
import { QuotasRepository } from './limits/quotas.repository';
import { QuotasService } from './limits/quotas.service';
import { RequestRates } from './limits/request-rates';
import { SandboxConsumers } from './sandbox-consumers';

@Module({
  imports: [TypeOrmModule.forFeature([Consumer])],
  providers: [
    ConsumersService,
    ConsumersRepository,
    SandboxConsumers,
    RequestRates,
    QuotasRepository,
    QuotasService,
    { provide: APP_GUARD, useClass: ConsumerGuard },
  ],
  exports: [QuotasService],
})
export class ConsumersModule {}
