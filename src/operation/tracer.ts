import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { spanUnder, type TraceContext } from '../http/trace-context';

/** OTLP span kinds (opentelemetry-proto, trace.proto). */
const KINDS = { server: 2, client: 3 } as const;
const ERROR = 2;
/** Milliseconds between two deliveries, spans in one, and spans that wait at most: what comes then is dropped. */
const DELIVERY_MS = 1_000;
const MOST_AT_ONCE = 512;
const MOST_WAITING = 4_096;
const DELIVERY_DEADLINE_MS = 5_000;

type Attributes = Readonly<Record<string, string | number>>;

/** Something that is going on; ended once. */
export interface Span {
  readonly context: TraceContext;
  end(attributes: Attributes, isError: boolean): void;
}

/** Records what happens and sends it to an OpenTelemetry collector, as OTLP over HTTP in JSON, where one is configured. No secret, no personal data and no URL is an attribute. */
@Injectable()
export class Tracer implements OnApplicationShutdown {
  private readonly waiting: object[] = [];
  private readonly timer: NodeJS.Timeout | null;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.timer = config.traces ? setInterval(() => void this.deliver(), DELIVERY_MS).unref() : null;
  }

  get isOn(): boolean {
    return this.config.traces !== null;
  }

  begin(name: string, kind: keyof typeof KINDS, parent: TraceContext | null): Span {
    const context = spanUnder(parent);
    const begun = nanoseconds();
    const end: Span['end'] = (attributes, isError) => {
      if (!this.isOn || !context.isSampled || this.waiting.length >= MOST_WAITING) return;
      this.waiting.push({
        traceId: context.traceId,
        spanId: context.spanId,
        ...(parent ? { parentSpanId: parent.spanId } : {}),
        name,
        kind: KINDS[kind],
        startTimeUnixNano: begun,
        endTimeUnixNano: nanoseconds(),
        attributes: attributesOf(attributes),
        status: isError ? { code: ERROR } : {},
      });
    };
    return { context, end };
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.deliver();
  }

  /** A collector that does not take them loses them: requests matter more. */
  private async deliver(): Promise<void> {
    const { traces } = this.config;
    if (!traces) return;
    while (this.waiting.length > 0) {
      const spans = this.waiting.splice(0, MOST_AT_ONCE);
      const body = { resourceSpans: [{ resource: { attributes: attributesOf({ 'service.name': traces.serviceName }) }, scopeSpans: [{ scope: { name: 'portico' }, spans }] }] };
      const sent = fetch(traces.url, { method: 'POST', headers: { ...traces.headers, 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(DELIVERY_DEADLINE_MS) });
      const isTaken = await sent.then(({ ok }) => ok, () => false);
      if (!isTaken) return;
    }
  }
}

const nanoseconds = (): string => String(BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n);

const attributesOf = (attributes: Attributes): object[] => Object.entries(attributes).map(([key, value]) => ({ key, value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) } }));
