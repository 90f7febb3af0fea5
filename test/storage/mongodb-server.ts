/**
 * A server for the tests of the MongoDB adapter: the one that MONGODB_URI names; else a replica set of one member by the
 * npm package mongodb-memory-server, where somebody has installed it (`npm i --no-save mongodb-memory-server`); else
 * FerretDB, which speaks MongoDB's protocol over SQLite, where its program is there (`scripts/install-ferretdb.sh`).
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { MongoClient } from "mongodb";

export interface TestServer {
  /** The connection string of a database of this name. */
  uri(database: string): string;
  readonly hasTransactions: boolean;
  /** Ends the server at once; false where it is not ours to end. */
  kill(): Promise<boolean>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

const START_MS = 15_000;

/** A server, or the reason why there is none. */
export async function findServer(): Promise<TestServer | string> {
  const uri = process.env.MONGODB_URI;
  if (uri) return externalServer(uri);
  const memory = await memoryServer();
  if (memory) return memory;
  const program = ferretProgram();
  if (!program) return "MONGODB_URI is not set, and neither mongodb-memory-server nor a program ferretdb is there";
  return startFerret(program);
}

async function externalServer(uri: string): Promise<TestServer> {
  const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 5_000 }).connect();
  const hello = await client.db("admin").command({ hello: 1 });
  await client.close();
  const [, start, query = ""] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/.exec(uri) ?? [];
  return {
    uri: (database) => `${start}/${database}${query}`,
    hasTransactions: hello.setName !== undefined || hello.msg === "isdbgrid",
    kill: async () => false,
    restart: async () => {},
    stop: async () => {},
  };
}

/** The part of mongodb-memory-server that is used; the package is no dependency of this one. */
interface MemoryServerPackage {
  readonly MongoMemoryReplSet: {
    create(options: object): Promise<{ getUri(): string; stop(): Promise<unknown> }>;
  };
}

async function memoryServer(): Promise<TestServer | undefined> {
  const name: string = "mongodb-memory-server";
  let found: MemoryServerPackage;
  try {
    found = (await import(name)) as MemoryServerPackage; // checked by using it
  } catch {
    return undefined;
  }
  const set = await found.MongoMemoryReplSet.create({ replSet: { count: 1, storageEngine: "wiredTiger" } });
  const server = await externalServer(set.getUri());
  return { ...server, stop: async () => void (await set.stop()) };
}

function ferretProgram(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  try {
    folders.push(join(execFileSync("go", ["env", "GOPATH"], { encoding: "utf8" }).trim(), "bin"));
  } catch {
    // Without Go only PATH counts.
  }
  return folders.map((folder) => join(folder, "ferretdb")).find((file) => existsSync(file));
}

async function startFerret(program: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "fhir-twin-ferretdb-"));
  const [data, state] = [join(folder, "data"), join(folder, "state")];
  for (const path of [data, state]) mkdirSync(path);
  const port = await freePort();
  const settings = ["--handler=sqlite", `--sqlite-url=file:${data}/`, `--state-dir=${state}`, "--telemetry=disable"];
  const listen = [`--listen-addr=127.0.0.1:${port}`, "--debug-addr=-", "--log-level=error"];
  let child: ChildProcess | undefined;
  const start = async () => {
    child = spawn(program, [...settings, ...listen], { stdio: "ignore" });
    await answers(`mongodb://127.0.0.1:${port}/`);
  };
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return true;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    return true;
  };
  const end = () => child?.kill("SIGKILL");
  process.once("exit", end); // also where a test run is cut short
  await start();
  return {
    uri: (database) => `mongodb://127.0.0.1:${port}/${database}`,
    hasTransactions: false,
    kill,
    restart: start,
    async stop() {
      await kill();
      process.removeListener("exit", end);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("A listening server has a port");
  return address.port;
}

async function answers(uri: string): Promise<void> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: START_MS, heartbeatFrequencyMS: 500 });
  try {
    await client.db("admin").command({ ping: 1 });
  } finally {
    await client.close();
  }
}

/** Removes a database of a test. */
export async function dropDatabase(uri: string): Promise<void> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5_000 });
  try {
    await client.db().dropDatabase();
  } finally {
    await client.close();
  }
}
