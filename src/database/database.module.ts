import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { ClockProbe } from './probes/clock-probe';
import { CommitProbe } from './probes/commit-probe';
import { Committer } from './committer';
import { Confirmation } from './confirmation';
import { type DatabaseAccess, dataSourceOptions } from './data-source';
import { DatabaseProbe } from './probes/database-probe';
import { DatabaseStart } from './probes/database-start';
import { MigrationsProbe } from './probes/migrations-probe';
import { OnDemandDataSource } from './on-demand-data-source';
import { POOL, poolOf } from './pool';

const accessOf = ({ databaseUrl, databasePoolSize }: Config): DatabaseAccess => ({
  url: databaseUrl,
  poolSize: databasePoolSize,
  role: 'application',
});

/** The one pool, TypeORM over it, and the Committer. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [CONFIG],
      useFactory: (config: Config) => ({
        ...dataSourceOptions(accessOf(config)),
        autoLoadEntities: true,
        toRetry: () => false,
      }),
      dataSourceFactory: async (options) => new OnDemandDataSource(options as DataSourceOptions).initialize(),
    }),
  ],
  providers: [
    { provide: POOL, inject: [DataSource], useFactory: poolOf },
    ClockProbe,
    Committer,
    CommitProbe,
    Confirmation,
    DatabaseProbe,
    DatabaseStart,
    MigrationsProbe,
  ],
  exports: [POOL, ClockProbe, Committer, Confirmation, DatabaseProbe, DatabaseStart, MigrationsProbe],
})
export class DatabaseModule {}
