import { sendMllp } from "../client.ts";
import { oru } from "../data.ts";
import { atLeast, percentile, type Row, under } from "../measure.ts";
import type { BenchServer } from "../server.ts";

const MESSAGES = 3000;
const CONNECTIONS = 6;
const PATIENTS = 200;

/** Result messages over MLLP until each is durable and acknowledged. */
export async function mllpRows(server: BenchServer): Promise<readonly Row[]> {
  const messages = Array.from({ length: MESSAGES }, (_, at) => oru(at, PATIENTS));
  const share = (connection: number) => messages.filter((_, at) => at % CONNECTIONS === connection);
  const started = performance.now();
  const runs = await Promise.all(
    Array.from({ length: CONNECTIONS }, (_, connection) => sendMllp(server.mllpPort, share(connection))),
  );
  const seconds = (performance.now() - started) / 1000;
  const accepted = runs.flatMap(({ codes }) => codes).filter((code) => code === "AA").length;
  const sorted = runs.flatMap(({ ms }) => ms).sort((a, b) => a - b);
  const detail = `${accepted} of ${MESSAGES} accepted, ${CONNECTIONS} connections, 4 results a message`;
  return [
    { name: "MLLP to durable", value: accepted / seconds, unit: "messages/s", bar: atLeast(300), detail },
    {
      name: "MLLP acknowledgement",
      value: percentile(sorted, 0.99),
      unit: "ms p99",
      bar: under(50),
      detail: `p50 ${percentile(sorted, 0.5).toFixed(2)} ms`,
    },
  ];
}
