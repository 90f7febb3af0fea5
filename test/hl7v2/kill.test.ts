import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { indexResource } from "../../src/fhir/search/index-resource.ts";
import { frame, MllpDecoder } from "../../src/hl7v2/mllp.ts";
import { openSqliteStore } from "../../src/storage/sqlite.ts";
import { message } from "./support.ts";

const textOf = (id: string) =>
  message([`PID|1||${id}^^^HOSP||DOE^JANE`, `OBR|1||F${id}|T^Test^L`, `OBX|1|NM|X^X^L||1||||||F`], {
    event: "ORU^R01",
    controlId: id,
  });

async function startListener(directory: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "listener-process.ts"), directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout ?? child, "data")) as [Buffer];
  return { child, port: Number(line.toString().trim()) };
}

/** Sends messages on several connections until the process dies; gives the control ids that were acknowledged. */
async function sendUntilDead(port: number, prefix: string): Promise<string[]> {
  const acknowledged: string[] = [];
  const feeds = Array.from({ length: 4 }, (_, feed) => {
    return new Promise<void>((resolve) => {
      let count = 0;
      const decoder = new MllpDecoder(100_000);
      const socket = connect(port, "127.0.0.1");
      const next = () => socket.write(frame(Buffer.from(textOf(`${prefix}${feed}x${count++}`))));
      socket.on("connect", next);
      socket.on("data", (data) => {
        for (const event of decoder.push(data)) {
          const id =
            event.kind === "message" ? /MSA\|AA\|(\w+)/.exec(Buffer.from(event.bytes).toString())?.[1] : undefined;
          if (id !== undefined) acknowledged.push(id);
          next();
        }
      });
      socket.on("error", () => resolve());
      socket.on("close", () => resolve());
    });
  });
  await Promise.all(feeds);
  return acknowledged;
}

describe("killing the server while messages come in", function () {
  this.timeout(60_000);

  it("loses no acknowledged message, and has each one once", async () => {
    const directory = mkdtempSync(join(tmpdir(), "hl7v2-kill-"));
    const acknowledged: string[] = [];
    for (const prefix of ["a", "b"]) {
      const { child, port } = await startListener(directory);
      const sending = sendUntilDead(port, prefix);
      setTimeout(() => child.kill("SIGKILL"), 600);
      acknowledged.push(...(await sending));
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    }
    assert.ok(acknowledged.length > 10, `only ${acknowledged.length} messages were acknowledged before the kill`);
    const store = await openSqliteStore({ directory, indexer: indexResource, clock: Date.now, newId: randomUUID });
    try {
      for (const id of acknowledged) {
        const where = [{ kind: "token", param: "identifier", system: "urn:id:HOSP", code: id } as const];
        const patients = await store.search({ type: "Patient", where, realm: "record", sort: [], count: 5 });
        assert.equal(patients.items.length, 1, id);
        const owner = [{ kind: "patient", patientId: patients.items[0]?.id ?? "" } as const];
        assert.equal(await store.count({ type: "Observation", where: owner, realm: "record" }), 1, id);
      }
      const journal = await store.journal.list({ count: 10_000 });
      const journalled = journal.items.map(({ controlId }) => controlId);
      assert.equal(new Set(journalled).size, journalled.length);
      assert.deepEqual(
        acknowledged.filter((id) => !journalled.includes(id)),
        [],
      );
    } finally {
      await store.close();
      rmSync(directory, { recursive: true });
    }
  });
});
