/** The app as tests drive it: a SQLite store in memory, a clock that the test moves, ids that count. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Express } from "express";
import { type AppDeps, createApp } from "../../src/app.ts";
import { elementAt } from "../../src/fhir/definitions/elements.ts";
import { DEFAULT_LIMITS, type FhirLimits } from "../../src/fhir/exchange.ts";
import type { Operation } from "../../src/fhir/operation.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { convertDataOperation } from "../../src/hl7v2/convert-data.ts";
import type { Validate } from "../../src/hl7v2/update/writer.ts";
import type { Log, LogFields } from "../../src/monitoring/log.ts";
import { makeMetrics } from "../../src/monitoring/metrics.ts";
import { createOperations } from "../../src/operations/index.ts";
import type { Store } from "../../src/storage/port.ts";
import { openTestStore } from "./store.ts";

export interface TestClock {
  (): number;
  /** Moves the clock on. */
  advance(milliseconds: number): void;
}

export interface TestApp {
  readonly app: Express;
  readonly store: Store;
  readonly clock: TestClock;
  /** What was logged. */
  readonly logged: { readonly level: string; readonly event: string; readonly fields?: LogFields }[];
  close(): Promise<void>;
}

export interface TestAppOptions {
  readonly limits?: Partial<FhirLimits>;
  /** In place of the server's own. */
  readonly operations?: readonly Operation[];
  readonly more?: Partial<AppDeps>;
}

/** Where the clock of a test begins. */
export const TEST_START = Date.UTC(2026, 1, 1, 12);

export async function makeApp({ limits = {}, operations, more = {} }: TestAppOptions = {}): Promise<TestApp> {
  const clock = testClock();
  let ids = 0;
  const newId = () => `test-${++ids}`;
  const store = await openTestStore({ clock, newId });
  const logged: TestApp["logged"] = [];
  const validate: Validate = (resource) => validateResource(resource);
  const own = () => [
    ...createOperations({ store, clock, validate }),
    convertDataOperation({ clock, validate, elementAt }),
  ];
  const app = createApp({
    store,
    clock,
    newId,
    log: memoryLog(logged),
    metrics: makeMetrics(),
    operations: operations ?? own(),
    software: { name: "FHIR Twin", version: "0.0.0-test" },
    limits: { ...DEFAULT_LIMITS, ...limits },
    ...more,
  });
  return { app, store, clock, logged, close: () => store.close() };
}

export interface TestServer extends TestApp {
  /** `http://127.0.0.1:<port>/fhir` */
  readonly base: string;
  readonly root: string;
}

/** The app on a port of its own, for clients that need a real one. */
export async function startServer(options: TestAppOptions = {}): Promise<TestServer> {
  const made = await makeApp(options);
  const server = createServer(made.app);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
  return { ...made, root, base: `${root}/fhir`, close: () => stopped(server).then(made.close) };
}

function stopped(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}

function testClock(): TestClock {
  let now = TEST_START;
  return Object.assign(() => now, {
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
  });
}

function memoryLog(logged: TestApp["logged"]): Log {
  const write = (level: string) => (event: string, fields?: LogFields) => {
    logged.push({ level, event, ...(fields === undefined ? {} : { fields }) });
  };
  return {
    error: write("error"),
    warn: write("warn"),
    info: write("info"),
    http: write("http"),
    debug: write("debug"),
  };
}
