/** What the MongoDB adapter sends within a transaction, and what it does when that fails: over a scripted server. */
import assert from "node:assert/strict";
import { Unavailable, VersionConflict } from "../../src/errors.ts";
import { openMongodbStore } from "../../src/storage/mongodb.ts";
import type { Store } from "../../src/storage/port.ts";
import { basic, plan, put, START, testIndexer, token } from "../contract/storage/fixture.ts";
import { type Command, found, nameOf, type Script, startWireServer, type WireServer } from "./mongodb-wire.ts";

const CONFLICT = {
  ok: 0,
  code: 112,
  codeName: "WriteConflict",
  errmsg: "conflict",
  errorLabels: ["TransientTransactionError"],
};
const SEARCH = plan([{ kind: "token", param: "identifier", code: "7" }], { count: 2 });

/** A document within a command. */
const part = (command: Command | undefined, name: string): Command => (command?.[name] ?? {}) as Command;
/** What the first update of a command replaces. */
const firstUpdate = (command: Command | undefined): Command =>
  part((command?.updates as Command[] | undefined)?.[0], "q");

describe("MongoDB transactions, over the wire", function () {
  this.timeout(60_000);
  let server: WireServer;
  let store: Store;

  beforeEach(async () => {
    server = await startWireServer();
    script(() => undefined);
    let ids = 0;
    store = await openMongodbStore({
      uri: server.uri,
      indexer: testIndexer,
      clock: () => START,
      newId: () => `new-${++ids}`,
    });
    server.commands.length = 0;
  });
  afterEach(async () => {
    await server.close();
    await store.close();
  });

  /** A head at position 41, and what else the test says. */
  function script(more: Script) {
    server.script = (command, name) => {
      const own = more(command, name);
      if (own !== undefined) return own;
      if (name === "findAndModify") return { value: { _id: "head", position: 41, at: 0 } };
      if (name === "find" && part(command, "filter")._id === "head") return found({ _id: "head", position: 41, at: 0 });
      return undefined;
    };
  }
  const sent = () => server.commands.map((command) => `${nameOf(command)} ${String(Object.values(command)[0])}`);
  const inTransaction = () => server.commands.filter(({ autocommit }) => autocommit === false);
  const named = (name: string) => server.commands.filter((command) => nameOf(command) === name);
  /** Which transactions the commands are of, counted from the first. */
  const numbers = (commands: readonly Command[]) => {
    const first = Number(inTransaction()[0]?.txnNumber);
    return [...new Set(commands.map(({ txnNumber }) => Number(txnNumber) - first + 1))];
  };

  it("commits a write as one transaction of one session: head, check, resources, claims, versions", async () => {
    await store.write(async (tx) => {
      await tx.match(SEARCH, "Basic?identifier=7");
      await tx.put(basic(tx.newId(), token("identifier", "", "7")));
    });
    assert.deepEqual(sent(), [
      "find claims",
      "find resources",
      "findAndModify meta",
      "find resources",
      "find claims",
      "insert resources",
      "insert claims",
      "insert versions",
      "commitTransaction 1",
    ]);
    const transaction = inTransaction();
    assert.deepEqual(transaction.map(nameOf), server.commands.slice(2).map(nameOf), "all but the reads before it");
    assert.deepEqual(numbers(transaction), [1]);
    assert.equal(new Set(transaction.map(({ lsid }) => JSON.stringify(lsid))).size, 1);
    assert.deepEqual(
      transaction.map(({ startTransaction }) => startTransaction),
      [true, ...Array.from({ length: transaction.length - 1 }, () => undefined)],
    );
    assert.equal(part(transaction[0], "readConcern").level, "snapshot");
    for (const command of transaction.slice(0, -1)) assert.equal(command.writeConcern, undefined, nameOf(command));
    for (const command of transaction.slice(1)) assert.equal(command.readConcern, undefined, nameOf(command));
    const concern = part(transaction.at(-1), "writeConcern");
    assert.equal(concern.w, "majority");
    assert.ok(concern.j);
  });

  it("reads what a majority has, before the transaction", async () => {
    await store.read({ type: "Basic", id: "a" });
    assert.equal(part(server.commands[0], "readConcern").level, "majority");
  });

  it("gives versions the positions after the head's, and creates on none that is there", async () => {
    await put(store, basic("a"), basic("a"), basic("b"));
    const [head] = named("findAndModify");
    assert.deepEqual(head?.update, { $inc: { position: 3 }, $set: { at: START } });
    const insert = (collection: string) =>
      named("insert").flatMap(({ insert: name, documents }) => (name === collection ? (documents as Command[]) : []));
    assert.deepEqual(
      insert("versions").map(({ _id, position }) => [_id, position]),
      [
        ["Basic/a/1", 42],
        ["Basic/a/2", 43],
        ["Basic/b/1", 44],
      ],
    );
    assert.deepEqual(
      insert("resources").map(({ _id, order, version }) => [_id, order, version]),
      [
        ["Basic/a", 42, 2],
        ["Basic/b", 44, 1],
      ],
    );
  });

  it("begins anew, as a further transaction, on a TransientTransactionError", async () => {
    let failures = 2;
    script((_, name) => (name === "findAndModify" && failures-- > 0 ? CONFLICT : undefined));
    await put(store, basic("a"));
    assert.deepEqual(numbers(named("findAndModify")), [1, 2, 3]);
    assert.deepEqual(numbers(named("commitTransaction")), [3]);
  });

  it("commits anew, in the same transaction, on an UnknownTransactionCommitResult", async () => {
    let failures = 2;
    const unknown = {
      ok: 0,
      code: 50,
      codeName: "MaxTimeMSExpired",
      errmsg: "late",
      errorLabels: ["UnknownTransactionCommitResult"],
    };
    script((_, name) => (name === "commitTransaction" && failures-- > 0 ? { ...unknown, code: 64 } : undefined));
    await put(store, basic("a"));
    assert.equal(named("commitTransaction").length, 3);
    assert.deepEqual(numbers(inTransaction()), [1]);
    assert.equal(named("insert").length, 2, "nothing is written twice");
  });

  it("commits anew when the connection breaks while it commits", async () => {
    let cuts = 1;
    script((_, name) => (name === "commitTransaction" && cuts-- > 0 ? "cut" : undefined));
    await put(store, basic("a"));
    assert.deepEqual(numbers(named("commitTransaction")), [1]);
    assert.equal(named("commitTransaction").length, 2);
  });

  it("gives up after so many attempts, with nothing committed", async () => {
    script((_, name) => (name === "findAndModify" ? CONFLICT : undefined));
    await assert.rejects(put(store, basic("a")), Unavailable);
    assert.ok(named("findAndModify").length <= 12, `${named("findAndModify").length} attempts`);
    assert.equal(named("commitTransaction").length, 0);
  });

  it("aborts and runs the write anew when another process has changed what it read", async () => {
    let version = 1;
    script((command, name) => {
      if (name !== "find" || command.find !== "resources") return undefined;
      // Another process writes version 2 between the read and the commit.
      const isCheck = command.autocommit === false;
      if (isCheck) version = 2;
      return found({
        _id: "Basic/a",
        type: "Basic",
        id: "a",
        order: 1,
        home: "Patient/p",
        version,
        patients: [],
        realm: "record",
      });
    });
    const [written] = await put(store, basic("a"));
    assert.equal(written?.versionId, "3");
    assert.equal(named("abortTransaction").length, 1);
    assert.deepEqual(numbers(named("commitTransaction")), [2]);
    const [update] = named("update");
    assert.deepEqual(firstUpdate(update), { _id: "Basic/a", home: "Patient/p", version: 2 });
  });

  it("aborts and runs anew a write that matched on a claim which another has used", async () => {
    let token = "t1";
    script((command, name) => {
      if (name !== "find" || command.find !== "claims") return undefined;
      if (command.autocommit === false && named("commitTransaction").length + named("abortTransaction").length === 0)
        token = "t2";
      return found({ _id: (command.filter as Command)._id, token, at: new Date() });
    });
    let runs = 0;
    await store.write(async (tx) => {
      runs++;
      await tx.match(SEARCH, "Basic?identifier=7");
      await tx.put(basic(tx.newId()));
    });
    assert.equal(runs, 2);
    assert.equal(named("abortTransaction").length, 1);
    const claim = named("update").find(({ update }) => update === "claims");
    assert.equal(firstUpdate(claim).token, "t2");
  });

  it("looks within the transaction whether a lease that it requires is still the holder's", async () => {
    let token = 3;
    script((command, name) => {
      if (name !== "find" || command.find !== "leases") return undefined;
      if (command.autocommit === false) token = 4; // another has taken it since the write looked
      return found({
        _id: `twins/${token}`,
        consumer: "twins",
        token,
        holder: token === 3 ? "a" : "b",
        isReleased: false,
      });
    });
    const late = store.write(async (tx) => {
      await tx.requireLease({ consumer: "twins", holder: "a", token: 3, leftMs: 0 });
      await tx.put(basic("a"));
    });
    await assert.rejects(late, VersionConflict);
    const looks = named("find").filter((command) => command.find === "leases");
    assert.deepEqual(
      looks.map(({ autocommit }) => autocommit),
      [undefined, false, undefined],
    );
    assert.equal(named("abortTransaction").length, 1);
    assert.equal(named("commitTransaction").length, 0);
  });

  it("takes the instant of the last commit where its own is earlier", async () => {
    script((_, name) =>
      name === "findAndModify" ? { value: { _id: "head", position: 41, at: START + 5 } } : undefined,
    );
    const [written] = await put(store, basic("a"));
    assert.equal(written?.lastUpdated, new Date(START + 5).toISOString());
    assert.equal(named("abortTransaction").length, 1);
  });

  it("sends nothing of a write that throws", async () => {
    const failing = store.write(async (tx) => {
      await tx.put(basic("a"));
      throw new RangeError();
    });
    await assert.rejects(failing, RangeError);
    assert.deepEqual(sent(), ["find resources"]);
  });

  it("offers transactions", () => assert.deepEqual(store.features, { transactions: true, name: "mongodb" }));
});
