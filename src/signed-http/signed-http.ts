import { Inject, Injectable } from '@nestjs/common';
import type { AuditResult } from '../audit/audit.service';
import { CLOCK, type Clock } from '../config/clock';
import { accountLabel } from '../config/vendor';
import { trimSlash } from '../config/trim-slash';
import { nothing } from '../database/write';
import { Fault, type FaultName } from '../errors';
import { currentRequest } from '../http/request/request-context';
import { Answer } from './answer';
import type { Completion, Intent } from './intent';
import { Transport } from './transport';
import { parseJson } from '../vendors/json';
import type { VendorAnswer } from '../vendors/vendor-answer';
import { CONNECTIONS, Connections, type Judge, type VendorCall } from './vendor-call';
import { type HeldEffect, VendorEffects } from './effects/vendor-effects';
import { VendorPipelines } from './pipeline/vendor-pipelines';

/** The audit result of a Fault. A Fault that is not listed is a refusal: the vendor declined, so nothing happened. */
const RESULT_OF: Partial<Record<FaultName, AuditResult>> = {
  'vendor-unreachable': 'FAILED',
  'vendor-saturated': 'FAILED',
  'vendor-circuit-open': 'FAILED',
  'deadline-passed': 'FAILED',
  'vendor-timeout': 'UNKNOWN',
  'vendor-failed': 'UNKNOWN',
  'vendor-out-of-service': 'UNKNOWN',
  'vendor-invalid-response': 'UNKNOWN',
  'database-unavailable': 'UNKNOWN',
  'outcome-unknown': 'UNKNOWN',
  'request-in-flight': 'UNKNOWN',
  internal: 'UNKNOWN',
};

/** All calls to vendors: signed over the bytes sent, bounded in time and size, and answers judged before use. */
@Injectable()
export class SignedHttp {
  private readonly bases = new Map<string, { readonly origin: string; readonly prefix: string }>();

  constructor(
    @Inject(CONNECTIONS) private readonly connections: Connections,
    private readonly transport: Transport,
    private readonly effects: VendorEffects,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly lines: VendorPipelines,
  ) {}

  /** A call without an effect: it has no intent, and there is nothing to settle. */
  async read<T>(call: VendorCall, judge: Judge<T>): Promise<{ value: T; vendorRequestId: string | null }> {
    const answer = await this.lines.read(call, (timeoutMs) => this.send(call, timeoutMs));
    return { value: judge(answer), vendorRequestId: answer.requestId };
  }

  /**
   * A call that can have an effect: commits the INTENT, sends (once, unless the vendor makes a retry harmless) and
   * judges the answer. The value can only be had by settling the answer; refusals and unknown outcomes are settled here
   * and thrown as a Fault. No database connection is held during the call. `complete` may read more at the vendor
   * before the answer counts; what it throws ends the effect as if the judge had thrown it.
   */
  async effect<T>(intent: Intent, call: VendorCall, judge: Judge<T>): Promise<Answer<T>>;
  async effect<T, C>(intent: Intent, call: VendorCall, judge: Judge<T>, complete: Completion<T, C>): Promise<Answer<C>>;
  async effect<T>(
    intent: Intent,
    call: VendorCall,
    judge: Judge<T>,
    complete: Completion<T, unknown> = async (value) => value,
  ): Promise<Answer<unknown>> {
    this.lines.assertMayBegin(call);
    const context = currentRequest();
    if (context) context.journey = intent.subject;
    const held = await this.effects.begin(intent, call);
    let requestId: string | null = null;
    let isSent = false;
    try {
      this.effects.assertMaySend(held);
      isSent = true;
      const answer = await this.lines.effect(call, (timeoutMs) => this.send(call, timeoutMs));
      ({ requestId } = answer);
      return new Answer(await complete(judge(answer), held.intent.entry_id), this.effects, held, requestId);
    } catch (error) {
      const fault = error instanceof Fault ? error.faultName : 'internal';
      const result = isSent ? resultOf(fault, intent) : 'FAILED';
      await this.settleFailure(fault, result, intent, held, requestId);
      throw result === 'UNKNOWN' && intent.isRepeatedLater && error instanceof Fault
        ? error.after(this.effects.secondsUntilSettled(held))
        : error;
    }
  }

  private async settleFailure(
    fault: FaultName,
    result: AuditResult,
    { hooks }: Intent,
    held: HeldEffect,
    vendorRequestId: string | null,
  ): Promise<void> {
    const { entry_id: intentId } = held.intent;
    const write = result === 'UNKNOWN' ? hooks?.onUnknown(intentId) : hooks?.onRefused(intentId);
    await this.effects.end(held, { result, vendorRequestId, detail: { fault } }, write ?? nothing(undefined));
  }

  /** A call as it would be sent, for people: `shownBody` is its body with masks. Throws `vendor-not-configured`. */
  preview(call: VendorCall, shownBody: NonNullable<VendorCall['body']>): PreviewedCall {
    const { method, target, headers, signature } = this.prepare(call);
    const masked = Object.entries(signature).map(([name, value]) => [name, value.replace(/^(\S+ )?.*$/s, '$1***')]);
    const keys = call.headers?.['Idempotency-Key'] ? { 'Idempotency-Key': 'a fresh UUID' } : {};
    const shown = { ...headers, ...Object.fromEntries(masked), ...call.headers, ...keys } as Record<string, string>;
    return { method, path: target, headers: shown, body: shownBody };
  }

  /** Throws Fault `vendor-not-configured`. */
  private async send(call: VendorCall, timeoutMs: number): Promise<VendorAnswer> {
    const { origin, method, target, headers, signature, body, secrets } = this.prepare(call);
    const askedAt = this.clock.now();
    const answer = await this.transport.send({
      origin,
      line: accountLabel(call.vendor, call.account),
      timeoutMs,
      method,
      target,
      headers: { ...headers, ...signature, ...call.headers },
      body,
    });
    return {
      status: answer.status,
      headers: answer.headers,
      json: parseJson(answer.body),
      requestId: requestIdOf(answer.headers['x-request-id']),
      askedAt,
      receivedAt: this.clock.now(),
      secrets,
    };
  }

  /** A base URL, parsed once: there are few, and they come from the configuration. */
  private baseOf(url: string): { readonly origin: string; readonly prefix: string } {
    const found = this.bases.get(url);
    if (found) return found;
    const { origin, pathname } = new URL(url);
    const base = { origin, prefix: trimSlash(pathname) };
    this.bases.set(url, base);
    return base;
  }

  private prepare(call: VendorCall) {
    const connection = this.connections.of(call);
    if (!connection) throw new Fault('vendor-not-configured');
    const { baseUrl, sign, secrets } = connection;
    const { origin, prefix } = this.baseOf(baseUrl);
    const { method } = call;
    const path = prefix + call.path;
    const body = call.body ? Buffer.from(JSON.stringify(call.body)) : null;
    return {
      origin,
      method,
      target: call.query ? `${path}?${new URLSearchParams(call.query)}` : path,
      headers: body ? WITH_BODY : WITHOUT_BODY,
      signature: sign({ method, path, body: body ?? NO_BODY }, this.clock.now()),
      body,
      secrets,
    };
  }
}

/** What every call says beside its credentials. */
const WITHOUT_BODY = { Accept: 'application/json', 'User-Agent': 'portico/1' };
const WITH_BODY = { ...WITHOUT_BODY, 'Content-Type': 'application/json' };
const NO_BODY = Buffer.alloc(0);

/** A call that was not sent, for people: without secrets and personal data. */
export interface PreviewedCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: NonNullable<VendorCall['body']>;
}

const resultOf = (fault: FaultName, { openFaults = [] }: Intent): AuditResult =>
  openFaults.includes(fault) ? 'UNKNOWN' : (RESULT_OF[fault] ?? 'REFUSED');

const requestIdOf = (header: string | undefined): string | null =>
  header && /^[A-Za-z0-9-]{1,64}$/.test(header) ? header : null;
