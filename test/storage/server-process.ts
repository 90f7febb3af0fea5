/** A process of the whole server on a MongoDB. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

export interface ServerProcess {
  /** Of its FHIR interface. */
  readonly base: string;
  /** Whether it keeps the twins, by its own metrics. */
  keepsTwins(): Promise<boolean>;
  /** Ends it; resolves when it has ended. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** Resolves when it listens. */
export async function startServerProcess(uri: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, ["src/main.ts"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PATH: process.env.PATH,
      PORT: "0",
      MLLP_PORT: "off",
      MONGODB_URI: uri,
      MONGODB_ALLOW_STANDALONE: "true",
      LOG_LEVEL: "error",
    },
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill); // also where a test run is cut short
  child.once("exit", () => process.removeListener("exit", kill));
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  let output = "";
  for await (const chunk of child.stdout) {
    output += chunk;
    const [base] = /http:\S+\/fhir/.exec(output) ?? [];
    if (!base) continue;
    const metrics = base.replace(/fhir$/, "metrics");
    const keepsTwins = async () =>
      /fhir_twin_consumer_lease\{consumer="twin"\} 1/.test(await (await fetch(metrics)).text());
    return { base, keepsTwins, end };
  }
  throw new Error("The process ended before it listened");
}
