import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { accountLabel, type Vendor } from '../../config/vendor';
import { reading } from '../../database/failure';
import { insertOf } from '../../database/statements/insert-of';
import { write, type Write } from '../../database/write';
import { VendorPause } from './vendor-pause.entity';

/** Several replicas may be asked to pause at once: the longest pause applies. */
const PAUSE = insertOf<VendorPause, { vendor: string; seconds: number }>(VendorPause, 'vendors.pause', {
  computed: { until: 'now() + make_interval(secs => r.seconds)' },
  extra: { seconds: 'double precision' },
  onConflict: `ON CONFLICT ON CONSTRAINT vendor_pauses_pkey DO UPDATE SET until = greatest(t.until, excluded.until)`,
  target: ({ vendor }) => vendor,
});

const CURRENT = `
  SELECT p.vendor AS label, extract(epoch FROM p.until - now())::double precision AS seconds
  FROM portico.vendor_pauses AS p WHERE p.until > now()`;

/** A pause that is not over. */
export interface CurrentPause {
  /** As accountLabel(). */
  readonly label: string;
  readonly seconds: number;
}

/** The rows of the pauses. */
@Injectable()
export class VendorPausesRepository {
  constructor(@InjectRepository(VendorPause) private readonly pauses: Repository<VendorPause>) {}

  pause(vendor: Vendor, account: string, seconds: number): Write<void> {
    return write(PAUSE, { vendor: accountLabel(vendor, account), seconds }, undefined);
  }

  async current(): Promise<CurrentPause[]> {
    return reading(() => this.pauses.query<CurrentPause[]>(CURRENT));
  }
}
