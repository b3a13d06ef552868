import { Inject, Injectable } from '@nestjs/common';
import { type AuditedAction, AuditService, type AuditResult, type Originator } from '../audit/audit.service';
import type { Json } from '../audit/canonical-json';
import type { Leaf } from '../audit/leaf';
import { CLOCK, type Clock } from '../config/clock';
import { Committer } from '../database/committer';
import { nothing, together, type Write } from '../database/write';
import { Fault, type FaultName } from '../errors';
import { currentRequest } from '../http/request-context';
import { Answer } from './answer';
import { Transport } from './transport';
import { CONNECTIONS, type Judge, type Vendor, type VendorAnswer, type VendorCall, type VendorConnection } from './vendor-call';
import { VendorLines } from './vendor-lines';

/** What must be committed beside the audit rows of an effect, by how it goes. */
export interface Companions {
  /** With the INTENT, before the call. When it is refused, nothing is sent. */
  readonly atIntent: (intentId: string) => Write<unknown>;
  /** With the OUTCOME of a call that certainly had no effect. */
  readonly atRefusal: (intentId: string) => Write<unknown>;
  /** With the OUTCOME of a call whose effect cannot be known. */
  readonly atUnknown: (intentId: string) => Write<unknown>;
}

export interface Intent extends AuditedAction {
  readonly originator: Originator;
  readonly companions?: Companions;
}

/** How an effect ended that a Fault ended. What is not listed is a refusal: the vendor said no, so nothing happened. */
const RESULT_OF: Partial<Record<FaultName, AuditResult>> = {
  'vendor-unreachable': 'FAILED',
  'vendor-saturated': 'FAILED',
  'vendor-circuit-open': 'FAILED',
  'deadline-passed': 'FAILED',
  'vendor-timeout': 'UNKNOWN',
  'vendor-failed': 'UNKNOWN',
  'vendor-out-of-service': 'UNKNOWN',
  'vendor-nonsense': 'UNKNOWN',
  internal: 'UNKNOWN',
};

/** The one way out. Every call to a vendor is signed over the bytes that are sent, bounded in time and size, and judged before it is trusted. */
@Injectable()
export class SignedHttp {
  constructor(
    @Inject(CONNECTIONS) private readonly connections: Readonly<Record<Vendor, VendorConnection>>,
    private readonly transport: Transport,
    private readonly audit: AuditService,
    private readonly committer: Committer,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly lines: VendorLines,
  ) {}

  /** A call without an effect: no intent, nothing to settle. */
  async read<T>(call: VendorCall, judge: Judge<T>): Promise<{ value: T; vendorRequestId: string | null }> {
    const answer = await this.lines.read(call, (timeoutMs) => this.send(call, timeoutMs));
    return { value: judge(answer), vendorRequestId: answer.requestId };
  }

  /**
   * A call that can have an effect: commits the INTENT, sends (once, unless the vendor makes a repetition harmless), judges. The value can only be had by settling the
   * answer; refusals and unknown ends are settled here and thrown as a Fault. No connection is held during the call.
   */
  async effect<T>(intent: Intent, call: VendorCall, judge: Judge<T>): Promise<Answer<T>> {
    this.lines.assertOpen(call.vendor);
    const context = currentRequest();
    if (context) context.journey = intent.subject;
    const row = this.audit.intent(intent.originator, { ...intent, vendor: call.vendor });
    const { entry_id: intentId } = row.result;
    const leaf = await this.committer.commit(together(row, intent.companions?.atIntent(intentId) ?? nothing(undefined)));
    let requestId: string | null = null;
    try {
      const answer = await this.lines.effect(call, (timeoutMs) => this.send(call, timeoutMs));
      ({ requestId } = answer);
      return new Answer(judge(answer), this.audit, this.committer, leaf, requestId);
    } catch (error) {
      await this.settleFailure(error, intent, leaf, requestId);
      throw error;
    }
  }

  private async settleFailure(error: unknown, { companions }: Intent, leaf: Leaf, vendorRequestId: string | null): Promise<void> {
    const faultName = error instanceof Fault ? error.faultName : 'internal';
    const result = RESULT_OF[faultName] ?? 'REFUSED';
    const detail: Record<string, Json> = { fault: faultName };
    const beside = result === 'UNKNOWN' ? companions?.atUnknown : companions?.atRefusal;
    await this.committer.commit(together(this.audit.outcome(leaf, { result, vendorRequestId, detail }), beside?.(leaf.entry_id) ?? nothing(undefined)));
  }

  private async send(call: VendorCall, timeoutMs: number): Promise<VendorAnswer> {
    const { baseUrl, sign, secrets } = this.connections[call.vendor];
    const base = new URL(baseUrl);
    const path = base.pathname.replace(/\/+$/, '') + call.path;
    const body = call.body ? Buffer.from(JSON.stringify(call.body)) : null;
    const answer = await this.transport.send({
      origin: base.origin,
      line: call.vendor,
      timeoutMs,
      method: call.method,
      target: call.query ? `${path}?${new URLSearchParams(call.query)}` : path,
      headers: {
        Accept: 'application/json',
        'User-Agent': 'portico/1',
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...call.headers,
        ...sign({ method: call.method, path, body: body ?? Buffer.alloc(0) }, this.clock.now()),
      },
      body,
    });
    return { status: answer.status, headers: answer.headers, json: parse(answer.body), requestId: requestIdOf(answer.headers['x-request-id']), receivedAt: this.clock.now(), secrets };
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

const requestIdOf = (header: string | undefined): string | null => (header && /^[A-Za-z0-9-]{1,64}$/.test(header) ? header : null);
