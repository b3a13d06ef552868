import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { VendorEffect } from './entities/vendor-effect.entity';
import { Reconciler } from './reconciler';
import { RecoveredEffects } from './recovered-effects.service';
import { CONNECTIONS, SignedHttp } from './signed-http';
import { oneMoneyBearer, oneMoneySigner } from './signers/one-money.signer';
import { Transport } from './transport';
import type { Vendor, VendorConnection } from './vendor-call';
import { VendorEffectsRepository } from './vendor-effects.repository';
import { VendorEffects } from './vendor-effects.service';

function connections({ oneMoney }: Config): Readonly<Record<Vendor, VendorConnection>> {
  const { baseUrl, accessKey, secretKey, auth } = oneMoney;
  const sign = auth === 'bearer' ? oneMoneyBearer(accessKey) : oneMoneySigner(accessKey, secretKey);
  return { 'one-money': { baseUrl, sign, secrets: [accessKey, secretKey] } };
}

/** The one way out to the vendors. */
@Module({
  imports: [TypeOrmModule.forFeature([VendorEffect])],
  providers: [SignedHttp, Transport, VendorEffects, VendorEffectsRepository, RecoveredEffects, Reconciler, { provide: CONNECTIONS, inject: [CONFIG], useFactory: connections }],
  exports: [SignedHttp, Reconciler],
})
export class SignedHttpModule {}
