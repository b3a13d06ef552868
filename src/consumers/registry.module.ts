import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConsumerRegistry } from './consumer-registry.service';
import { ConsumersRepository } from './consumers.repository';
import { Consumer } from './entities/consumer.entity';

/** The operator's work on consumers, without the gateway. */
@Module({
  imports: [TypeOrmModule.forFeature([Consumer])],
  providers: [ConsumerRegistry, ConsumersRepository],
  exports: [ConsumerRegistry],
})
export class RegistryModule {}
