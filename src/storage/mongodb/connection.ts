/**
 * Connects to MongoDB, looks what kind of server answers, and says in one line why it cannot be used.
 */
import { type Db, type DbOptions, MongoClient, type MongoClientOptions, MongoServerError, ReadConcern } from "mongodb";
import { InvalidInput, Unavailable } from "../../errors.ts";
import { Outages } from "./outages.ts";

/** How long an operation waits for a server that can take it. */
const SELECTION_MS = 3_000;
/** How often the server is asked whether it is there; MongoDB itself tells of changes at once. */
const HEARTBEAT_MS = 2_000;
/** How long an operation waits for a free connection. */
const POOL_WAIT_MS = 10_000;
/** A connection that is silent for so long during an operation is given up; searches end sooner (`sources.ts`). */
const SILENCE_MS = 90_000;
const DEFAULT_DATABASE = "fhir-twin";
/** `Unauthorized`, and the two forms of `AuthenticationFailed`. */
const REFUSED = [13, 18, 8000];

/** What a majority of the members has, and on disk. */
const MAJORITY: DbOptions = {
  readConcern: new ReadConcern("majority"),
  writeConcern: { w: "majority", journal: true },
};

export interface Connected {
  readonly client: MongoClient;
  readonly db: Db;
  /** Transactions need a replica set or a sharded cluster. */
  readonly hasTransactions: boolean;
  readonly outages: Outages;
}

export interface ConnectOptions {
  readonly uri: string;
  readonly allowStandalone: boolean;
  /** Whether an operation may take as long as it needs, as the count of everything does. */
  readonly withoutTimeLimit: boolean;
  /** Told when the server is lost, and when it is back. */
  readonly log: (message: string) => void;
}

/**
 * @throws InvalidInput when the address is malformed
 * @throws Unavailable when no server answers, it refuses the user, or it is a standalone one without permission
 */
export async function connect(settings: ConnectOptions): Promise<Connected> {
  const { uri, allowStandalone, withoutTimeLimit, log } = settings;
  const client = makeClient(uri, withoutTimeLimit ? 0 : SILENCE_MS);
  const servers = serversOf(uri);
  try {
    await client.connect();
    const hello = await client.db("admin").command({ hello: 1 });
    const hasTransactions = hello.setName !== undefined || hello.msg === "isdbgrid";
    if (!hasTransactions && !allowStandalone) throw standalone(servers);
    const db = client.db(databaseOf(uri), hasTransactions ? MAJORITY : {});
    const outages = new Outages();
    watch(client, servers, { log, lost: () => outages.lost() });
    return { client, db, hasTransactions, outages };
  } catch (error) {
    await client.close();
    throw explained(error, servers);
  }
}

/** @param silenceMs 0 for no limit */
function makeClient(uri: string, silenceMs: number): MongoClient {
  const options: MongoClientOptions = {
    appName: "fhir-twin",
    serverSelectionTimeoutMS: SELECTION_MS,
    connectTimeoutMS: SELECTION_MS,
    heartbeatFrequencyMS: HEARTBEAT_MS,
    waitQueueTimeoutMS: POOL_WAIT_MS,
    socketTimeoutMS: silenceMs,
    // A document's absent fields are absent, not null.
    ignoreUndefined: true,
  };
  try {
    return new MongoClient(uri, options);
  } catch (error) {
    // The driver's message names the part at fault; it is left out where it quotes the address, which may hold a password.
    const reason = error instanceof Error && !error.message.includes("@") ? `: ${error.message}` : "";
    throw new InvalidInput(`MONGODB_URI is not a MongoDB connection string${reason}`, { cause: error });
  }
}

/** The servers of an address, without user and password. */
function serversOf(uri: string): string {
  return /^mongodb(?:\+srv)?:\/\/(?:[^/?]*@)?([^/?]+)/.exec(uri)?.[1] ?? "its servers";
}

function databaseOf(uri: string): string {
  const name = /^mongodb(?:\+srv)?:\/\/[^/?]+\/([^?]+)/.exec(uri)?.[1];
  return name === undefined ? DEFAULT_DATABASE : decodeURIComponent(name);
}

function standalone(servers: string): Unavailable {
  return new Unavailable(
    `MongoDB at ${servers} is a standalone server, without transactions: start it with --replSet rs0 and run rs.initiate() once in mongosh, or set MONGODB_ALLOW_STANDALONE=true to do without transaction bundles`,
  );
}

function explained(error: unknown, servers: string): unknown {
  if (error instanceof Unavailable || error instanceof InvalidInput) return error;
  if (error instanceof MongoServerError && REFUSED.includes(Number(error.code))) {
    return new Unavailable(`MongoDB at ${servers} does not accept the user and password of MONGODB_URI`, {
      cause: error,
    });
  }
  const isDriverError = error instanceof Error && error.name.startsWith("Mongo");
  if (!isDriverError) return error;
  const reason = error.message.replaceAll("\n", " ");
  return new Unavailable(`MongoDB at ${servers} cannot be used: ${reason}`, { cause: error });
}

/** One line when the server is lost, one when it is back. */
function watch(
  client: MongoClient,
  servers: string,
  { log, lost }: { readonly log: (message: string) => void; readonly lost: () => void },
): void {
  let isReachable = true;
  let isClosed = false;
  client.on("topologyClosed", () => {
    isClosed = true;
  });
  client.on("topologyDescriptionChanged", ({ newDescription }) => {
    const now =
      newDescription.type === "ReplicaSetWithPrimary" ||
      newDescription.type === "Single" ||
      newDescription.type === "Sharded";
    const hasServer = now && [...newDescription.servers.values()].some(({ type }) => WRITABLE.includes(type));
    if (hasServer === isReachable || isClosed) return;
    isReachable = hasServer;
    if (!hasServer) lost();
    log(
      hasServer
        ? `MongoDB at ${servers} can be reached again`
        : `MongoDB at ${servers} cannot be reached: requests that need it are refused until it is back`,
    );
  });
}

const WRITABLE: readonly string[] = ["RSPrimary", "Standalone", "Mongos"];
