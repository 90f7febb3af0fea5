/** Processes that share a MongoDB share the twins: one keeps them, each change makes one version, and none is lost. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Observation } from "@medplum/fhirtypes";
import { indexResource } from "../../src/fhir/search/index-resource.ts";
import { parseJson } from "../../src/json.ts";
import { TWIN_CONSUMER } from "../../src/operations/keep-twin.ts";
import { twinStateId } from "../../src/operations/twin-state.ts";
import { openMongodbStore } from "../../src/storage/mongodb.ts";
import type { Store, StoredVersion } from "../../src/storage/port.ts";
import { dropDatabase, findServer, type TestServer } from "./mongodb-server.ts";

const PROCESS = join(import.meta.dirname, "twin-process.ts");
const PATIENTS = ["p1", "p2", "p3"];
const LOOK_MS = 20;
const LIMIT_MS = 60_000;
/** Longer than a lease runs. */
const OUTAGE_MS = 6_000;

interface Member {
  readonly name: string;
  readonly child: ChildProcess;
  /** Who keeps the twins, as far as this process knows. */
  keeper: string | undefined;
  /** Writes, and resolves when that is acknowledged. */
  put(patientId: string, glucoseMgDl: number): Promise<void>;
}

describe("MongoDB, processes that keep the twins", function () {
  this.timeout(240_000);
  let server: TestServer;
  let uri: string;
  let store: Store;
  let running: Member[];
  /** The last value given to each patient; one more with each change. */
  const values = new Map<string, number>();

  before(async function () {
    const found = await findServer();
    if (typeof found === "string") {
      console.log(`      skipped: ${found}`);
      return this.skip();
    }
    server = found;
  });
  after(() => server?.stop());
  beforeEach(async () => {
    uri = server.uri(`test-${randomUUID()}`);
    store = await openMongodbStore({
      uri,
      indexer: indexResource,
      clock: () => Date.now(),
      newId: () => randomUUID(),
      allowStandalone: true,
    });
    values.clear();
    running = await Promise.all([start("one"), start("two")]);
  });
  afterEach(async () => {
    for (const { child } of running) await end(child, "SIGKILL");
    await store.close();
    await dropDatabase(uri);
  });

  async function start(name: string): Promise<Member> {
    const child = spawn(process.execPath, [PROCESS, uri, name], { stdio: ["pipe", "pipe", "inherit"] });
    const answers: (() => void)[] = [];
    const opened = new Promise<void>((resolve) => answers.push(resolve));
    const member: Member = {
      name,
      child,
      keeper: undefined,
      put: (patientId, glucoseMgDl) => {
        child.stdin.write(`put ${patientId} ${glucoseMgDl}\n`);
        return new Promise((resolve) => answers.push(resolve));
      },
    };
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("keeps ")) member.keeper = line.slice("keeps ".length);
      else answers.shift()?.();
    });
    await opened;
    return member;
  }

  async function end(child: ChildProcess, signal: "SIGKILL" | "stop"): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    if (signal === "stop") child.stdin?.write("stop\n");
    else child.kill(signal);
    await ended;
  }

  /** Gives a patient a further value, by one of the processes in turn unless it is said by which. */
  async function change(patientId: string, by?: Member): Promise<void> {
    const value = (values.get(patientId) ?? 90) + 1;
    values.set(patientId, value);
    await (by ?? running[value % running.length] ?? assert.fail()).put(patientId, value);
  }
  const isCurrent = async (patientId: string) => {
    return glucoseOf(await store.read({ type: "Observation", id: twinStateId(patientId) })) === values.get(patientId);
  };
  /** Resolves when every event is handled and the twins have the last values. */
  async function follow(): Promise<void> {
    await until(async () => (await store.events(await store.consumerPosition(TWIN_CONSUMER), 1)).length === 0);
    assert.deepEqual(await Promise.all(PATIENTS.map(isCurrent)), [true, true, true]);
    // A server without transactions may show the twin before its version.
    for (const patientId of PATIENTS) {
      await until(async () => (await states(patientId))[0] === values.get(patientId));
    }
  }
  async function changeAndFollow(): Promise<void> {
    for (const patientId of PATIENTS) await change(patientId);
    await follow();
  }
  /** The glucose of each version of the twin's state, newest first. */
  async function states(patientId: string): Promise<readonly (number | undefined)[]> {
    const { items } = await store.history({ type: "Observation", id: twinStateId(patientId), count: 1000 });
    return items.map(glucoseOf);
  }
  async function assertOneVersionPerChange(): Promise<void> {
    for (const [patientId, last] of values) {
      const all = Array.from({ length: last - 90 }, (_, index) => last - index);
      assert.deepEqual(await states(patientId), all, `versions of the twin of ${patientId}`);
    }
  }
  /** The process that keeps the twins; the others go on here. */
  function takeKeeper(): Member {
    const name = running.find(({ keeper }) => keeper !== undefined)?.keeper;
    const keeper = running.find((one) => one.name === name) ?? assert.fail(`${name} keeps the twins`);
    running = running.filter((one) => one !== keeper);
    return keeper;
  }
  const survivorKeeps = () => until(async () => running.every(({ name, keeper }) => keeper === name));

  it("makes one version of a twin for each change, whichever process wrote it", async () => {
    for (let round = 0; round < 4; round++) await changeAndFollow();
    await assertOneVersionPerChange();
    assert.equal(running[0]?.keeper, running[1]?.keeper);
  });

  it("makes no version twice of changes that come faster than twins are made", async () => {
    // Each patient by one process, so that the last value given is the last one stored.
    const burst = Array.from({ length: 10 }, () => PATIENTS).flat();
    await Promise.all(burst.map((patientId) => change(patientId, running[PATIENTS.indexOf(patientId) % 2])));
    await follow();
    for (const patientId of PATIENTS) {
      const made = await states(patientId);
      assert.deepEqual(made, [...new Set(made)], "each version differs from those before it");
    }
  });

  it("goes on in another process when the one that keeps them is killed", async () => {
    await changeAndFollow();
    const keeper = takeKeeper();
    const changed = PATIENTS.map((patientId) => change(patientId)); // what it may be about when it dies
    await end(keeper.child, "SIGKILL");
    await Promise.all(changed);
    await follow();
    await survivorKeeps();
    await changeAndFollow();
    await assertOneVersionPerChange();
  });

  it("goes on in another process when the one that keeps them is stopped", async () => {
    await changeAndFollow();
    const keeper = takeKeeper();
    await end(keeper.child, "stop");
    await changeAndFollow();
    await survivorKeeps();
    await assertOneVersionPerChange();
  });

  it("goes on when the database was away and is back", async function () {
    await changeAndFollow();
    if (!(await server.kill())) {
      console.log("      skipped: the server is not ours to stop");
      return this.skip();
    }
    await sleep(OUTAGE_MS);
    await server.restart();
    await changeAndFollow();
    await assertOneVersionPerChange();
    await until(async () => running.some(({ name, keeper }) => keeper === name));
  });

  it("has a process that slept past its lease follow the one that took over", async () => {
    await changeAndFollow();
    const sleeper = takeKeeper();
    sleeper.child.kill("SIGSTOP");
    await changeAndFollow();
    await survivorKeeps();
    sleeper.child.kill("SIGCONT");
    running.push(sleeper);
    await changeAndFollow();
    await until(async () => sleeper.keeper !== sleeper.name);
    await changeAndFollow();
    await assertOneVersionPerChange();
  });
});

function glucoseOf(version: StoredVersion | undefined): number | undefined {
  if (version?.json === undefined) return undefined;
  const { component } = parseJson(version.json) as Observation; // stored under that type
  return component?.find(({ code }) => code.coding?.some((one) => one.code === "glucose"))?.valueQuantity?.value;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (!(await isSo())) {
    assert.ok(performance.now() < end, "what was waited for did not come");
    await sleep(LOOK_MS);
  }
}
