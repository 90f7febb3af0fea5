/** Prometheus metrics. Labels come from closed lists; none holds a part of a URL. */
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  /** `interaction` from the route table. */
  observeRequest(labels: { interaction: string; method: string; status: number }, seconds: number): void;
  /** Whether this process has the lease of a consumer of events; over all processes they add up to one. */
  setConsumerLease(consumer: string, isHeld: boolean): void;
  /** The metrics in Prometheus' text format, and its media type. */
  render(): Promise<{ readonly text: string; readonly contentType: string }>;
}

const BUCKETS_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

export function makeMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "fhir_twin_http_request_seconds",
    help: "Duration of HTTP requests by interaction, method and status",
    labelNames: ["interaction", "method", "status"],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  });
  const leases = new Gauge({
    name: "fhir_twin_consumer_lease",
    help: "1 if this process handles the events of the consumer, 0 if another does",
    labelNames: ["consumer"],
    registers: [registry],
  });
  return {
    observeRequest: ({ interaction, method, status }, seconds) =>
      requests.observe({ interaction, method, status: String(status) }, seconds),
    setConsumerLease: (consumer, isHeld) => leases.set({ consumer }, isHeld ? 1 : 0),
    render: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
  };
}
