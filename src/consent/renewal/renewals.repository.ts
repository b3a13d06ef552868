import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { allOf, preparedRead } from '../../database/statements/select-of';
import { updateOf } from '../../database/statements/update-of';
import { write, type Write } from '../../database/write';
import { Consent, type ConsentWithHandle, hasHandle } from '../consent.entity';

/** What was told last (0: nothing), and until when a consent that nothing further was told of may end. */
export interface ExpiryRange {
  readonly told: number;
  readonly until: Date;
}

/** One range of the index for each range of times; the first that end come first. */
const EXPIRING = preparedRead<Consent>(
  'consents.expiring',
  `SELECT ${allOf(Consent, 't')} FROM unnest($1::integer[], $2::timestamptz[]) AS k(told, until)
  CROSS JOIN LATERAL (
    SELECT * FROM portico.consents AS s WHERE s.status = 'ACTIVE' AND s.erased_at IS NULL
      AND s.expiring_told = k.told AND s.expires_at > $3 AND s.expires_at <= k.until
    ORDER BY s.expiring_told, s.expires_at LIMIT $4) AS t`,
);

interface Told extends Pick<Consent, 'journeyId' | 'expiringTold'> {
  readonly known: number;
  readonly until: Date;
}

/** Refused when another replica told it, or it ended, was prolonged or is no longer active. */
const TELL = updateOf<Consent, Told>(Consent, 'consents.tell-expiring', {
  by: ['journeyId'],
  set: { expiringTold: 'r."expiringTold"' },
  where: `coalesce(t.status = 'ACTIVE' AND t.erased_at IS NULL, false) AND t.expiring_told = r.known
    AND t.expires_at <= r.until`,
  extra: { known: 'integer', until: 'timestamptz' },
});

/** The consents that end soon, and what their consumers were told of it. */
@Injectable()
export class RenewalsRepository {
  constructor(@InjectRepository(Consent) private readonly consents: Repository<Consent>) {}

  /** Active ones that end after `now`, of each range at most `most`. */
  async findExpiring(ranges: readonly ExpiryRange[], now: Date, most: number): Promise<ConsentWithHandle[]> {
    const values = [ranges.map(({ told }) => told), ranges.map(({ until }) => until), now, most];
    return (await reading(() => EXPIRING(this.consents, values))).filter(hasHandle);
  }

  /** Its consumer is told that it ends within so many days, which is before `until`. */
  tell({ journeyId, expiringTold: known }: Consent, days: number, until: Date): Write<void> {
    return write(TELL, { journeyId, known, expiringTold: days, until }, undefined);
  }
}
