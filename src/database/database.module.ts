import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { Committer } from './committer';
import { Confirmation } from './confirmation';
import { DatabaseProbe } from './database-probe';
import { dataSourceOptions } from './data-source';
import { MigrationsProbe } from './migrations-probe';
import { POOL, poolOf } from './pool';

/** The one pool, TypeORM over it, and the Committer. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [CONFIG],
      useFactory: (config: Config) => ({
        ...dataSourceOptions({ url: config.databaseUrl, poolSize: config.databasePoolSize, role: 'application' }),
        autoLoadEntities: true,
        toRetry: () => false,
      }),
    }),
  ],
  providers: [{ provide: POOL, inject: [DataSource], useFactory: poolOf }, Committer, Confirmation, DatabaseProbe, MigrationsProbe],
  exports: [POOL, Committer, Confirmation, DatabaseProbe, MigrationsProbe],
})
export class DatabaseModule {}
