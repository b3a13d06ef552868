import type { UpkeepConfig } from '../config/upkeep.config';
import { kept, removedAfter, rowsOf, type TableLife } from '../retention/table-life';
import { MissedWebhook } from './polling/missed-webhook.entity';
import { Webhook } from './webhooks/webhook.entity';

/** Missed webhooks that are removed stay in these totals, so that the counter in the metrics does not decrease. */
const COUNT_ON = `
  INSERT INTO portico.poll_repair_totals AS s (vendor, lost, late)
  SELECT g.vendor, count(*) FILTER (WHERE g.webhook_came_at IS NULL), count(*) FILTER (WHERE g.webhook_came_at IS NOT
    NULL) FROM gone AS g GROUP BY g.vendor
  ON CONFLICT ON CONSTRAINT poll_repair_totals_pkey DO UPDATE SET lost = s.lost + excluded.lost,
    late = s.late + excluded.late`;

export const inboxLives = ({ webhooksKeptDays: days }: UpkeepConfig): readonly TableLife[] => [
  removedAfter(days, `${days} days, once they are settled (\`WEBHOOKS_KEPT_DAYS\`)`, {
    ...rowsOf(Webhook, 'webhookId'),
    mayGo: 't.due_at IS NULL',
  }),
  removedAfter(days, `${days} days (\`WEBHOOKS_KEPT_DAYS\`)`, {
    ...rowsOf(MissedWebhook, 'missedId'),
    alsoDelete: COUNT_ON,
  }),
  kept('poll_repair_totals', 'for ever: one row for each vendor, overwritten in place'),
  kept('journey_watches', 'for ever: one row for each journey, by which webhooks find it, also after its end'),
  kept('vendor_pauses', 'for ever: one row for each account at a vendor, overwritten in place'),
];
