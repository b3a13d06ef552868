import { randomUUID } from 'node:crypto';
import { poolOf } from '../src/database/pool';
import { DataSource } from 'typeorm';
import { Reconciler } from '../src/signed-http/effects/reconciler';
import { passLeases } from '../test/support/effects';
import { DEMO, type RunningGateway, startGateway } from '../test/support/gateway';
import { Given, newCustomer } from '../test/support/given';
import { flags, fromCommandLine, holdsWithin, type Result } from './campaign';
import { countOpen } from './judge';
import { OwnServer } from './own-server';
import { type Trouble, TROUBLES } from './troubles';

export interface TroubleResult extends Result {
  readonly requests: number;
  /** Numbers of answers by status and type of fault. */
  readonly answers: Readonly<Record<string, number>>;
  readonly slowestSeconds: number;
  /** Vendor calls of requests that were answered 503. */
  readonly vendorCalls: number;
  readonly withoutRetryAfter: number;
  readonly isAlive: boolean;
  /** Seconds from the end of the failure to the first success of each kind; null: none within thirty. */
  readonly recoveredAfter: number | null;
  /** Connections of the gateway, as counted by itself, by the proxy, and by the server. */
  readonly connections: readonly [number, number, number];
  /** What the server's sessions do, where there are more of them than connections of the gateway. */
  readonly leftOver: readonly string[];
  readonly openIntents: number;
}

const POOL = 6;
/** The most that a request waits: for a connection, for a result on it, and for one flush before its own. */
const DEADLINE_SECONDS = 10;

/** A gateway whose database fails in several ways, one after the other. It is never restarted. */
export class TroubledGateway {
  private constructor(
    private readonly server: OwnServer,
    private readonly gateway: RunningGateway,
    private readonly customerId: string,
  ) {}

  static async start(server: OwnServer): Promise<TroubledGateway> {
    const gateway = await startGateway({
      database: server.database,
      environment: { DATABASE_POOL_SIZE: String(POOL) },
    });
    return new TroubledGateway(server, gateway, (await new Given(gateway).customer()).customer_id);
  }

  async close(): Promise<void> {
    await this.gateway.close();
  }

  /**
   * Sends `each` requests of each kind during the failure, and checks their answers, and the gateway's state
   * afterwards.
   */
  async endure(trouble: Trouble, each: number): Promise<TroubleResult> {
    await Promise.all(Array.from({ length: POOL }, () => this.read()));
    const before = await this.vendorCalls();
    const end = await trouble.begin(this.server);
    const asks = Array.from({ length: each }, () => [
      this.create(),
      this.grant(),
      ...(trouble.hitsReads ? [this.read()] : []),
    ]).flat();
    const answers = await Promise.all(asks);
    const isAlive = (await fetch(`${this.gateway.url}/health/live`)).status === 200;
    const answered = answers.filter(({ status }) => status !== 503).length;
    const vendorCalls = (await this.vendorCalls()) - before - answered;
    await end();
    const recoveredAfter = await this.recovery();
    await passLeases(this.server.database);
    await this.gateway.app.get(Reconciler, { strict: false }).round();
    const connections = await this.connections();
    const tally: Record<string, number> = {};
    for (const { status, type } of answers) tally[`${status} ${type}`] = (tally[`${status} ${type}`] ?? 0) + 1;
    const result = {
      requests: answers.length,
      answers: tally,
      slowestSeconds: Math.round(Math.max(...answers.map(({ seconds }) => seconds)) * 10) / 10,
      vendorCalls,
      withoutRetryAfter: answers.filter(
        ({ status, retryAfter }) => status === 503 && !/^[1-9]\d*$/.test(retryAfter ?? ''),
      ).length,
      isAlive,
      recoveredAfter,
      connections,
      leftOver: connections[2] > connections[0] ? await this.sessions() : [],
      openIntents: await countOpen(this.server.database),
    };
    return { campaign: `database ${trouble.name}`, seed: 0, ...result, isPassed: isPassed(trouble, result) };
  }

  /**
   * The database fails after the vendor has acted, and before the outcome is recorded. Returns the client's answer
   * then, and its answer with the same key after the recovery.
   */
  async loseOutcome(): Promise<{ lost: Heard; again: Heard; created: number; openIntents: number }> {
    const { sandbox } = this.gateway;
    const [key, body] = [randomUUID(), newCustomer()];
    const before = (await sandbox.effects('customer.created')).length;
    await sandbox.control('/_sandbox/faults', {
      vendor: '1money',
      method: 'POST',
      kind: 'hold',
      when: 'after',
      times: 1,
    });
    const answer = this.create(key, body);
    await holdsWithin(10, async () => (await sandbox.control<{ held: number }>('/_sandbox/faults')).held === 1, 20);
    await this.server.stop();
    await sandbox.control('/_sandbox/faults/release', {});
    const lost = await answer;
    await this.server.startAgain();
    await this.recovery();
    await passLeases(this.server.database);
    await this.gateway.app.get(Reconciler, { strict: false }).round();
    const openIntents = await countOpen(this.server.database);
    const again = await this.create(key, body);
    const all = await sandbox.effects('customer.created');
    return {
      lost,
      again,
      created: all.slice(before).filter(({ idempotency_key }) => idempotency_key === all[before]!.idempotency_key)
        .length,
      openIntents,
    };
  }

  private create(key: string = randomUUID(), body: object = newCustomer()): Promise<Heard> {
    return this.ask('POST', '/v1/customers/hosted', body, { 'Idempotency-Key': key });
  }

  private grant(): Promise<Heard> {
    return this.ask('POST', '/v1/customers/onboarding/grants', { customer_id: this.customerId });
  }

  private read(): Promise<Heard> {
    return this.ask('GET', `/v1/customers/hosted/${this.customerId}`);
  }

  private async ask(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Heard> {
    const begun = performance.now();
    const answer = await fetch(this.gateway.url + path, {
      method,
      headers: { Authorization: DEMO, ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const { type = 'ok' } = (await answer.json()) as { type?: string };
    return {
      status: answer.status,
      type,
      retryAfter: answer.headers.get('retry-after'),
      seconds: (performance.now() - begun) / 1000,
    };
  }

  private async vendorCalls(): Promise<number> {
    return (await this.gateway.sandbox.requests('/v1/')).length;
  }

  private async recovery(): Promise<number | null> {
    const begun = performance.now();
    const isWell = await holdsWithin(
      30,
      async () => (await Promise.all([this.create(), this.grant(), this.read()])).every(({ status }) => status < 300),
      50,
    );
    return isWell ? Math.round((performance.now() - begun) / 100) / 10 : null;
  }

  private async sessions(): Promise<string[]> {
    const rows = await this.server.query<{ session: string }>(
      `SELECT concat_ws(' ', backend_start, state, wait_event_type, wait_event, state_change, query) AS session
        FROM pg_stat_activity WHERE usename = 'portico_app'`,
    );
    return rows.map(({ session }) => session);
  }

  private async connections(): Promise<readonly [number, number, number]> {
    const counted = async (): Promise<readonly [number, number, number]> => {
      const [row] = await this.server.query<{ count: number }>(
        "SELECT count(*)::int FROM pg_stat_activity WHERE usename = 'portico_app'",
      );
      return [poolOf(this.gateway.app.get(DataSource)).totalCount, this.server.proxy.connected, row!.count];
    };
    await holdsWithin(15, async () => new Set(await counted()).size === 1);
    return counted();
  }
}

/** A client's answer, and the time until it. */
interface Heard {
  readonly status: number;
  readonly type: string;
  readonly retryAfter: string | null;
  readonly seconds: number;
}

function isPassed(trouble: Trouble, result: Omit<TroubleResult, keyof Result>): boolean {
  /** Above the limit of waiting requests, admission control sheds the request itself. */
  const unavailable =
    (result.answers['503 /errors#database-unavailable'] ?? 0) + (result.answers['503 /errors#overloaded'] ?? 0);
  const [pool, proxy, server] = result.connections;
  const isAnswered = trouble.isPartial
    ? Object.keys(result.answers).every((answer) =>
        /^(503 \/errors#(database-unavailable|overloaded)|20[01] ok)$/.test(answer),
      )
    : unavailable === result.requests;
  return (
    isAnswered &&
    result.slowestSeconds < DEADLINE_SECONDS &&
    (trouble.isPartial || result.vendorCalls === 0) &&
    result.withoutRetryAfter === 0 &&
    result.isAlive &&
    result.recoveredAfter !== null &&
    pool <= POOL &&
    proxy === pool &&
    server === pool &&
    result.openIntents === 0
  );
}

if (require.main === module) {
  const { seed, each } = flags({ each: 100 });
  let server: OwnServer;
  let gateway: TroubledGateway;
  const begin = async (): Promise<Result> => {
    server = await OwnServer.start();
    gateway = await TroubledGateway.start(server);
    return { campaign: 'database in order', seed, isPassed: true };
  };
  const troubles = TROUBLES.map((trouble) => async (): Promise<Result & { skipped?: string }> => {
    const why = trouble.whySkipped?.() ?? null;
    return why === null
      ? gateway.endure(trouble, each)
      : { campaign: `database ${trouble.name}`, seed, isPassed: true, skipped: why };
  });
  const end = async (): Promise<Result> => {
    await gateway.close();
    await server.close();
    return { campaign: 'database closed', seed, isPassed: true };
  };
  void fromCommandLine(begin, ...troubles, end);
}
