import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { reading } from '../database/failure';
import { MAX_COUNTED } from '../operation/max-counted';
import { POOL } from '../database/pool';

/** The metrics of the inbox. */
export interface InboxFigures {
  /** Webhooks that wait to be applied, and the age in seconds of the oldest. */
  readonly waiting: number;
  readonly oldestSeconds: number;
  /** Journeys whose poll is due, overdue ones included. */
  readonly duePolls: number;
  /** By vendor: changes that a poll found first. `lost`: no webhook came; `late`: it came later. */
  readonly missedWebhooks: Readonly<Record<string, { readonly lost: number; readonly late: number }>>;
}

/** Counts what waits only up to a limit. Missed webhooks are rows while the retention keeps them, then a total. */
const FIGURES = `
  SELECT count(*)::integer AS waiting, coalesce(extract(epoch FROM now() - min(w.received_at)),
    0)::double precision AS "oldestSeconds",
    (SELECT count(*)::integer FROM (SELECT FROM portico.journey_watches AS j WHERE j.due_at <= now()
      LIMIT ${MAX_COUNTED}) AS l) AS "duePolls",
    (SELECT coalesce(jsonb_object_agg(v.vendor, jsonb_build_object('lost', v.lost, 'late', v.late)), '{}') FROM (
      SELECT k.vendor, sum(k.lost) AS lost, sum(k.late) AS late FROM (
        SELECT r.vendor, count(*) FILTER (WHERE r.webhook_came_at IS NULL) AS lost,
          count(*) FILTER (WHERE r.webhook_came_at IS NOT NULL) AS late FROM portico.poll_repairs AS r GROUP BY r.vendor
        UNION ALL
        SELECT t.vendor, t.lost, t.late FROM portico.poll_repair_totals AS t
      ) AS k
      GROUP BY k.vendor
    ) AS v) AS "missedWebhooks"
  FROM (SELECT i.received_at FROM portico.webhook_inbox AS i WHERE i.due_at IS NOT NULL ORDER BY i.due_at
    LIMIT ${MAX_COUNTED}) AS w`;

/** Reads the figures of the inbox. They are those of all replicas together. */
@Injectable()
export class InboxFiguresRepository {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  async read(): Promise<InboxFigures> {
    const { rows } = await reading(() => this.pool.query<InboxFigures>(FIGURES));
    return rows[0]!;
  }
}
