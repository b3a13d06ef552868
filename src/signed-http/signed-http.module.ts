import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG } from '../config/config.module';
import { VendorEffect } from './entities/vendor-effect.entity';
import { Reconciler } from './reconciler';
import { RecoveredEffects } from './recovered-effects.service';
import { SignedHttp } from './signed-http';
import { Transport } from './transport';
import { CONNECTIONS } from './vendor-call';
import { connectionsOf, VendorCredentials } from './vendor-credentials';
import { VendorEffectsRepository } from './vendor-effects.repository';
import { VendorEffects } from './vendor-effects.service';
import { VendorLines } from './vendor-lines';

/** The one way out to the vendors. */
@Module({
  imports: [TypeOrmModule.forFeature([VendorEffect])],
  providers: [
    SignedHttp,
    Transport,
    VendorLines,
    VendorCredentials,
    VendorEffects,
    VendorEffectsRepository,
    RecoveredEffects,
    Reconciler,
    { provide: CONNECTIONS, inject: [CONFIG], useFactory: connectionsOf },
  ],
  exports: [SignedHttp, VendorLines, VendorCredentials, Reconciler, Transport],
})
export class SignedHttpModule {}
