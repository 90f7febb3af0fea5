import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { frame, MllpDecoder } from "../../src/hl7v2/mllp.ts";
import { storeRuns } from "../support/runs.ts";
import { makeStorePlace, openStoreAt } from "../support/store.ts";
import { message } from "./support.ts";

const textOf = (id: string) =>
  message([`PID|1||${id}^^^HOSP||DOE^JANE`, `OBR|1||F${id}|T^Test^L`, `OBX|1|NM|X^X^L||1||||||F`], {
    event: "ORU^R01",
    controlId: id,
  });

async function startListener(address: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "listener-process.ts"), address], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout ?? child, "data")) as [Buffer];
  return { child, port: Number(line.toString().trim()) };
}

/** Acknowledgements after which the process is killed, with messages of all feeds under way. */
const KILLED_AFTER = storeRuns(40);

/** Sends messages on several connections, kills the process amid them, and gives the control ids that were acknowledged. */
async function sendAndKill(child: ChildProcess, port: number, prefix: string): Promise<string[]> {
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
          if (id !== undefined && acknowledged.push(id) === KILLED_AFTER) child.kill("SIGKILL");
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
    const place = makeStorePlace();
    const acknowledged: string[] = [];
    for (const prefix of ["a", "b"]) {
      const { child, port } = await startListener(place.address);
      acknowledged.push(...(await sendAndKill(child, port, prefix)));
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    }
    assert.ok(acknowledged.length >= 2 * KILLED_AFTER, `only ${acknowledged.length} messages were acknowledged`);
    const store = await openStoreAt(place.address, { clock: Date.now, newId: randomUUID });
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
      await place.remove();
    }
  });
});
