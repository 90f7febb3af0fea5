/**
 * A proxy that lets a MongoDB-wire server without transactions pass for a replica set of one member, so that the commits
 * which a replica set gets (`src/storage/mongodb/commit.ts`) run against real queries and real writes.
 *
 * It says in `hello` that it is a primary with sessions, takes what belongs to sessions and transactions off every command,
 * and answers commit and abort itself; all else passes as it is. What it does not give is all that a transaction is for:
 * writes can be seen at once, an abort takes nothing back, two that write the same never conflict. So it shows what is
 * written and read, not that it is written together.
 * https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 */
import { connect, createServer, type Socket } from "node:net";
import { BSON } from "mongodb";
import { addressOf, primaryHello } from "./replica-set-hello.ts";

export interface BelievedTransactions {
  /** The connection string of a database of this name. */
  uri(database: string): string;
  close(): Promise<void>;
}

const OP_REPLY = 1;
/** The first greeting of a connection comes in the older form, and is answered in it. */
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER_BYTES = 16;
/** Header, flags, and the kind of the first section, which is the command. */
const COMMAND_AT = HEADER_BYTES + 5;
const OF_TRANSACTIONS: ReadonlySet<string> = new Set([
  "lsid",
  "txnNumber",
  "autocommit",
  "startTransaction",
  "readConcern",
  "writeConcern",
  "$clusterTime",
  "$readPreference",
]);
const ANSWERED_HERE: ReadonlySet<string> = new Set(["commitTransaction", "abortTransaction", "endSessions"]);
const GREETINGS: ReadonlySet<string> = new Set(["hello", "ismaster", "isMaster"]);

/** @param address host and port of the server */
export async function believeTransactions(address: { host: string; port: number }): Promise<BelievedTransactions> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(address);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    upstream.pipe(client);
    client.on("data", eachMessage(receiver(client, upstream, () => primaryHello(server))));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    uri: (database) => `mongodb://${addressOf(server)}/${database}?replicaSet=rs0`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Messages begin with their length. */
function eachMessage(take: (message: Buffer) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let bytes = 0;
  return (chunk) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes < 4) return;
    // Long messages come in many chunks, which are joined once.
    const first = chunks[0] as Buffer; // one was pushed above
    if (first.length >= 4 && bytes < first.readInt32LE(0)) return;
    let pending = Buffer.concat(chunks);
    while (pending.length >= 4 && pending.length >= pending.readInt32LE(0)) {
      const length = pending.readInt32LE(0);
      take(pending.subarray(0, length));
      pending = pending.subarray(length);
    }
    chunks = pending.length > 0 ? [pending] : [];
    bytes = pending.length;
  };
}

function receiver(client: Socket, upstream: Socket, greeting: () => object): (message: Buffer) => void {
  return (message) => {
    const operation = message.readInt32LE(12);
    if (operation === OP_QUERY) return void client.write(oldReply(message, greeting()));
    if (operation !== OP_MSG) return void upstream.write(message);
    const command = commandOf(message);
    const [name = ""] = command.keys();
    if (GREETINGS.has(name)) return void client.write(reply(message, greeting()));
    if (ANSWERED_HERE.has(name) || isExpiry(command)) return void client.write(reply(message, {}));
    upstream.write(withCommand(message, command));
  };
}

/** The command's elements as bytes, by name, so that nothing is lost in reading and writing them. */
function commandOf(message: Buffer): Map<string, Buffer> {
  const document = message.subarray(COMMAND_AT, COMMAND_AT + message.readInt32LE(COMMAND_AT));
  return new Map(
    [...BSON.onDemand.parseToElements(document)].map(([, nameAt, nameLength, valueAt, valueLength]) => [
      document.toString("utf8", nameAt, nameAt + nameLength),
      document.subarray(nameAt - 1, valueAt + valueLength),
    ]),
  );
}

/** An index by which documents expire, which FerretDB 1 refuses. */
function isExpiry(command: ReadonlyMap<string, Buffer>): boolean {
  return command.has("createIndexes") && (command.get("indexes")?.includes("expireAfterSeconds\0") ?? false);
}

function withCommand(message: Buffer, command: ReadonlyMap<string, Buffer>): Buffer {
  const kept = [...command].flatMap(([name, bytes]) => (OF_TRANSACTIONS.has(name) ? [] : [bytes]));
  const rest = message.subarray(COMMAND_AT + message.readInt32LE(COMMAND_AT));
  const size = Buffer.alloc(4);
  size.writeInt32LE(kept.reduce((sum, { length }) => sum + length, 5));
  const changed = Buffer.concat([message.subarray(0, COMMAND_AT), size, ...kept, Buffer.alloc(1), rest]);
  changed.writeInt32LE(changed.length, 0);
  return changed;
}

function reply(request: Buffer, body: object): Buffer {
  return answer(request, OP_MSG, Buffer.alloc(5), body);
}

function oldReply(request: Buffer, body: object): Buffer {
  const fields = Buffer.alloc(20);
  fields.writeInt32LE(1, 16); // one document
  return answer(request, OP_REPLY, fields, body);
}

/** @param fields between header and document */
function answer(request: Buffer, operation: number, fields: Buffer, body: object): Buffer {
  const message = Buffer.concat([Buffer.alloc(HEADER_BYTES), fields, BSON.serialize({ ok: 1, ...body })]);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(request.readInt32LE(4), 8);
  message.writeInt32LE(operation, 12);
  return message;
}
