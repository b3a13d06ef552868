export { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Limits } from '../config/limits';

/** Milliseconds between deliveries, and for one; spans in one, and the most spans that wait: more are dropped. */
const DELIVERY = {
  scheduledDelayMillis: 1_000,
  exportTimeoutMillis: 5_000,
  maxExportBatchSize: 512,
  maxQueueSize: 4_096,
};

export type Collector = BasicTracerProvider;

/** Sends spans as OTLP over HTTP. Spans that the collector does not accept are lost: requests have priority. */
export function collectorOf({ url, headers, serviceName }: NonNullable<Limits['traces']>): Collector {
  const exporter = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: DELIVERY.exportTimeoutMillis });
  return new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new BatchSpanProcessor(exporter, DELIVERY)],
  });
}
