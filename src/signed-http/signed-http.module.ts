import { Module } from '@nestjs/common';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { SignedHttp } from './signed-http';
import { oneMoneyBearer, oneMoneySigner } from './signers/one-money.signer';
import { Transport } from './transport';
import { CONNECTIONS, type Vendor, type VendorConnection } from './vendor-call';
import { VendorLines } from './vendor-lines';

function connections({ oneMoney }: Config): Readonly<Record<Vendor, VendorConnection>> {
  const { baseUrl, accessKey, secretKey, auth } = oneMoney;
  const sign = auth === 'bearer' ? oneMoneyBearer(accessKey) : oneMoneySigner(accessKey, secretKey);
  return { 'one-money': { baseUrl, sign, secrets: [accessKey, secretKey] } };
}

/** The one way out to the vendors. */
@Module({
  providers: [SignedHttp, Transport, VendorLines, { provide: CONNECTIONS, inject: [CONFIG], useFactory: connections }],
  exports: [SignedHttp, VendorLines],
})
export class SignedHttpModule {}
