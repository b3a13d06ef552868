import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../config/config.module';
import { accountIn, type Config } from '../../config/config';
import { accountLabel } from '../../config/vendor';
import { Fault, type FaultName } from '../../errors';
import { currentRequest } from '../../http/request/request-context';
import { Metrics } from '../../operation/metrics';
import { Tracer } from '../../operation/tracer';
import { KillSwitches } from '../../switches/kill-switches';
import { callsLeftIn } from '../../vendors/retry-after';
import type { VendorAnswer } from '../../vendors/vendor-answer';
import { type VendorProfile, VENDORS } from '../../vendors/vendor-profile';
import { type AccountOf, CONNECTIONS, Connections, secondsAhead, type VendorCall } from '../vendor-call';
import { type Send, VendorPipeline } from './vendor-pipeline';

/** Milliseconds that a caller waits for a place at a vendor. */
const MAX_WAIT = 1_000;

/** Milliseconds that a read may have been under way when another shares its answer: as much older is what it says. */
const SHARED_MS = 50;

interface SharedRead {
  /** In milliseconds of performance.now(). */
  readonly begunAt: number;
  readonly answer: Promise<VendorAnswer>;
}

/** A pipeline, and which account's it is. */
export interface AccountPipeline extends AccountOf {
  readonly line: VendorPipeline;
}

/** One pipeline for each account at each vendor, so that the trouble of one does not affect another. */
@Injectable()
export class VendorPipelines {
  /** Told when a vendor asks to wait, with the seconds. */
  onPause: (of: AccountOf, seconds: number) => void = () => undefined;
  private readonly lines = new Map<string, AccountPipeline>();
  private readonly shared = new Map<string, SharedRead>();

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(CONNECTIONS) connections: Connections,
    @Inject(VENDORS) vendors: readonly VendorProfile[],
    private readonly metrics: Metrics,
    private readonly tracer: Tracer,
    private readonly switches: KillSwitches,
  ) {
    for (const { vendor, account } of connections.all()) {
      const { vendorPipeline } = accountIn(config, account)!;
      const limits = { ...vendorPipeline, deadlineMs: config.vendorDeadlineMs, longestWaitMs: MAX_WAIT };
      const line = new VendorPipeline(
        limits,
        vendors.find(({ name }) => name === vendor)!,
      );
      this.lines.set(accountLabel(vendor, account), { vendor, account, line });
    }
  }

  all(): AccountPipeline[] {
    return [...this.lines.values()];
  }

  /** Throws the Fault in which a new effect would end at once, before any work is done for it. */
  assertMayBegin(call: AccountOf): void {
    this.switches.assertVendor(call.vendor, call.account);
    try {
      this.of(call).assertOpen();
    } catch (error) {
      this.count(call, error);
      throw error;
    }
  }

  /**
   * A call without an effect: it may be retried, and is not made for a caller that has disconnected. Of identical calls
   * with `mayShare` that begin within SHARED_MS, one is sent, and all get its answer.
   */
  async read(call: VendorCall, send: Send): Promise<VendorAnswer> {
    const sendOwn = (): Promise<VendorAnswer> => this.run(call, send, { mayRepeat: true, isRead: true });
    if (!call.mayShare || currentRequest()?.deadlineAt !== Number.POSITIVE_INFINITY) return sendOwn();
    const { vendor, account, method, path, query, body, headers } = call;
    const key = JSON.stringify([vendor, account, method, path, query, body, headers]);
    const found = this.shared.get(key);
    const begunAt = performance.now();
    if (found && begunAt - found.begunAt <= SHARED_MS) return this.join(call, found.answer, sendOwn);
    const own: SharedRead = { begunAt, answer: sendOwn() };
    this.shared.set(key, own);
    try {
      return await own.answer;
    } finally {
      if (this.shared.get(key) === own) this.shared.delete(key);
    }
  }

  /** The answer to another's call; when that caller has disconnected, its call was not made, and an own one is. */
  private async join(
    call: VendorCall,
    inFlight: Promise<VendorAnswer>,
    sendOwn: () => Promise<VendorAnswer>,
  ): Promise<VendorAnswer> {
    const request = currentRequest();
    request?.admission.awaitVendor();
    request?.admission.atVendor();
    try {
      const answer = await inFlight;
      this.of(call).sharedReads++;
      return answer;
    } catch (error) {
      if (error instanceof Fault && error.faultName === 'deadline-passed') return await sendOwn();
      throw error;
    } finally {
      request?.admission.resume();
    }
  }

  /** A call with an effect: retried only where the vendor makes that harmless. */
  async effect(call: VendorCall, send: Send): Promise<VendorAnswer> {
    return this.run(call, send, { mayRepeat: call.mayRepeat === true, isRead: false });
  }

  /** Throws Fault `vendor-not-configured`. */
  private of({ vendor, account }: AccountOf): VendorPipeline {
    const found = this.lines.get(accountLabel(vendor, account));
    if (!found) throw new Fault('vendor-not-configured');
    return found.line;
  }

  private async run(call: VendorCall, send: Send, how: { mayRepeat: boolean; isRead: boolean }): Promise<VendorAnswer> {
    const request = currentRequest();
    request?.admission.awaitVendor();
    if (request) request.vendorAccount = call.account;
    const sendNow = (timeoutMs: number): Promise<VendorAnswer> => {
      request?.admission.atVendor();
      return this.timed(call, send(timeoutMs));
    };
    try {
      const line = this.of(call);
      const answer = await line.run(sendNow, how);
      line.secondsAhead = secondsAhead(answer);
      line.callsLeft = callsLeftIn(answer) ?? line.callsLeft;
      if (request && answer.requestId !== null) request.vendorRequestId = answer.requestId;
      return answer;
    } catch (error) {
      this.count(call, error);
      throw error;
    } finally {
      request?.admission.resume();
    }
  }

  private async timed(of: VendorCall, call: Promise<VendorAnswer>): Promise<VendorAnswer> {
    const { vendor, account, operation = 'other' } = of;
    const begun = performance.now();
    const span = this.tracer.call(`${vendor} ${operation}`, currentRequest()?.trace ?? null);
    const ended = (outcome: string): void => {
      this.metrics.vendorCallEnded({ vendor, account, operation, outcome }, (performance.now() - begun) / 1000);
      span.end(
        {
          'portico.vendor': vendor,
          'portico.account': account,
          'portico.operation': operation,
          'portico.outcome': outcome,
        },
        !outcome.startsWith('2'),
      );
    };
    try {
      const answer = await call;
      const isLimited = this.of(of).vendor.isRateLimit(answer);
      ended(isLimited ? 'rate-limited' : `${Math.floor(answer.status / 100)}xx`);
      if (isLimited) this.pause(of, answer);
      return answer;
    } catch (error) {
      ended(error instanceof Fault ? error.faultName : 'internal');
      throw error;
    }
  }

  private pause(of: AccountOf, answer: VendorAnswer): void {
    const line = this.of(of);
    const seconds = line.vendor.retryAfter(answer);
    if (seconds !== null && line.pause(seconds)) this.onPause(of, seconds);
  }

  private count({ vendor, account }: AccountOf, error: unknown): void {
    if (error instanceof Fault && NOT_SENT.has(error.faultName))
      this.metrics.vendorCallRefused(vendor, account, error.faultName);
  }
}

const NOT_SENT: ReadonlySet<FaultName> = new Set(['vendor-saturated', 'vendor-circuit-open', 'deadline-passed']);
