/** A server in a process of its own, with a data folder of its own, as a user would start it. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export interface BenchServer {
  readonly base: string;
  readonly root: string;
  readonly mllpPort: number;
  /** Milliseconds from the start of the process to the first 200 on /metadata. */
  readonly readyMs: number;
  memoryMb(): number;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 30_000;
const POLL_MS = 5;

export async function startServer(environment: Record<string, string> = {}): Promise<BenchServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "fhir-twin-bench-"));
  const port = await freePort();
  const mllpPort = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, ["src/main.ts"], {
    cwd: resolve(import.meta.dirname, ".."),
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      PORT: `${port}`,
      MLLP_PORT: `${mllpPort}`,
      DATA_DIR: dataDir,
      LOG_LEVEL: "error",
      ...environment,
    },
  });
  const root = `http://127.0.0.1:${port}`;
  await untilReady(`${root}/fhir/metadata`, child);
  return {
    base: `${root}/fhir`,
    root,
    mllpPort,
    readyMs: performance.now() - started,
    memoryMb: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) / 1024,
    stop: () => stop(child, dataDir),
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server stopped with exit code ${child.exitCode}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return void (await answer.arrayBuffer());
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
  throw new Error(`the server was not ready within ${READY_WITHIN_MS} ms`);
}

async function stop(child: ChildProcess, dataDir: string): Promise<void> {
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await ended;
  rmSync(dataDir, { recursive: true, force: true });
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
    server.on("error", fail);
  });
}
