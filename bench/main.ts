/**
 * `npm run bench [-- NAME]`: measures the bars of the design on this machine, prints a table and writes
 * `bench/results/latest.json`. The server runs in a process of its own with durable settings. Exit code 1 if a bar does
 * not hold. Machines differ and are noisy: compare figures of one run with each other.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { holds, type Row } from "./measure.ts";
import { bundleRow, interactionRows, raceRow } from "./rows/fhir.ts";
import { groupRow } from "./rows/group.ts";
import { mllpRows } from "./rows/hl7v2.ts";
import { operationRows } from "./rows/operations.ts";
import { startRows } from "./rows/start.ts";
import { type BenchServer, startServer } from "./server.ts";

const GROUPS: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  start: startRows,
  bundles: () => onServer(async (server) => [await bundleRow(server)]),
  fhir: () =>
    onServer(async (server) => [
      ...(await interactionRows(server)),
      await raceRow(server),
      ...(await operationRows(server)),
    ]),
  hl7v2: () => onServer(mllpRows),
  /** Takes minutes: it loads 20,000 patients. */
  group: () => onServer(async (server) => [await groupRow(server)]),
};

async function onServer(measure: (server: BenchServer) => Promise<readonly Row[]>): Promise<readonly Row[]> {
  const server = await startServer();
  try {
    return await measure(server);
  } finally {
    await server.stop();
  }
}

const number = (value: number) => value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 2 : 0 });

function print(row: Row): void {
  const bar = `${row.bar.is} ${number(row.bar.value)}`;
  const verdict = holds(row) ? "holds" : "MISSED";
  console.log(
    `${row.name.padEnd(48)}${number(row.value).padStart(10)} ${row.unit.padEnd(12)} ${bar.padEnd(16)} ${verdict.padEnd(7)} ${row.detail}`,
  );
}

const wanted = process.argv[2];
if (wanted !== undefined && !(wanted in GROUPS)) {
  console.error(`there is no group '${wanted}'; groups are: ${Object.keys(GROUPS).join(", ")}`);
  process.exit(2);
}
const rows: Row[] = [];
for (const [name, measure] of Object.entries(GROUPS)) {
  if (wanted !== undefined && wanted !== name) continue;
  const measured = await measure();
  measured.forEach(print);
  rows.push(...measured);
}
const folder = join(import.meta.dirname, "results");
mkdirSync(folder, { recursive: true });
const machine = { cores: cpus().length, model: cpus()[0]?.model, node: process.version };
writeFileSync(
  join(folder, "latest.json"),
  `${JSON.stringify({ at: new Date().toISOString(), machine, rows }, null, 2)}\n`,
);
process.exitCode = rows.every(holds) ? 0 : 1;
