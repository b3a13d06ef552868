import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConsumerGuard } from './consumer.guard';
import { ConsumersRepository } from './consumers.repository';
import { ConsumersService } from './consumers.service';
import { Consumer } from './entities/consumer.entity';
import { SandboxConsumers } from './sandbox-consumers';

/** Who may use Portico, and how they prove it. */
@Module({
  imports: [TypeOrmModule.forFeature([Consumer])],
  providers: [ConsumersService, ConsumersRepository, SandboxConsumers, { provide: APP_GUARD, useClass: ConsumerGuard }],
})
export class ConsumersModule {}
