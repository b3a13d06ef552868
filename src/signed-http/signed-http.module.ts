import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG } from '../config/config.module';
import type { Config, FinproConfig, OneMoneyConfig } from '../config/config';
import { VendorEffect } from './entities/vendor-effect.entity';
import { Reconciler } from './reconciler';
import { RecoveredEffects } from './recovered-effects.service';
import { type Connections, SignedHttp } from './signed-http';
import { finproSigner } from './signers/finpro.signer';
import { oneMoneyBearer, oneMoneySigner } from './signers/one-money.signer';
import { Transport } from './transport';
import { CONNECTIONS, type VendorConnection } from './vendor-call';
import { VendorEffectsRepository } from './vendor-effects.repository';
import { VendorEffects } from './vendor-effects.service';
import { VendorLines } from './vendor-lines';

function connections({ oneMoney, finpro }: Config): Connections {
  return { ...(oneMoney ? { 'one-money': oneMoneyConnection(oneMoney) } : {}), ...(finpro ? { finpro: finproConnection(finpro) } : {}) };
}

function oneMoneyConnection({ baseUrl, accessKey, secretKey, auth }: OneMoneyConfig): VendorConnection {
  const sign = auth === 'bearer' ? oneMoneyBearer(accessKey) : oneMoneySigner(accessKey, secretKey);
  return { baseUrl, sign, secrets: [accessKey, secretKey] };
}

const finproConnection = (finpro: FinproConfig): VendorConnection => ({ baseUrl: finpro.baseUrl, sign: finproSigner(finpro), secrets: [finpro.clientId, finpro.clientSecret] });

/** The one way out to the vendors. */
@Module({
  imports: [TypeOrmModule.forFeature([VendorEffect])],
  providers: [SignedHttp, Transport, VendorLines, VendorEffects, VendorEffectsRepository, RecoveredEffects, Reconciler, { provide: CONNECTIONS, inject: [CONFIG], useFactory: connections }],
  exports: [SignedHttp, VendorLines, Reconciler, Transport],
})
export class SignedHttpModule {}
