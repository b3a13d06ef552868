import { Portico, type Journey, type JourneyState, type PorticoOptions, type WaitOptions } from '@portico/client';
import request from 'supertest';
import { SandboxControl } from './sandbox';
import { ServerConnection } from './server-connection';

export type { Effect, Fault, JournalEntry, ReviewIssues, SandboxControl, SandboxKybStatus } from './sandbox';

/** The consumer that calls. */
export type Consumer = Required<Pick<PorticoOptions, 'clientId' | 'secret' | 'organisationId' | 'appIdentifier'>>;

/** Two consumers exist from the start, with all scopes; neither sees what the other created. */
const CONSUMER: Consumer = {
  clientId: 'demo-consumer',
  secret: 'ZGVtby1jb25zdW1lci1zZWNyZXQtMDAwMDAwMDAwMDA',
  organisationId: 'demo-org',
  appIdentifier: 'demo-app',
};
const OTHER_CONSUMER: Consumer = {
  clientId: 'other-consumer',
  secret: 'b3RoZXItY29uc3VtZXItc2VjcmV0LTAwMDAwMDAwMDA',
  organisationId: 'other-org',
  appIdentifier: 'other-app',
};

/** Seconds. */
const CENTURY = 100 * 365 * 86_400;

export interface StartOptions {
  /** Environment variables of the gateway, such as `{ VENDOR_RETRIES: '0' }`: docs/configuration.md. */
  readonly environment?: Readonly<Record<string, string>>;
}

interface Started {
  readonly url: string;
  readonly sandboxUrl: string;
  readonly databaseUrl: string;
}

/** A gateway, a sandbox, a database and a clock of the suite's own; no other suite sees them. */
export class TestPortico {
  /** Portico, as the consumer's service calls it. */
  readonly client: Portico;
  /** The vendors, and the people at them. */
  readonly sandbox: SandboxControl;
  readonly consumer = CONSUMER;
  readonly otherConsumer = OTHER_CONSUMER;
  private offsetSeconds = 0;

  private constructor(
    private readonly connection: ServerConnection,
    private started: Started,
  ) {
    this.client = this.clientOf(CONSUMER);
    this.sandbox = new SandboxControl(() => this.started.sandboxUrl);
  }

  static async start({ environment }: StartOptions = {}): Promise<TestPortico> {
    return new TestPortico(...(await ServerConnection.begin<Started>('start', environment)));
  }

  /** The gateway's base URL. */
  get url(): string {
    return this.started.url;
  }

  /** The base URL of the vendors. */
  get sandboxUrl(): string {
    return this.started.sandboxUrl;
  }

  /** The suite's own database, as its superuser: to look, and to check. */
  get databaseUrl(): string {
    return this.started.databaseUrl;
  }

  /** supertest on the gateway, with the credentials of `consumer` on every request: Bearer, and FinPro's headers. */
  agent(consumer: Consumer = this.consumer): ReturnType<typeof request.agent> {
    return request.agent(this.url).set({
      Authorization: `Bearer ${consumer.clientId}.${consumer.secret}`,
      client_id: consumer.clientId,
      client_secret: consumer.secret,
      organisationId: consumer.organisationId,
      appIdentifier: consumer.appIdentifier,
    });
  }

  /** A client with other credentials or options than `client`. */
  clientOf(consumer: Consumer, options: Partial<PorticoOptions> = {}): Portico {
    return new Portico({ baseUrl: this.url, now: () => this.clock.now(), ...consumer, ...options });
  }

  /** The one clock of gateway, database and vendors. */
  readonly clock = {
    /** Moves it on: links expire, sessions end, leases and days pass. A century away from real time at most. */
    advance: async (seconds: number): Promise<void> => {
      if (!(Math.abs(this.offsetSeconds + seconds) <= CENTURY) || typeof seconds !== 'number')
        throw new RangeError('advance() takes a number of seconds, up to a century away from real time');
      this.offsetSeconds = await this.connection.call<number>('advance', seconds);
    },
    now: (): Date => new Date(Date.now() + this.offsetSeconds * 1000),
  };

  /** Waits until a journey is in a state, by `client`. */
  waitFor(reference: string, state: JourneyState | readonly JourneyState[], options?: WaitOptions): Promise<Journey> {
    return this.client.waitFor(reference, state, options);
  }

  /** What gateway and sandbox logged so far, as JSON lines. */
  log(): Promise<string> {
    return this.connection.call<string>('logged');
  }

  /** Both sides as at the start: empty, in step, at the same addresses, with the real time. */
  async reset(): Promise<void> {
    this.started = await this.connection.call<Started>('reset');
    this.offsetSeconds = 0;
  }

  /** Ends everything. A suite that is killed instead leaves nothing behind either. */
  async close(): Promise<void> {
    await this.connection.close();
  }
}

/** Starts a Portico for one suite. The first start of a test run takes some seconds, each further one less than one. */
export const startPortico = (options?: StartOptions): Promise<TestPortico> => TestPortico.start(options);
