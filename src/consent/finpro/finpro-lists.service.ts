import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock';
import { Fault } from '../../errors';
import type { Caller } from '../../http/request/caller';
import { CachedList } from './cached-list';
import { WORD } from './text-rules';
import { FinproClient } from './finpro.client';

/** The templates and FIPs that exist at FinPro (misc/product-list and misc/fip-list pages). */
@Injectable()
export class FinproListsService {
  private readonly products: CachedList;
  private readonly fips: CachedList;

  constructor(finpro: FinproClient, @Inject(CLOCK) clock: Clock) {
    this.products = new CachedList(() => finpro.listProducts(), clock);
    this.fips = new CachedList(() => finpro.listFips(), clock);
  }

  /** Throws Fault `invalid-product-id` unless the consumer may use the template and FinPro has it. */
  async assertProduct({ productIds }: Caller, productId: string): Promise<void> {
    const isUsable = productIds.includes(productId) && (await this.products.missing([productId])).length === 0;
    if (!isUsable)
      throw new Fault('invalid-product-id', {
        detail: `productID ${productId} is not configured for the organisation`,
      });
  }

  /** Throws Fault `invalid-fip-id` that names the first unknown FIP; also for an empty list. */
  async assertFips(fipIds: readonly string[] | null): Promise<void> {
    if (fipIds === null) return;
    if (fipIds.length === 0) throw new Fault('invalid-fip-id', { detail: 'fipID should not be empty' });
    const [unknown] = await this.fips.missing(fipIds);
    if (unknown !== undefined)
      throw new Fault('invalid-fip-id', { detail: WORD.test(unknown) ? `Unknown fipID: ${unknown}` : 'Unknown fipID' });
  }
}
