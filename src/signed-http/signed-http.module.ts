import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG } from '../config/config.module';
import { JourneyRegistryModule } from '../journey-registry/journey-registry.module';
import { VendorEffect } from './effects/vendor-effect.entity';
import { Reconciler } from './effects/reconciler';
import { RecoveredEffects } from './effects/recovered-effects';
import { VENDORS } from '../vendors/vendor-profile';
import { SignedHttp } from './signed-http';
import { Transport } from './transport';
import { CONNECTIONS } from './vendor-call';
import { connectionsOf, VendorCredentials } from './vendor-credentials';
import { VendorEffectsRepository } from './effects/vendor-effects.repository';
import { VendorEffects } from './effects/vendor-effects';
import { VendorPausesModule } from '../vendors/pauses/vendor-pauses.module';
import { VendorPauses } from './pipeline/vendor-pauses';
import { VendorPipelines } from './pipeline/vendor-pipelines';

/** All calls to the vendors go through this module. */
@Module({
  imports: [TypeOrmModule.forFeature([VendorEffect]), JourneyRegistryModule, VendorPausesModule],
  providers: [
    SignedHttp,
    Transport,
    VendorPipelines,
    VendorPauses,
    VendorCredentials,
    VendorEffects,
    VendorEffectsRepository,
    RecoveredEffects,
    Reconciler,
    { provide: CONNECTIONS, inject: [VENDORS, CONFIG], useFactory: connectionsOf },
  ],
  exports: [SignedHttp, VendorPipelines, VendorCredentials, Reconciler, Transport],
})
export class SignedHttpModule {}
