import { Module } from '@nestjs/common';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { CONNECTIONS, SignedHttp } from './signed-http';
import { oneMoneyBearer, oneMoneySigner } from './signers/one-money.signer';
import { Transport } from './transport';
import type { Vendor, VendorConnection } from './vendor-call';

function connections({ oneMoney }: Config): Readonly<Record<Vendor, VendorConnection>> {
  const { baseUrl, accessKey, secretKey, auth } = oneMoney;
  const sign = auth === 'bearer' ? oneMoneyBearer(accessKey) : oneMoneySigner(accessKey, secretKey);
  return { 'one-money': { baseUrl, sign, secrets: [accessKey, secretKey] } };
}

/** The one way out to the vendors. */
@Module({
  providers: [SignedHttp, Transport, { provide: CONNECTIONS, inject: [CONFIG], useFactory: connections }],
  exports: [SignedHttp, Transport],
})
export class SignedHttpModule {}
