/** Starts and stops the process: configuration → store → app → listen. It decides nothing. */
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { enableCompileCache, flushCompileCache } from "node:module";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import { resolve } from "node:path";
import type { Resource } from "@medplum/fhirtypes";
import type { Config } from "./config.ts";
import type { Hl7v2Intake } from "./hl7v2/index.ts";
import type { ServedModel } from "./models/served-model.ts";
import type { Log, LogFields } from "./monitoring/log.ts";
import type { Metrics } from "./monitoring/metrics.ts";
import type { TwinKeeper } from "./operations/keep-twin.ts";
import type { Indexer, Store } from "./storage/port.ts";

// Compiled code is kept between starts, which halves the time to the first answer; so the rest is imported after this.
enableCompileCache(resolve(import.meta.dirname, "../node_modules/.cache/fhir-twin"));

const ROOT = resolve(import.meta.dirname, "..");
/** How long a stop waits for requests that are being answered. */
const DRAIN_MS = 10_000;
const IDLE_CHECK_MS = 50;
/** Idle connections outlive a client's pause; the time is longer than a usual proxy's. */
const KEEP_ALIVE_MS = 65_000;
const REQUEST_TIMEOUT_MS = 600_000;

interface RunningServer {
  /** One line for people: what listens where. */
  readonly summary: string;
  stop(): Promise<void>;
}

async function start(config: Config): Promise<RunningServer> {
  const { createApp } = await import("./app.ts");
  const { DEFAULT_LIMITS } = await import("./fhir/exchange.ts");
  const { elementAt } = await import("./fhir/definitions/elements.ts");
  const { indexResource } = await import("./fhir/search/index-resource.ts");
  const { validateResource } = await import("./fhir/validation/validate-resource.ts");
  const { convertDataOperation } = await import("./hl7v2/convert-data.ts");
  const { createHl7v2Intake } = await import("./hl7v2/index.ts");
  const { loadMappings } = await import("./hl7v2/mapping/load.ts");
  const { makeLog, errorFields } = await import("./monitoring/log.ts");
  const { makeMetrics } = await import("./monitoring/metrics.ts");
  const { createOperations } = await import("./operations/index.ts");
  const { RISK_MODELS } = await import("./models/index.ts");

  const models = config.modelsDir === undefined ? RISK_MODELS : await modelsWithThoseIn(config.modelsDir);
  const clock = () => Date.now();
  const newId = () => randomUUID();
  const log = makeLog(config.logLevel);
  const store = await openStore(config, { indexer: indexResource, clock, newId }, (message) => log.warn(message));
  const metrics = makeMetrics();
  const validate = (resource: Resource) => validateResource(resource);
  const hl7v2 = { clock, validate, elementAt, mappings: loadMappings(elementAt), zone: config.hl7Zone };
  const intake = createHl7v2Intake({
    ...hl7v2,
    store,
    newId,
    unidentified: config.hl7Unidentified,
    log: (level, event, facts) => log[level](event, facts as LogFields), // facts of the intake: counts and codes
  });
  const app = createApp({
    store,
    intake,
    clock,
    newId,
    log,
    metrics,
    operations: [...createOperations({ store, clock, validate, models }), convertDataOperation(hl7v2)],
    software: { name: "FHIR Twin", version: versionOfPackage() },
    limits: {
      ...DEFAULT_LIMITS,
      pageSize: config.pageSize,
      maxPageSize: config.maxPageSize,
      maxBodyBytes: config.maxBodyBytes,
    },
    baseUrl: config.baseUrl,
    rateLimit: config.rateLimit,
  });
  const { mllp, http } = await listenAll(app, intake, config).catch(async (error) => {
    await store.close();
    throw error;
  });

  const twins = await startTwinKeeper({ store, clock, log, metrics, newId });
  const publishing = publishDefinitions(store, models).catch((error: unknown) =>
    log.error("the server's own definitions could not be stored", errorFields(error)),
  );

  return {
    summary: summaryOf(http, mllp, config),
    stop: async () => {
      await Promise.all([closed(http), mllp?.close()]);
      await publishing;
      await twins.stop();
      await store.close();
    },
  };
}

/** The published models with what a site has brought and switched on. @throws InvalidInput naming the file */
async function modelsWithThoseIn(folder: string): Promise<ReadonlyMap<string, ServedModel>> {
  const { DRUG_SAFETY } = await import("./drug-safety/metadata.ts");
  const { RISK_MODELS } = await import("./models/index.ts");
  const { isOnnxInstalled, runOnnx } = await import("./operations/onnx/pool.ts");
  const { SIMULATIONS } = await import("./simulation/index.ts");
  const { withOwnModels } = await import("./site-models/own-models.ts");
  const { withSiteRecalibrations } = await import("./site-models/recalibrations.ts");
  const otherIds = [DRUG_SAFETY.id, ...SIMULATIONS.keys()];
  const onnx = { isInstalled: isOnnxInstalled, run: runOnnx };
  return withSiteRecalibrations(await withOwnModels(RISK_MODELS, folder, { otherIds, onnx }), folder);
}

/** The adapter that is not used is not loaded. */
async function openStore(
  { mongodb, dataDir }: Config,
  needs: { readonly indexer: Indexer; readonly clock: () => number; readonly newId: () => string },
  log: (message: string) => void,
): Promise<Store> {
  if (mongodb) {
    const { openMongodbStore } = await import("./storage/mongodb.ts");
    return openMongodbStore({ ...needs, ...mongodb, log });
  }
  const { openSqliteStore } = await import("./storage/sqlite.ts");
  return openSqliteStore({ ...needs, directory: resolve(dataDir) });
}

/** Keeps the twins, or stands by while another process on the same store does. */
async function startTwinKeeper(needs: {
  readonly store: Store;
  readonly clock: () => number;
  readonly newId: () => string;
  readonly log: Log;
  readonly metrics: Metrics;
}): Promise<TwinKeeper> {
  const { store, clock, newId, log, metrics } = needs;
  const { keepTwins, TWIN_CONSUMER } = await import("./operations/keep-twin.ts");
  return keepTwins({
    store,
    clock,
    holder: `${hostname()}/${process.pid}/${newId().slice(0, 8)}`,
    keptBy: (by) => {
      const isThisOne = by?.isOwn ?? false;
      metrics.setConsumerLease(TWIN_CONSUMER, isThisOne);
      log.info("the twins are kept by", { process: by?.holder ?? "unknown", isThisOne });
    },
    log: (message) => log.warn(message),
  });
}

/** After the start, so that it does not wait for them. */
async function publishDefinitions(store: Store, models: ReadonlyMap<string, ServedModel>): Promise<void> {
  const { publish } = await import("./fhir/publish.ts");
  const { ownCodeSystems } = await import("./operations/code-systems.ts");
  const { modelLibraries } = await import("./operations/libraries.ts");
  const { retiredLibraries } = await import("./operations/retired-libraries.ts");
  const { SIMULATIONS } = await import("./simulation/index.ts");
  const computed = [...ownCodeSystems(SIMULATIONS.values(), models), ...modelLibraries(SIMULATIONS.values(), models)];
  await publish(store, [...ownDefinitions(), ...computed, ...(await retiredLibraries(store, models))]);
  flushCompileCache(); // now, because a process that is killed leaves none
}

function versionOfPackage(): string {
  const { version } = JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8")) as { version: string };
  return version;
}

/** The definitions in `profiles/`, which this server serves as it serves any resource. */
function ownDefinitions(): readonly Resource[] {
  const folder = resolve(ROOT, "profiles");
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return files.sort().map((file) => JSON.parse(readFileSync(resolve(folder, file), "utf8")) as Resource);
}

/** Opens both ports, or neither. */
async function listenAll(app: RequestListener, intake: Pick<Hl7v2Intake, "listen">, config: Config) {
  const { host, port, mllpPort } = config;
  const mllp = mllpPort === undefined ? undefined : await intake.listen({ host, port: mllpPort });
  const http = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS }, app);
  try {
    await new Promise<void>((done, fail) => {
      http.once("error", fail);
      http.listen(port, host, done);
    });
  } catch (error) {
    await mllp?.close();
    throw error;
  }
  return { mllp, http };
}

/** Takes no new connection, lets requests end, and cuts what is left after `DRAIN_MS`. */
function closed(server: Server): Promise<void> {
  return new Promise((done) => {
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    // A connection becomes idle when its request is answered; a client would keep it open for the next one.
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(idle);
      done();
    });
  });
}

function summaryOf(server: Server, mllp: { port: number } | undefined, { host }: Config): string {
  const { port } = server.address() as AddressInfo; // it listens on a host and port
  const name = host.includes(":") ? `[${host}]` : host;
  const v2 = mllp === undefined ? "" : `, HL7 v2 on mllp://${name}:${mllp.port}`;
  return `FHIR Twin listens on http://${name}:${port}/fhir${v2}`;
}

/** Errors of the start that the operator can mend, in one line each. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : undefined;
  const port = "port" in error ? error.port : "";
  if (code === "EADDRINUSE") return `port ${port} is in use: stop what listens there, or set PORT or MLLP_PORT`;
  if (code === "EACCES" && "syscall" in error && error.syscall === "listen") {
    return `port ${port} may not be opened by this user: set PORT or MLLP_PORT to 1024 or more`;
  }
  return "issues" in error ? error.message : (error.stack ?? error.message);
}

const { readConfig } = await import("./config.ts");
try {
  const server = await start(readConfig(process.env));
  console.log(server.summary);
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    await server.stop();
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
} catch (error) {
  console.error(`FHIR Twin did not start: ${explain(error)}`);
  process.exit(1);
}
