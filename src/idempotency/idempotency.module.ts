import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdempotencyKey } from './entities/idempotency-key.entity';
import { IdempotencyRepository } from './idempotency.repository';
import { IdempotencyService } from './idempotency.service';
import { KeyPurge } from './key-purge';

/** Same key, same answer, one effect. */
@Module({ imports: [TypeOrmModule.forFeature([IdempotencyKey])], providers: [IdempotencyService, IdempotencyRepository, KeyPurge], exports: [IdempotencyService] })
export class IdempotencyModule {}
