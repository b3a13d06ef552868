import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer as Recorder,
} from '@opentelemetry/api';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import type { Collector } from './trace-collector';

/** A step that is being timed; it is ended once. */
export interface TraceSpan {
  readonly context: SpanContext;
  end(attributes: Attributes, isError: boolean): void;
}

/** Records spans for an OpenTelemetry collector, if configured. Attributes hold no secret, personal data or URL. */
@Injectable()
export class Tracer implements OnApplicationShutdown {
  private readonly collector: Collector | null;
  private readonly recorder: Recorder;

  constructor(@Inject(CONFIG) { traces }: Config) {
    this.collector = traces && collectorModule().collectorOf(traces);
    this.recorder = this.collector?.getTracer('portico') ?? trace.getTracer('portico');
  }

  get isOn(): boolean {
    return this.collector !== null;
  }

  /** A span under the caller's `traceparent` (W3C Trace Context), or the first span of a trace. */
  request(name: string, traceparent: string | string[] | undefined): TraceSpan {
    return this.begin(
      name,
      SpanKind.SERVER,
      typeof traceparent === 'string' ? collectorModule().parseTraceParent(traceparent) : null,
    );
  }

  /** A span under the request that the call is made for, or the first span of a trace. */
  call(name: string, parent: SpanContext | null): TraceSpan {
    return this.begin(name, SpanKind.CLIENT, parent);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.collector?.shutdown();
  }

  private begin(name: string, kind: SpanKind, parent: SpanContext | null): TraceSpan {
    const span = this.recorder.startSpan(name, { kind }, under(parent));
    const end: TraceSpan['end'] = (attributes, isError) => {
      span.setAttributes(attributes);
      if (isError) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    };
    return { context: span.spanContext(), end };
  }
}

/** Loaded only when needed: it would make every start a tenth of a second longer. */
const collectorModule = (): typeof import('./trace-collector') =>
  require('./trace-collector') as typeof import('./trace-collector');

const under = (parent: SpanContext | null): Context =>
  parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
