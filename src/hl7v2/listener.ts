/**
 * The MLLP listener: sockets, limits and order. Messages of a connection are processed one after the other, and its
 * socket is not read while more than a few wait, so that a fast sender is slowed down instead of filling the memory.
 */
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { encodeText } from "./charset.ts";
import type { Log, Processed } from "./intake.ts";
import { frame, MllpDecoder, type MllpEvent } from "./mllp.ts";

export interface ListenerLimits {
  /** Most bytes of one message. */
  readonly messageBytes: number;
  /** A connection that sends nothing for so long is closed. */
  readonly idleMs: number;
  readonly connections: number;
  /** Messages of one connection that may wait before its socket is no longer read. */
  readonly waiting: number;
}

export const DEFAULT_LIMITS: ListenerLimits = {
  messageBytes: 16 * 1024 * 1024,
  idleMs: 30 * 60 * 1_000,
  connections: 500,
  waiting: 16,
};

export interface ListenerHandlers {
  readonly onMessage: (bytes: Uint8Array) => Promise<readonly Processed[]>;
  readonly onTooLarge: (head: Uint8Array) => Promise<Processed>;
  readonly log: Log;
}

export interface Listening {
  readonly port: number;
  /** Stops listening, finishes what has been received whole, and closes all connections. */
  close(): Promise<void>;
}

export interface ListenAddress {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** With it the connections are TLS; `requestCert` and `ca` in it ask for client certificates. */
  readonly tls?: TlsOptions;
}

/** Listens for MLLP connections; rejects when the port cannot be had. */
export function listen(
  { host, port, tls }: ListenAddress,
  handlers: ListenerHandlers,
  limits: ListenerLimits = DEFAULT_LIMITS,
): Promise<Listening> {
  const connections = new Set<Connection>();
  const accept = (socket: Socket) => {
    if (connections.size >= limits.connections) {
      handlers.log("warn", "mllp.connection-refused", { limit: limits.connections });
      socket.destroy();
      return;
    }
    const connection = new Connection(socket, handlers, limits);
    connections.add(connection);
    socket.on("close", () => connections.delete(connection));
  };
  // Half-open, so that a sender that ends its side after the last message still gets the answers.
  const server =
    tls === undefined
      ? createServer({ allowHalfOpen: true }, accept)
      : createTlsServer({ ...tls, allowHalfOpen: true }, accept);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.removeListener("error", reject);
      server.on("error", (error) => handlers.log("error", "mllp.server-error", { error: error.name }));
      resolve({ port: portOf(server, port), close: () => close(server, connections) });
    });
  });
}

function portOf(server: Server, asked: number): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : asked;
}

async function close(server: Server, connections: ReadonlySet<Connection>): Promise<void> {
  const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
  await Promise.all([...connections].map((connection) => connection.finish()));
  await stopped;
}

class Connection {
  readonly #socket: Socket;
  readonly #handlers: ListenerHandlers;
  readonly #limits: ListenerLimits;
  readonly #decoder: MllpDecoder;
  #waiting = 0;
  /** Ends when everything received so far has been answered. */
  #tail: Promise<void> = Promise.resolve();

  constructor(socket: Socket, handlers: ListenerHandlers, limits: ListenerLimits) {
    this.#socket = socket;
    this.#handlers = handlers;
    this.#limits = limits;
    this.#decoder = new MllpDecoder(limits.messageBytes);
    socket.setNoDelay(true);
    socket.setTimeout(limits.idleMs, () => {
      if (this.#waiting > 0) return;
      handlers.log("info", "mllp.idle-closed", {});
      socket.destroy();
    });
    socket.on("data", (chunk) => this.#take(this.#decoder.push(chunk)));
    socket.on("end", () => this.#ended());
    socket.on("error", (error) => handlers.log("info", "mllp.connection-error", { error: error.name }));
  }

  /** Takes no more, answers what has been received whole, closes. */
  async finish(): Promise<void> {
    this.#socket.pause();
    await this.#tail;
    this.#socket.end();
    this.#socket.destroySoon();
  }

  #take(events: readonly MllpEvent[]): void {
    for (const event of events) {
      this.#waiting++;
      this.#tail = this.#tail.then(() => this.#answer(event)).finally(() => this.#done());
    }
    if (this.#waiting >= this.#limits.waiting) this.#socket.pause();
  }

  #done(): void {
    this.#waiting--;
    if (this.#waiting < this.#limits.waiting / 2 && this.#socket.isPaused()) this.#socket.resume();
  }

  async #answer(event: MllpEvent): Promise<void> {
    const { onMessage, onTooLarge, log } = this.#handlers;
    try {
      const processed = event.kind === "message" ? await onMessage(event.bytes) : [await onTooLarge(event.head)];
      for (const { acks, charset } of processed)
        for (const ack of acks) await this.#send(frame(encodeText(ack, charset)));
    } catch (error) {
      log("error", "mllp.answer-failed", { error: error instanceof Error ? error.name : "" });
      this.#socket.destroy();
    }
  }

  /** Resolves when the bytes are handed on, or the socket is gone: the message is stored either way. */
  #send(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) resolve();
      else this.#socket.write(bytes, () => resolve());
    });
  }

  #ended(): void {
    this.#take(this.#decoder.end());
    if (this.#decoder.isInsideFrame) {
      // A message that did not come whole was not acknowledged: its sender still has it.
      this.#handlers.log("warn", "mllp.half-message", { bytes: this.#decoder.pendingBytes });
    }
    if (this.#decoder.noiseBytes > 0) this.#handlers.log("info", "mllp.noise", { bytes: this.#decoder.noiseBytes });
    void this.#tail.then(() => this.#socket.end());
  }
}
