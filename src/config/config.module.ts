import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule as NestConfigModule, registerAs } from '@nestjs/config';
import { CLOCK, SharedClock } from './clock';
import type { Config } from './config';

export { CLOCK, type Clock } from './clock';

/** Injection token of the frozen Config. */
export const CONFIG = Symbol('Config');

/**
 * Makes the clock and the checked configuration injectable everywhere, the latter as `@Inject(CONFIG) config: Config`
 * and through Nest's ConfigService under `portico`.
 */
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
        { provide: SharedClock, useValue: clock },
        { provide: CLOCK, useExisting: SharedClock },
      ],
      exports: [CONFIG, CLOCK, SharedClock],
    };
  }
}
