import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { fillTables } = require('../../dist/test/support/large-tables.js');

/** The subscription that all deliveries belong to. */
export const SUBSCRIPTION = '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4';
/** Entries of one row that waits for the sequencer, as the trigger makes them. */
const BATCH = 32;

/** Fills the tables of a consumer: `rows` audit rows, and the others in proportion. */
export async function fill(postgres, clientId, rows) {
  if (rows === 0) return;
  const [{ consumer_id: consumerId }] = await postgres.query(
    'portico',
    'SELECT consumer_id FROM portico.consumers WHERE client_id = $1',
    [clientId],
  );
  await postgres.query(
    'portico',
    `INSERT INTO portico.webhook_subscriptions (subscription_id, consumer_id, url, event_types, secret_sealed,
       disabled_at, disabled_because) VALUES ($1, $2, 'https://hooks.example.com/', '{}', '', now(), 'CONSUMER')`,
    [SUBSCRIPTION, consumerId],
  );
  const tenth = Math.ceil(rows / 10);
  const twentieth = Math.ceil(rows / 20);
  await fillTables(
    postgres.urlOf('portico'),
    { consumerId, clientId, subscriptionId: SUBSCRIPTION, deliveryState: 'DELIVERED' },
    {
      auditEntries: rows,
      consents: tenth,
      events: tenth,
      deliveries: tenth,
      keys: tenth,
      customers: twentieth,
      grants: twentieth,
      links: twentieth,
    },
  );
}

/** Queues every entry that has no place in the tree, in the order of the entries' ids. */
export async function queueForSequencing(postgres) {
  await postgres.query(
    'portico',
    `INSERT INTO portico.audit_unsequenced (entry_ids, leaf_hashes)
     SELECT array_agg(e.entry_id ORDER BY e.place), array_agg(sha256('\\x00'::bytea || e.leaf) ORDER BY e.place)
     FROM (SELECT a.entry_id, a.leaf, row_number() OVER (ORDER BY a.entry_id) - 1 AS place
       FROM portico.audit_entries AS a
       WHERE NOT EXISTS (SELECT FROM portico.audit_sequence AS s WHERE s.entry_id = a.entry_id)
         AND NOT EXISTS (SELECT FROM portico.audit_unsequenced AS u WHERE a.entry_id = ANY (u.entry_ids))) AS e
     GROUP BY e.place / ${BATCH} ORDER BY e.place / ${BATCH}`,
  );
}
