import { Injectable } from '@nestjs/common';
import type { Vendor } from '../../config/vendor';
import type { Write } from '../../database/write';
import { type CurrentPause, VendorPausesRepository } from './vendor-pauses.repository';

/** How long the vendors asked not to be called, for all replicas. */
@Injectable()
export class VendorPausesService {
  constructor(private readonly repository: VendorPausesRepository) {}

  /** Nothing more is asked of the account for so many seconds. */
  pause(vendor: Vendor, account: string, seconds: number): Write<void> {
    return this.repository.pause(vendor, account, seconds);
  }

  /** The pauses that are not over. */
  async current(): Promise<readonly CurrentPause[]> {
    return this.repository.current();
  }
}
