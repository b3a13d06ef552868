import { type DynamicModule, Module } from '@nestjs/common';
import type { VendorProfile } from '../vendors/vendor-profile';
import { InboxModule } from './inbox.module';
import { webhooksControllerOf } from './webhooks/webhooks.controller';

/** The addresses to which the vendors send their webhooks. */
@Module({})
export class WebhookAddressesModule {
  static of(vendors: readonly VendorProfile[]): DynamicModule {
    return { module: WebhookAddressesModule, imports: [InboxModule], controllers: vendors.map(webhooksControllerOf) };
  }
}
