/**
 * A server that speaks MongoDB's wire protocol and says it is the primary of a replica set. It stores nothing: it keeps
 * the commands that it got and answers from a script, so that a test sees what the driver sends within a transaction.
 * https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/#op_msg
 */
import { createServer, type Socket } from "node:net";
import { BSON, type MongoClient, MongoServerError } from "mongodb";
import { addressOf, primaryHello } from "../support/replica-set-hello.ts";

const OP_MSG = 2013;
/** The first greeting of a connection comes in the older form, and is answered in it. */
const OP_QUERY = 2004;
const OP_REPLY = 1;
const HEADER_BYTES = 16;
/** Flags and the kind of the first section. */
const PREFIX_BYTES = 5;

export type Command = Readonly<Record<string, unknown>>;
/** The answer to a command, without `ok`; undefined for the usual one; `cut` breaks the connection. */
export type Script = (command: Command, name: string) => Answer | Promise<Answer>;
type Answer = Command | "cut" | undefined;

export interface WireServer {
  readonly uri: string;
  /** Every command but those of monitoring, in order. */
  readonly commands: Command[];
  script: Script;
  close(): Promise<void>;
}

export const nameOf = (command: Command): string => Object.keys(command)[0] ?? "";

/**
 * A script that lets a server without transactions answer, and takes the transactions upon itself: everything is written at
 * once and a commit only said to be one. So it suits what aborts before it writes, which this store does.
 */
export function forwardTo(client: MongoClient): Script {
  return async (command, name) => {
    if (name === "commitTransaction" || name === "abortTransaction") return {};
    const { $db, ...rest } = command;
    const plain = Object.entries(rest).filter(([field]) => !OF_TRANSACTIONS.includes(field));
    try {
      return await client.db(String($db)).command(Object.fromEntries(plain), { promoteLongs: false });
    } catch (error) {
      if (error instanceof MongoServerError) return { ...error.errorResponse, ok: 0 };
      throw error;
    }
  };
}
const OF_TRANSACTIONS: readonly string[] = [
  "lsid",
  "txnNumber",
  "autocommit",
  "startTransaction",
  "readConcern",
  "writeConcern",
  "$clusterTime",
  "$readPreference",
];

export async function startWireServer(): Promise<WireServer> {
  const sockets = new Set<Socket>();
  const commands: Command[] = [];
  const wire = { commands, script: (() => undefined) as Script };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    let pending = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 4 && pending.length >= pending.readInt32LE(0)) {
        const message = pending.subarray(0, pending.readInt32LE(0));
        pending = pending.subarray(message.length);
        void answer(socket, message);
      }
    });
  });
  const answer = async (socket: Socket, message: Buffer) => {
    if (message.readInt32LE(12) === OP_QUERY) return void socket.write(greeting(message, primaryHello(server)));
    const command = readCommand(message);
    const name = nameOf(command);
    const isMonitoring = ["hello", "ismaster", "isMaster", "ping", "endSessions"].includes(name);
    if (!isMonitoring) commands.push(command);
    const scripted = isMonitoring ? primaryHello(server) : await wire.script(command, name);
    if (scripted === "cut") return socket.destroy();
    const body = { ok: 1, ...(scripted ?? usual(command, name)) };
    socket.write(writeReply(message.readInt32LE(4), body));
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(wire, {
    uri: `mongodb://${addressOf(server)}/twins?replicaSet=rs0`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** An empty collection in which every write succeeds. */
function usual(command: Command, name: string): Command {
  const cursor = (firstBatch: readonly unknown[]) => ({ cursor: { id: BSON.Long.ZERO, ns: "twins.x", firstBatch } });
  switch (name) {
    case "find":
    case "aggregate":
    case "listIndexes":
      return cursor([]);
    case "insert":
      return { n: (command.documents as readonly unknown[]).length };
    case "update":
      return { n: (command.updates as readonly unknown[]).length, nModified: 1 };
    case "findAndModify":
      return { value: null };
    default:
      return {};
  }
}

export const found = (...firstBatch: readonly unknown[]): Command => ({
  cursor: { id: BSON.Long.ZERO, ns: "twins.x", firstBatch },
});

/** Section 0 is the command; sections of kind 1 are lists of documents that belong to it under their name. */
function readCommand(message: Buffer): Command {
  let at = HEADER_BYTES + PREFIX_BYTES;
  const read = (bytes: Buffer) => BSON.deserialize(bytes, { promoteBuffers: true });
  const command: Record<string, unknown> = read(message.subarray(at, at + message.readInt32LE(at)));
  at += message.readInt32LE(at);
  while (at < message.length && message[at] === 1) {
    const end = at + 1 + message.readInt32LE(at + 1);
    const nameEnd = message.indexOf(0, at + 5);
    const documents: unknown[] = [];
    for (let next = nameEnd + 1; next < end; next += message.readInt32LE(next)) {
      documents.push(read(message.subarray(next, next + message.readInt32LE(next))));
    }
    command[message.toString("utf8", at + 5, nameEnd)] = documents;
    at = end;
  }
  return command;
}

function greeting(query: Buffer, body: Command): Buffer {
  const document = BSON.serialize({ ok: 1, ...body });
  const reply = Buffer.alloc(HEADER_BYTES + 20 + document.length);
  reply.writeInt32LE(reply.length, 0);
  reply.writeInt32LE(query.readInt32LE(4), 8);
  reply.writeInt32LE(OP_REPLY, 12);
  reply.writeInt32LE(1, HEADER_BYTES + 16);
  reply.set(document, HEADER_BYTES + 20);
  return reply;
}

function writeReply(responseTo: number, body: Command): Buffer {
  const document = BSON.serialize(body);
  const reply = Buffer.alloc(HEADER_BYTES + PREFIX_BYTES + document.length);
  reply.writeInt32LE(reply.length, 0);
  reply.writeInt32LE(responseTo, 8);
  reply.writeInt32LE(OP_MSG, 12);
  reply.set(document, HEADER_BYTES + PREFIX_BYTES);
  return reply;
}
