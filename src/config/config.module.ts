import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule as NestConfigModule, registerAs } from '@nestjs/config';
import { CLOCK, SharedClock } from './clock';
import type { Config } from './config';
import { configuredKeys, KEY_SOURCE } from './key-source';

export { CLOCK, type Clock } from './clock';

export const CONFIG = Symbol('Config');

/** Makes the clock and the Config injectable everywhere; the latter also through Nest's ConfigService, as `portico`. */
@Module({})
export class ConfigModule {
  static with(config: Config, clock = new SharedClock()): DynamicModule {
    const portico = registerAs('portico', () => config);
    return {
      module: ConfigModule,
      global: true,
      imports: [NestConfigModule.forRoot({ ignoreEnvFile: true, isGlobal: true, load: [portico] })],
      providers: [
        { provide: CONFIG, inject: [portico.KEY], useFactory: (loaded: Config) => loaded },
        { provide: KEY_SOURCE, inject: [CONFIG], useFactory: configuredKeys },
        { provide: SharedClock, useValue: clock },
        { provide: CLOCK, useExisting: SharedClock },
      ],
      exports: [CONFIG, CLOCK, KEY_SOURCE, SharedClock],
    };
  }
}
