import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../config/config.module';
import type { Config } from '../../config/config';
import type { Vendor } from '../../config/vendor';
import { Fault, type FaultName } from '../../errors';
import { currentRequest } from '../../http/request/request-context';
import { Metrics } from '../../operation/metrics';
import { Tracer } from '../../operation/tracer';
import type { VendorAnswer } from '../../vendors/vendor-answer';
import { type VendorProfile, VENDORS } from '../../vendors/vendor-profile';
import { CONNECTIONS, type Connections, secondsAhead, type VendorCall } from '../vendor-call';
import { type Send, VendorPipeline } from './vendor-pipeline';

/** Milliseconds that a caller waits for a place at a vendor. */
const MAX_WAIT = 1_000;

/** One pipeline for each vendor, so that one vendor's trouble does not affect another. */
@Injectable()
export class VendorPipelines {
  private readonly lines = new Map<Vendor, VendorPipeline>();

  constructor(
    @Inject(CONFIG) { vendorDeadlineMs, vendorPipeline }: Config,
    @Inject(CONNECTIONS) connections: Connections,
    @Inject(VENDORS) vendors: readonly VendorProfile[],
    private readonly metrics: Metrics,
    private readonly tracer: Tracer,
  ) {
    const limits = { ...vendorPipeline, deadlineMs: vendorDeadlineMs, longestWaitMs: MAX_WAIT };
    for (const vendor of vendors)
      if (connections[vendor.name]) this.lines.set(vendor.name, new VendorPipeline(limits, vendor));
  }

  all(): [Vendor, VendorPipeline][] {
    return [...this.lines];
  }

  /** Throws the Fault in which a call to the vendor would end at once, before any work is done for it. */
  assertOpen(vendor: Vendor): void {
    try {
      this.of(vendor).assertOpen();
    } catch (error) {
      this.count(vendor, error);
      throw error;
    }
  }

  /** A call without an effect: it may be retried, and is not made for a caller that has disconnected. */
  async read(call: VendorCall, send: Send): Promise<VendorAnswer> {
    return this.run(call, send, { mayRepeat: true, isRead: true });
  }

  /** A call with an effect: retried only where the vendor makes that harmless. */
  async effect(call: VendorCall, send: Send): Promise<VendorAnswer> {
    return this.run(call, send, { mayRepeat: call.mayRepeat === true, isRead: false });
  }

  /** Throws Fault `vendor-not-configured`. */
  private of(vendor: Vendor): VendorPipeline {
    const found = this.lines.get(vendor);
    if (!found) throw new Fault('vendor-not-configured');
    return found;
  }

  private async run(call: VendorCall, send: Send, how: { mayRepeat: boolean; isRead: boolean }): Promise<VendorAnswer> {
    const request = currentRequest();
    request?.admission.awaitVendor();
    const sendNow = (timeoutMs: number): Promise<VendorAnswer> => {
      request?.admission.atVendor();
      return this.timed(call, send(timeoutMs));
    };
    try {
      const answer = await this.of(call.vendor).run(sendNow, how);
      this.of(call.vendor).secondsAhead = secondsAhead(answer);
      if (request && answer.requestId !== null) request.vendorRequestId = answer.requestId;
      return answer;
    } catch (error) {
      this.count(call.vendor, error);
      throw error;
    } finally {
      request?.admission.resume();
    }
  }

  private async timed({ vendor, operation = 'other' }: VendorCall, call: Promise<VendorAnswer>): Promise<VendorAnswer> {
    const begun = performance.now();
    const span = this.tracer.call(`${vendor} ${operation}`, currentRequest()?.trace ?? null);
    const ended = (outcome: string): void => {
      this.metrics.vendorCallEnded(vendor, operation, outcome, (performance.now() - begun) / 1000);
      span.end(
        { 'portico.vendor': vendor, 'portico.operation': operation, 'portico.outcome': outcome },
        !outcome.startsWith('2'),
      );
    };
    try {
      const answer = await call;
      ended(this.of(vendor).vendor.isRateLimit(answer) ? 'rate-limited' : `${Math.floor(answer.status / 100)}xx`);
      return answer;
    } catch (error) {
      ended(error instanceof Fault ? error.faultName : 'internal');
      throw error;
    }
  }

  private count(vendor: Vendor, error: unknown): void {
    if (error instanceof Fault && NOT_SENT.has(error.faultName))
      this.metrics.vendorCallRefused(vendor, error.faultName);
  }
}

const NOT_SENT: ReadonlySet<FaultName> = new Set(['vendor-saturated', 'vendor-circuit-open', 'deadline-passed']);
