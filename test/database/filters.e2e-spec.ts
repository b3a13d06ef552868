import { Client, escapeLiteral } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source';
import { currentRequest } from '../../src/http/request/request-context';
import { consolePages } from '../support/console-pages';
import { filterRequests } from '../support/filter-requests';
import type { Sessions } from '../../src/postgres/session-client';
import { DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { fillTables } from '../support/large-tables';

const ROWS = 20_000;
/** Rows that one statement may read: a thousand that are filtered, the page, and the rows joined to it. */
const MAX_READ = 2_000;
/** Statements of one answer, however many rows it shows. */
const MAX_STATEMENTS = 16;
/** Of a page of the console, which examines 200 journeys, fifty at once. */
const MAX_STATEMENTS_OF_A_PAGE = 48;
const SUBSCRIPTION = '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4';
/** Tables that stay small, or that are read by one key only. */
const SMALL = new Set([
  'migrations',
  'sealing_state',
  'audit_logs',
  'data_key_check',
  'consumers',
  'link_clicks',
  'quota_usage',
  'webhook_subscriptions',
  'subject_keys',
  'request_rates',
  'vendor_pauses',
  'audit_sequence',
  'audit_subtrees',
  'audit_checkpoints',
  'audit_unsequenced',
  'vendor_effects',
  'consent_links',
  'journey_watches',
  'webhook_inbox',
  'poll_repairs',
]);

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Its connection keeps one plan for any values. */
  readonly keepsPlan: boolean;
}

const keepsPlans = (client: Client): boolean =>
  (client as unknown as { sessions: Sessions }).sessions.rules.settings.plan_cache_mode === 'force_generic_plan';

/** A value as SQL; PostgreSQL infers the type. */
function literalOf(value: unknown): string {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return escapeLiteral(`{${value.map((one) => JSON.stringify(String(one))).join(',')}}`);
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'`;
  return escapeLiteral(value instanceof Date ? value.toISOString() : String(value));
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

describe('every filter of the document', () => {
  let gateway: RunningGateway;
  let source: DataSource;
  const indexes = new Map<string, string[]>();

  beforeAll(async () => {
    gateway = await startGateway();
    const [{ consumer_id: consumerId } = { consumer_id: '' }] = await gateway.database.query<{ consumer_id: string }>(
      "SELECT consumer_id FROM portico.consumers WHERE client_id = 'demo-consumer'",
    );
    await gateway.database.query(
      `INSERT INTO portico.webhook_subscriptions (subscription_id, consumer_id, url, event_types, secret_sealed,
        disabled_at, disabled_because) VALUES ($1, $2, 'https://hooks.example.com/', '{}', '', now(), 'CONSUMER')`,
      [SUBSCRIPTION, consumerId],
    );
    const owner = {
      consumerId,
      clientId: 'demo-consumer',
      subscriptionId: SUBSCRIPTION,
      deliveryState: 'DELIVERED',
    } as const;
    await fillTables(gateway.database.url, owner, {
      customers: ROWS,
      consents: ROWS,
      auditEntries: ROWS,
      events: ROWS,
      deliveries: ROWS,
      links: ROWS,
      grants: ROWS,
      keys: ROWS,
    });
    source = await new DataSource(
      dataSourceOptions({ url: gateway.database.appUrl, poolSize: 1, role: 'application' }),
    ).initialize();
    for (const { name, columns } of await gateway.database.query<{ name: string; columns: string[] }>(`
      SELECT c.relname AS name, ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true) FROM generate_series(1,
        i.indnkeyatts) AS k)::text[] AS columns
      FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid`))
      indexes.set(
        name,
        columns.map((column) => column.replaceAll('"', '')),
      );
  }, 120_000);
  afterAll(async () => {
    await source?.destroy();
    await gateway.close();
  });

  const statuses = new Map<string, number>();
  const counts = new Map<string, number>();
  const realQuery = Client.prototype.query;

  /** Sends requests, and returns the reading statements that were sent to PostgreSQL for them. */
  const statementsOf = async (
    paths: readonly string[],
  ): Promise<Map<string, { path: string; statement: Statement }>> => {
    const found = new Map<string, { path: string; statement: Statement }>();
    let path = '';
    const query = jest.spyOn(Client.prototype, 'query').mockImplementation(function (
      this: Client,
      ...given: unknown[]
    ): unknown {
      const [first, second] = given as [string | { text?: string; values?: unknown[] }, unknown[] | undefined];
      const statement = {
        text: typeof first === 'string' ? first : (first?.text ?? ''),
        values: (Array.isArray(second) ? second : typeof first === 'string' ? [] : first?.values) ?? [],
        keepsPlan: keepsPlans(this),
      };
      if (currentRequest()) counts.set(path, (counts.get(path) ?? 0) + 1);
      if (
        currentRequest() &&
        /^\s*(SELECT|WITH)\b(?!\s+(portico\.|pg_))/i.test(statement.text) &&
        !/\b(UPDATE|DELETE|INSERT)\b|\$1::json\b|\bpg_catalog\./.test(statement.text)
      )
        found.set(`${statement.text} ${JSON.stringify(statement.values.length)} ${path}`, { path, statement });
      return (realQuery as (...all: unknown[]) => unknown).apply(this, given);
    } as never);
    try {
      for (path of paths) {
        const answer = await fetch(gateway.url + path, { headers: { Authorization: DEMO }, redirect: 'manual' });
        await answer.arrayBuffer();
        statuses.set(path, answer.status);
        if (answer.status >= 500) throw new Error(`${path} was answered ${answer.status}`);
      }
    } finally {
      query.mockRestore();
    }
    return found;
  };
  const explain = async (text: string, values: readonly unknown[] = []): Promise<Plan> => {
    const [explained] = await source.query<{ 'QUERY PLAN': { Plan: Plan }[] }[]>(
      `EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) ${text}`,
      [...values],
    );
    return explained!['QUERY PLAN'][0]!.Plan;
  };
  let judged = 0;
  /** The plan of a connection that keeps one for all values. */
  const planForAny = async (text: string, values: readonly unknown[]): Promise<Plan> => {
    const name = `judged_${(judged += 1)}`;
    await source.query(`PREPARE ${name} AS ${text}`);
    try {
      return await explain(`EXECUTE ${name}${values.length > 0 ? `(${values.map(literalOf).join(', ')})` : ''}`);
    } finally {
      await source.query(`DEALLOCATE ${name}`);
    }
  };
  const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
  /**
   * Whether every condition limits the range of the index that is read: equalities on its first columns, then one
   * range.
   */
  const isBounding = (index: string, condition: string): boolean => {
    const row = /ROW\(([^)]*)\) [<>]/
      .exec(condition)?.[1]
      ?.split(', ')
      .map((column) => column.replace(/^\w+\.|"/g, ''));
    if (row) return row.every((column, position) => indexes.get(index)![position] === column);
    const used = [...condition.matchAll(/\(?(?:\w+\.)?"?(\w+)"? (=|<|>|<=|>=) /g)].map(([, column, operator]) => ({
      column,
      isEqual: operator === '=',
    }));
    const columns = indexes.get(index)!;
    const equal = columns.findIndex((column) => !used.some((one) => one.column === column && one.isEqual));
    const bounded = equal < 0 ? columns : columns.slice(0, equal + 1);
    return used.every(({ column }) => bounded.includes(column!));
  };
  const faultsOf = async ({ text, values, keepsPlan }: Statement): Promise<{ faults: string[]; tables: string[] }> => {
    const nodes = nodesOf(await (keepsPlan ? planForAny(text, values) : explain(text, values)));
    const read = nodes
      .filter((node) => node['Relation Name'] || node['Index Name'])
      .reduce(
        (sum, node) => sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
        0,
      );
    // The scan of an empty partition does not matter.
    const skipping = nodes
      .filter(
        (node) =>
          node['Relation Name'] !== 'audit_entries_other' &&
          node['Index Name'] &&
          node['Index Cond'] &&
          !isBounding(node['Index Name'], node['Index Cond']),
      )
      .map((node) => `${node['Index Name']} by ${node['Index Cond']}`);
    return {
      faults: [...(read > MAX_READ ? [`reads ${read} rows`] : []), ...skipping],
      tables: nodes
        .flatMap((node) => node['Relation Name'] ?? [])
        .map((name) => name.replace(/_(\d{4}_\d\d|other)$/, '')),
    };
  };

  const read = async (path: string): Promise<{ events: { cursor: string }[]; next_cursor: string }> =>
    (await fetch(gateway.url + path, { headers: { Authorization: DEMO } })).json() as never;
  const nextCursor = async (path: string): Promise<string> => (await read(path)).next_cursor;

  /** Parameters of which every value was refused: their statements were not tested. */
  const unanswered = (paths: readonly string[]): string[] => {
    const names = (path: string): string[] =>
      [...new URL(path, gateway.url).searchParams.keys()].map((name) => `${path.split('?')[0]} ${name}`);
    const taken = new Set(paths.filter((path) => [200, 404].includes(statuses.get(path)!)).flatMap(names));
    return [...new Set(paths.flatMap(names))].filter(
      (name) => !taken.has(name) && !/^\/return\/|^\/v1\/audit\/consistency /.test(name),
    );
  };

  it('reads a bounded number of rows from an index, for any value', async () => {
    const paths = filterRequests(
      SUBSCRIPTION,
      new Map([
        ['/v1/consents', await nextCursor('/v1/consents')],
        ['/v1/audit/events', await nextCursor('/v1/audit/events')],
        ['/v1/journeys', await nextCursor('/v1/journeys')],
        ['/v1/consents/{consent_handle}/receipts', `receipts_${SUBSCRIPTION}`],
      ]),
    );
    const statements = await statementsOf(paths);
    const faults: string[] = [];
    const tables = new Set<string>();
    for (const { path, statement } of statements.values()) {
      const found = await faultsOf(statement);
      for (const table of found.tables) tables.add(table);
      faults.push(...found.faults.map((fault) => `${path}: ${fault}`));
    }
    expect(faults).toEqual([]);
    expect([...counts].filter(([, count]) => count > MAX_STATEMENTS)).toEqual([]);
    expect(paths.length).toBeGreaterThan(80);
    expect(unanswered(paths)).toEqual([]);
    const sizes = await Promise.all(
      [...tables]
        .filter((table) => !SMALL.has(table))
        .map(
          async (table) =>
            [
              table,
              Number(
                (await gateway.database.query<{ rows: string }>(`SELECT count(*) AS rows FROM portico.${table}`))[0]!
                  .rows,
              ),
            ] as const,
        ),
    );
    expect(sizes.filter(([, count]) => count < ROWS)).toEqual([]);
    expect([...tables]).toEqual(
      expect.arrayContaining(['audit_entries', 'consents', 'events', 'event_deliveries', 'durable_links']),
    );
  }, 240_000);

  it('reads a bounded number of rows from an index for each page of the console', async () => {
    const paths = await consolePages(gateway);
    const faults: string[] = [];
    for (const { path, statement } of (await statementsOf(paths)).values())
      faults.push(...(await faultsOf(statement)).faults.map((fault) => `${path}: ${fault}`));
    expect(faults).toEqual([]);
    expect(paths.map((path) => [path, statuses.get(path)])).toEqual(paths.map((path) => [path, 200]));
    expect(paths.filter((path) => counts.get(path)! > MAX_STATEMENTS_OF_A_PAGE)).toEqual([]);
    expect(paths.length).toBeGreaterThan(10);
  }, 120_000);

  it('returns a cursor that passes over rows that do not match', async () => {
    const path = '/v1/audit/events?action=consent.request&result=FAILED';
    const sizes: number[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { events: unknown[]; next_cursor: string | null } = await read(
        cursor === '' ? path : `${path}&cursor=${cursor}`,
      );
      sizes.push(page.events.length);
      cursor = page.next_cursor;
    }
    expect(sizes).toEqual(Array.from({ length: (ROWS * 0.9) / 1_000 + 1 }, () => 0));
    expect(await read('/v1/events?types=onboarding.customer.status_changed')).toEqual({
      events: [],
      next_cursor: String(ROWS),
      has_more: false,
    });
  });

  it.each([
    ['consents_account_index_idx', '/v1/consents?account_id=NOSUCHTHING'],
    ['durable_links_reference_idx', '/v1/links?reference=no-such-thing'],
    ['events_consumer_id_type_idx', '/v1/events?types=consent.returned'],
    ['event_deliveries_state_idx', `/v1/webhook_subscriptions/${SUBSCRIPTION}/deliveries?state=DEAD`],
    ['audit_entries_consumer_action_idx', '/v1/audit/events?action=consent.revoke'],
  ])('control: without %s it does not', async (index, path) => {
    const definition = (
      await gateway.database.query<{ text: string }>('SELECT pg_get_indexdef($1::regclass) AS text', [
        `portico.${index}`,
      ])
    )[0]!.text;
    await gateway.database.query(`DROP INDEX portico.${index}`);
    const faults = await Promise.all(
      [...(await statementsOf([path])).values()].map(({ statement }) => faultsOf(statement)),
    );
    await gateway.database.query(definition);
    expect(faults.flatMap((one) => one.faults)).not.toEqual([]);
  });
});
