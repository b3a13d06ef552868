/** An object of 1Money's flags: what a company has to correct. */
export interface ReviewIssues {
  readonly company_issues?: {
    readonly description: string;
    readonly company_name?: string;
    readonly reject_reason?: string;
  } | null;
  readonly associated_person_issues?: readonly {
    readonly associated_person_id: string;
    readonly description: string;
    readonly name?: string;
    readonly reject_reason?: string;
  }[];
}

export type SandboxKybStatus =
  | 'INIT'
  | 'PENDING_REVIEW'
  | 'UNDER_REVIEW'
  | 'PENDING_RESPONSE'
  | 'REJECTED'
  | 'APPROVED'
  | 'ESCALATED'
  | 'PENDING_APPROVAL'
  | 'PROVISIONING';

/** How a vendor fails. */
export interface Fault {
  readonly vendor: '1money' | 'finpro';
  readonly kind:
    'latency' | 'hold' | 'reset' | 'status' | 'body' | 'redirect' | 'drip' | 'rate-limit' | 'rate-limit-in-200';
  /** The beginning of a path; absent: every path. */
  readonly path?: string;
  readonly method?: string;
  /** How often; absent: until the faults are cleared. */
  readonly times?: number;
  /** `after`: the vendor does its work, and only the answer is affected. */
  readonly when?: 'before' | 'after';
  readonly ms?: number;
  readonly status?: number;
  readonly body?: string;
  readonly content_type?: string;
  readonly location?: string;
  readonly bytes_per_second?: number;
  readonly retry_after_seconds?: number;
  readonly header?: boolean;
}

/** A request that arrived at a vendor. */
export interface JournalEntry {
  readonly vendor: '1money' | 'finpro';
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly status: number | null;
  readonly idempotency_key: string | null;
  readonly body: unknown;
  readonly fault: string | null;
}

/** A change at a vendor. */
export interface Effect {
  readonly vendor: '1money' | 'finpro';
  readonly kind: string;
  readonly subject: string;
  readonly at: string;
  readonly idempotency_key: string | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

const FLAGGED: ReviewIssues = { company_issues: { description: 'The proof of address is not readable.' } };

/** Both vendors of a suite, through the sandbox's control API. Every method throws what the sandbox refuses. */
export class SandboxControl {
  constructor(private readonly url: () => string) {}

  /** 1Money's compliance and the company's user. */
  readonly kyb = {
    /** Fills the form with sample answers and submits it, as the company's user. */
    submit: async (customerId: string): Promise<void> => {
      await this.post(`1money/customers/${customerId}/form/fill`);
      await this.post(`1money/customers/${customerId}/form/submit`);
    },
    approve: (customerId: string) => this.kyb.set(customerId, 'APPROVED'),
    reject: (customerId: string) => this.kyb.set(customerId, 'REJECTED'),
    /** The company has to correct something. */
    flag: (customerId: string, issues: ReviewIssues = FLAGGED) => this.kyb.set(customerId, 'PENDING_RESPONSE', issues),
    /** Any status. */
    set: async (customerId: string, status: SandboxKybStatus, issues?: ReviewIssues): Promise<void> => {
      await this.post(`1money/customers/${customerId}/status`, {
        status,
        ...(issues === undefined ? {} : { review_issues: issues }),
      });
    },
  };

  /** The customer at the Account Aggregator, by the consent handle. */
  readonly consent = {
    approve: (handle: string) => this.decide(handle, 'approve'),
    reject: (handle: string) => this.decide(handle, 'reject'),
    pause: (handle: string) => this.decide(handle, 'pause'),
    resume: (handle: string) => this.decide(handle, 'resume'),
    revoke: (handle: string) => this.decide(handle, 'revoke'),
    expire: (handle: string) => this.decide(handle, 'expire'),
  };

  readonly faults = {
    add: (fault: Fault) => this.post('faults', fault),
    list: async () => (await this.send<{ faults: Fault[] }>('GET', 'faults')).faults,
    clear: () => this.send('DELETE', 'faults'),
    /** Sends the answers that faults of the kind `hold` keep back. */
    release: () => this.post('faults/release'),
  };

  /** The requests that the vendors received, oldest first; `path` is the beginning of a path. */
  async requests(filter: { vendor?: '1money' | 'finpro'; path?: string } = {}): Promise<JournalEntry[]> {
    const query = new URLSearchParams({ limit: '5000', ...filter });
    return (await this.send<{ requests: JournalEntry[] }>('GET', `requests?${query}`)).requests;
  }

  /** Everything that changed at the vendors, each change once, oldest first. */
  async effects(filter: { vendor?: '1money' | 'finpro'; kind?: string; subject?: string } = {}): Promise<Effect[]> {
    const query = new URLSearchParams(filter);
    return (await this.send<{ effects: Effect[] }>('GET', `effects?${query}`)).effects;
  }

  /** Any other call below `/_sandbox/`. */
  async send<T = Record<string, unknown>>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T> {
    const json = body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(`${this.url()}/_sandbox/${path}`, { method, ...json });
    if (!answer.ok)
      throw new Error(`${method} /_sandbox/${path} was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  private post(path: string, body?: object): Promise<Record<string, unknown>> {
    return this.send('POST', path, body);
  }

  private async decide(handle: string, event: string): Promise<void> {
    await this.post(`finpro/consents/${handle}/${event}`);
  }
}
