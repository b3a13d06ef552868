import { Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { dataSourceOptions } from '../database/data-source';
import { OnDemandDataSource } from '../database/on-demand-data-source';
import { poolOf } from '../database/pool';
import { SEARCH_POOL, Searches, SEARCHES } from './searches';

/** The connection pool for searches, and TypeORM on top of it. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      name: SEARCHES,
      inject: [CONFIG],
      useFactory: (config: Config) => ({
        ...dataSourceOptions({
          url: config.databaseUrl,
          poolSize: config.databaseSearchPoolSize,
          role: 'application',
          plansByValue: true,
        }),
        autoLoadEntities: true,
        toRetry: () => false,
      }),
      dataSourceFactory: async (options) => new OnDemandDataSource(options as DataSourceOptions).initialize(),
    }),
  ],
  providers: [{ provide: SEARCH_POOL, inject: [getDataSourceToken(SEARCHES)], useFactory: poolOf }, Searches],
  exports: [Searches],
})
export class SearchModule {}
