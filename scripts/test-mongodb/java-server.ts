/**
 * mongo-java-server, which keeps all in memory and searches some fifteen times as fast as FerretDB, where
 * `scripts/install-mongo-java-server.sh` has put it. It says that it is older than the driver takes and has no
 * transactions, so that it is used through the proxy (`test/support/believed-transactions.ts`) only.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./files.ts";

export interface JavaServer {
  readonly port: number;
  stop(): void;
}

/** Undefined where it is not installed. */
export async function startJavaServer(): Promise<JavaServer | undefined> {
  const { MONGO_JAVA_SERVER, XDG_CACHE_HOME = join(homedir(), ".cache") } = process.env;
  const folder = MONGO_JAVA_SERVER ?? join(XDG_CACHE_HOME, "fhir-twin/mongo-java-server");
  if (!existsSync(folder)) return undefined;
  const source = join(ROOT, "scripts/mongo-java-server/Serve.java");
  const child = spawn("java", ["-cp", join(folder, "*"), source], { stdio: ["pipe", "pipe", "ignore"] });
  // It ends with its input, which ends with this process.
  const stop = () => child.stdin.destroy();
  const said = once(child.stdout, "data").then(([bytes]) => Number(String(bytes)));
  const port = await Promise.race([said, once(child, "exit").then(() => 0)]).catch(() => 0);
  return port > 0 ? { port, stop } : undefined;
}
