import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { reading } from '../../database/failure';
import { insertOf } from '../../database/statements/insert-of';
import { Statement, write, type Write } from '../../database/write';
import { VendorEffect } from './vendor-effect.entity';

/** An effect whose INTENT is committed with it. */
export interface NewEffect extends Pick<
  VendorEffect,
  'intentId' | 'requestId' | 'consumer' | 'action' | 'subject' | 'vendor' | 'vendorKey' | 'holder'
> {
  readonly leaseSeconds: number;
}

/** A row as it was when it was taken over. */
export interface TakenRow {
  readonly intent_id: string;
  readonly request_id: string;
  readonly consumer: string | null;
  readonly action: string;
  readonly subject: string;
  readonly vendor: string;
  readonly vendor_key: string | null;
  readonly state: 'SENT' | 'UNKNOWN';
  readonly fence: number;
  readonly age_seconds: number;
}

/** The state of an effect; `lease_seconds_left` is null when nothing is left to do. */
export interface StandingRow {
  readonly is_held: boolean;
  readonly lease_seconds_left: number | null;
  readonly age_seconds: number;
}

interface HeldRow {
  readonly intent_id: string;
  readonly fence: number;
}

const OPEN = insertOf<VendorEffect, NewEffect>(VendorEffect, 'effects.open', {
  computed: {
    state: "'INTENT'",
    fence: '1',
    leaseExpiresAt: 'now() + make_interval(secs => r."leaseSeconds")',
  },
  beside: { leaseSeconds: 'double precision' },
});

/**
 * Refused (no row) when another process has taken the effect over meanwhile. Without `ask_in_seconds`, nothing is left
 * to do.
 */
const END = new Statement<HeldRow & { state: string; ask_in_seconds: number | null }>({
  name: 'effects.end',
  text: `
    UPDATE portico.vendor_effects AS e
    SET state = r.state, holder = NULL, ended_at = now(), lease_expires_at = now() + make_interval(secs =>
      r.ask_in_seconds)
    FROM json_to_recordset($rows) AS r(intent_id uuid, fence integer, state text, ask_in_seconds double precision)
    WHERE e.intent_id = r.intent_id AND e.fence = r.fence AND coalesce(e.lease_expires_at IS NOT NULL, false)
    RETURNING 1`,
});

const PUT_BACK = new Statement<HeldRow & { ask_in_seconds: number }>({
  name: 'effects.put-back',
  text: `
    UPDATE portico.vendor_effects AS e
    SET holder = NULL, lease_expires_at = now() + make_interval(secs => r.ask_in_seconds)
    FROM json_to_recordset($rows) AS r(intent_id uuid, fence integer, ask_in_seconds double precision)
    WHERE e.intent_id = r.intent_id AND e.fence = r.fence AND coalesce(e.lease_expires_at IS NOT NULL, false)
    RETURNING 1`,
});

/**
 * Not a Write, because only the database knows which rows these will be. Rows that another replica is taking at this
 * moment are skipped, not waited for. A commit that the standby does not confirm does no harm here: the lease would be
 * taken again.
 */
const take = (which: string): string => `
  UPDATE portico.vendor_effects AS e
  SET state = CASE e.state WHEN 'INTENT' THEN 'SENT' ELSE e.state END, fence = e.fence + 1, holder = $1,
    lease_expires_at = now() + make_interval(secs => $2)
  WHERE e.intent_id = ANY (ARRAY(SELECT o.intent_id FROM portico.vendor_effects AS o
    WHERE ${which} FOR UPDATE SKIP LOCKED))
  RETURNING e.intent_id, e.request_id, e.consumer, e.action, e.subject, e.vendor, e.vendor_key, e.state, e.fence,
    extract(epoch FROM now() - e.begun_at)::double precision AS age_seconds`;

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
    return write(END, { intent_id: intentId, fence, state, ask_in_seconds: askInSeconds }, undefined);
  }

  /** Whether the error is that another process took the effect over. */
  isLost(error: unknown): boolean {
    return END.refused(error);
  }

  putBack(intentId: string, fence: number, askInSeconds: number): Write<void> {
    return write(PUT_BACK, { intent_id: intentId, fence, ask_in_seconds: askInSeconds }, undefined);
  }

  /** Takes over effects that are due, the longest overdue first. */
  async takeDue(holder: string, leaseSeconds: number, most: number): Promise<TakenRow[]> {
    return this.returned(TAKE_DUE, [holder, leaseSeconds, most]);
  }

  /**
   * Takes one over, due or not; null when it is held or has ended; with `isFound`, null only when it is held or done.
   */
  async takeOne(holder: string, leaseSeconds: number, intentId: string, isFound: boolean): Promise<TakenRow | null> {
    return (await this.returned(isFound ? TAKE_NOT_DONE : TAKE_ONE, [holder, leaseSeconds, intentId]))[0] ?? null;
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
