import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { listOf } from '../../database/statements/columns';
import { insertOf } from '../../database/statements/insert-of';
import { updateOf } from '../../database/statements/update-of';
import { write, type Write } from '../../database/write';
import { VendorEffect } from './vendor-effect.entity';

/** An effect whose INTENT is committed with it. */
export interface NewEffect extends Pick<
  VendorEffect,
  'intentId' | 'requestId' | 'consumer' | 'action' | 'subject' | 'vendor' | 'vendorAccount' | 'vendorKey' | 'holder'
> {
  readonly leaseSeconds: number;
}

const TAKEN = [
  'intentId',
  'requestId',
  'consumer',
  'action',
  'subject',
  'vendor',
  'vendorAccount',
  'vendorKey',
  'state',
  'fence',
] as const satisfies readonly (keyof VendorEffect)[];

/** A row as it was when it was taken over. */
export interface TakenRow extends Readonly<Pick<VendorEffect, (typeof TAKEN)[number]>> {
  readonly state: 'SENT' | 'UNKNOWN';
  readonly ageSeconds: number;
}

/** The state of an effect; `lease_seconds_left` is null when nothing is left to do. */
export interface StandingRow {
  readonly is_held: boolean;
  readonly lease_seconds_left: number | null;
  readonly age_seconds: number;
}

interface HeldRow extends Pick<VendorEffect, 'intentId' | 'fence'> {
  readonly askInSeconds: number | null;
}

const OPEN = insertOf<VendorEffect, NewEffect>(VendorEffect, 'effects.open', {
  computed: {
    state: "'INTENT'",
    fence: '1',
    leaseExpiresAt: 'now() + make_interval(secs => r."leaseSeconds")',
  },
  extra: { leaseSeconds: 'double precision' },
});

/** An effect that a process still holds. */
const HELD = {
  by: ['intentId', 'fence'],
  where: 'coalesce(t.lease_expires_at IS NOT NULL, false)',
  extra: { askInSeconds: 'double precision' },
} as const;
const ASKED_AT = 'now() + make_interval(secs => r."askInSeconds")';

/** Refused (no row) when another process took the effect over. Without `askInSeconds`, nothing is left to do. */
const END = updateOf<VendorEffect, HeldRow & Pick<VendorEffect, 'state'>>(VendorEffect, 'effects.end', {
  ...HELD,
  set: { state: 'r.state', holder: 'NULL', endedAt: 'now()', leaseExpiresAt: ASKED_AT },
});

const PUT_BACK = updateOf<VendorEffect, HeldRow>(VendorEffect, 'effects.put-back', {
  ...HELD,
  set: { holder: 'NULL', leaseExpiresAt: ASKED_AT },
});

/**
 * Not a Write: only the database knows which rows these will be. Skips rows that another replica is taking. A commit
 * that the standby does not confirm does no harm here: the lease would be taken again.
 */
const take = (which: string): string => `
  UPDATE portico.vendor_effects AS e
  SET state = CASE e.state WHEN 'INTENT' THEN 'SENT' ELSE e.state END, fence = e.fence + 1, holder = $1,
    lease_expires_at = now() + make_interval(secs => $2)
  WHERE e.intent_id = ANY (ARRAY(SELECT o.intent_id FROM portico.vendor_effects AS o
    WHERE ${which} FOR UPDATE SKIP LOCKED))
  RETURNING ${listOf(VendorEffect, 'e', TAKEN)},
    extract(epoch FROM now() - e.begun_at)::double precision AS "ageSeconds"`;

const TAKE_DUE = take('o.lease_expires_at < now() ORDER BY o.lease_expires_at LIMIT $3');
const TAKE_ONE = take(
  'o.intent_id = $3 AND o.lease_expires_at IS NOT NULL AND (o.holder IS NULL OR o.lease_expires_at < now())',
);
/** An effect that ended as a failure may turn out to have happened. */
const TAKE_NOT_DONE = take(
  "o.intent_id = $3 AND o.state <> 'DONE' AND (o.holder IS NULL OR o.lease_expires_at IS NULL OR " +
    'o.lease_expires_at < now())',
);

const STANDING = `
  SELECT e.holder IS NOT NULL AS is_held, extract(epoch FROM e.lease_expires_at - now())::double precision AS
    lease_seconds_left,
    extract(epoch FROM now() - e.begun_at)::double precision AS age_seconds
  FROM portico.vendor_effects AS e WHERE e.intent_id = $1`;

@Injectable()
export class VendorEffectsRepository {
  constructor(@InjectRepository(VendorEffect) private readonly effects: Repository<VendorEffect>) {}

  open(effect: NewEffect): Write<void> {
    return write(OPEN, effect, undefined);
  }

  /** `askInSeconds` null: nothing is left to do. Refused (`isLost`) when another process took it over. */
  end(intentId: string, fence: number, state: VendorEffect['state'], askInSeconds: number | null): Write<void> {
    return write(END, { intentId, fence, state, askInSeconds }, undefined);
  }

  /** Whether the error is that another process took the effect over. */
  isLost(error: unknown): boolean {
    return END.refused(error);
  }

  putBack(intentId: string, fence: number, askInSeconds: number): Write<void> {
    return write(PUT_BACK, { intentId, fence, askInSeconds }, undefined);
  }

  /** Takes over effects that are due, the longest overdue first. */
  async takeDue(holder: string, leaseSeconds: number, most: number): Promise<TakenRow[]> {
    return this.returned(TAKE_DUE, [holder, leaseSeconds, most]);
  }

  /** Takes one, due or not; null when it is held or has ended; with `isFound`, null only when it is held or done. */
  async takeOne(holder: string, leaseSeconds: number, intentId: string, isFound: boolean): Promise<TakenRow | null> {
    return (await this.returned(isFound ? TAKE_NOT_DONE : TAKE_ONE, [holder, leaseSeconds, intentId]))[0] ?? null;
  }

  async accountOf(intentId: string): Promise<string | null> {
    const row = await reading(() => this.effects.findOne({ select: { vendorAccount: true }, where: { intentId } }));
    return row?.vendorAccount ?? null;
  }

  async standing(intentId: string): Promise<StandingRow | null> {
    const [row] = await reading(() => this.effects.query<StandingRow[]>(STANDING, [intentId]));
    return row ?? null;
  }

  /** TypeORM returns the rows of an UPDATE and their number. */
  private async returned(text: string, values: unknown[]): Promise<TakenRow[]> {
    const [rows] = await reading(() => this.effects.query<[TakenRow[], number]>(text, values));
    return rows;
  }
}
