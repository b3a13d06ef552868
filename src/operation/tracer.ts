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

/** Something that is going on; ended once. */
export interface Span {
  readonly context: SpanContext;
  end(attributes: Attributes, isError: boolean): void;
}

/**
 * Records what happens for an OpenTelemetry collector, where one is configured. No secret, no personal data and no URL
 * is an attribute.
 */
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

  /** Under a caller's `traceparent` (W3C Trace Context), or the first of a trace. */
  request(name: string, traceparent: string | string[] | undefined): Span {
    return this.begin(
      name,
      SpanKind.SERVER,
      typeof traceparent === 'string' ? collectorModule().parseTraceParent(traceparent) : null,
    );
  }

  /** Under the request that it is made for, or the first of a trace. */
  call(name: string, parent: SpanContext | null): Span {
    return this.begin(name, SpanKind.CLIENT, parent);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.collector?.shutdown();
  }

  private begin(name: string, kind: SpanKind, parent: SpanContext | null): Span {
    const span = this.recorder.startSpan(name, { kind }, under(parent));
    const end: Span['end'] = (attributes, isError) => {
      span.setAttributes(attributes);
      if (isError) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    };
    return { context: span.spanContext(), end };
  }
}

/** Loaded where it is needed only: it would make every start a tenth of a second longer. */
const collectorModule = (): typeof import('./trace-collector') =>
  require('./trace-collector') as typeof import('./trace-collector');

const under = (parent: SpanContext | null): Context =>
  parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
