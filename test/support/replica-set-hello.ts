/** What a primary of a replica set of one says: https://www.mongodb.com/docs/manual/reference/command/hello/ */
import type { Server } from "node:net";

/** Host and port of a server that listens on loopback. */
export function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A listening server has a port");
  return `127.0.0.1:${address.port}`;
}

export function primaryHello(server: Server): Record<string, unknown> {
  const address = addressOf(server);
  return {
    isWritablePrimary: true,
    setName: "rs0",
    setVersion: 1,
    hosts: [address],
    primary: address,
    me: address,
    secondary: false,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
    localTime: new Date(),
  };
}
