import { kept, type TableLife } from '../retention/table-life';

/** The database itself refuses to remove a checkpoint sooner, or the last one of a day (migration 0011). */
const CHECKPOINT_DAYS = 30;

export const logLives: readonly TableLife[] = [
  kept('audit_sequence', 'for ever: the leaves that every proof is made of'),
  kept('audit_subtrees', 'for ever: the hashes that every proof is made of'),
  {
    table: 'audit_checkpoints',
    life: '30 days; the last one of each day (UTC) for ever',
    removals: [
      {
        days: CHECKPOINT_DAYS,
        text:
          'SELECT c.looked AS examined, c.gone, c.last::text AS last ' +
          'FROM portico.thin_checkpoints($1, $2, $3::bigint) AS c',
      },
    ],
    oldest: 'SELECT c.signed_at FROM portico.audit_checkpoints AS c ORDER BY c.tree_size LIMIT 1',
  },
  kept(
    'audit_unsequenced',
    'until they are in the tree, within a second',
    'SELECT q.queued_at FROM portico.audit_unsequenced AS q ORDER BY q.batch_id LIMIT 1',
  ),
  kept('sealing_state', 'for ever: one row, overwritten in place'),
  kept('audit_key_handovers', 'for ever: where one key of the log hands it over to the next'),
  kept('audit_logs', 'for ever: where one log continues another, and the leaf that tells so'),
];
