import { type Row, under } from "../measure.ts";
import { startServer } from "../server.ts";

const STARTS = 5;
const SETTLE_MS = 3000;

/** Start to first 200 on /metadata (median of several), and memory at rest after some seconds. */
export async function startRows(): Promise<readonly Row[]> {
  const ready: number[] = [];
  let memory = 0;
  for (let run = 0; run < STARTS; run++) {
    const server = await startServer();
    ready.push(server.readyMs);
    if (run === STARTS - 1) {
      await new Promise((done) => setTimeout(done, SETTLE_MS));
      memory = server.memoryMb();
    }
    await server.stop();
  }
  ready.sort((a, b) => a - b);
  const detail = `from process start; ${ready.map(Math.round).join(", ")} ms`;
  return [
    {
      name: "start to first 200 on /metadata",
      value: ready[Math.floor(STARTS / 2)] ?? 0,
      unit: "ms",
      bar: under(1000),
      detail,
    },
    {
      name: "memory at rest",
      value: memory,
      unit: "MB",
      bar: under(200),
      detail: "resident set of the server process",
    },
  ];
}
