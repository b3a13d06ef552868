/** A column whose values are sealed under the data key: by its rows' key, their bytes or list can be sealed anew. */
export interface SealedColumn {
  readonly table: string;
  /** The primary key, in the order of its index. */
  readonly key: readonly (readonly [name: string, type: 'uuid' | 'text' | 'boolean'])[];
  readonly column: string;
  /** `bytes`: one value. `list`: `[{"sealed": hex, …}]`, as replaced secrets are stored. */
  readonly form: 'bytes' | 'list';
  /** SQL for what a value of row `t` is sealed as. */
  readonly context: string;
  /** SQL that holds for rows `t` whose value is under the data key, where others are under a subject's key. */
  readonly among?: string;
}

const consumers = {
  table: 'consumers',
  key: [['consumer_id', 'uuid']],
  context: "'consumer:' || t.client_id",
} as const;
const subscriptions = {
  table: 'webhook_subscriptions',
  key: [['subscription_id', 'uuid']],
  context: "'subscription:' || t.subscription_id",
} as const;

/** Every column that is sealed under the data key; all other sealed columns are under the key of a subject. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    table: 'data_key_check',
    key: [['is_only', 'boolean']],
    column: 'sealed',
    form: 'bytes',
    context: "'data-key-check'",
  },
  {
    table: 'index_keys',
    key: [['purpose', 'text']],
    column: 'key_sealed',
    form: 'bytes',
    context: "'index-key:' || t.purpose",
  },
  { ...consumers, column: 'secret_sealed', form: 'bytes' },
  { ...consumers, column: 'replaced_secrets', form: 'list' },
  { ...subscriptions, column: 'secret_sealed', form: 'bytes' },
  { ...subscriptions, column: 'replaced_secrets', form: 'list' },
  {
    table: 'idempotency_keys',
    key: [
      ['consumer_id', 'uuid'],
      ['operation', 'text'],
      ['idempotency_key', 'uuid'],
    ],
    column: 'response_sealed',
    form: 'bytes',
    context: "'idempotent_response:' || t.consumer_id || ':' || t.operation || ':' || t.idempotency_key",
    among: 't.subject_id IS NULL AND t.response_sealed IS NOT NULL',
  },
  {
    table: 'subject_keys',
    key: [['subject_id', 'uuid']],
    column: 'wrapped_key',
    form: 'bytes',
    context: "'subject-key:' || t.subject_id",
    among: 't.wrapped_key IS NOT NULL',
  },
];
