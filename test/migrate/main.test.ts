/** The command as a user runs it, on stores in directories. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { indexResource } from "../../src/fhir/search/index-resource.ts";
import type { Store } from "../../src/storage/port.ts";
import { openSqliteStore } from "../../src/storage/sqlite.ts";

const ROOT = resolve(import.meta.dirname, "../..");

interface Run {
  readonly code: number;
  readonly out: string;
}

describe("npm run migrate-store", function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "migrate-test-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const at = (name: string) => join(folder, name);
  const open = (name: string) =>
    openSqliteStore({ directory: at(name), indexer: indexResource, clock: () => Date.now(), newId: () => "id" });
  const fill = async (name: string): Promise<Store> => {
    const store = await open(name);
    await store.write(async (tx) => {
      await tx.put({ resourceType: "Patient", id: "1", name: [{ family: "Öztürk" }] });
      await tx.put({ resourceType: "Patient", id: "1", name: [{ family: "Öztürk", given: ["Ann"] }] });
      await tx.put({ resourceType: "Observation", id: "2", status: "final", code: { text: "x" } });
      await tx.delete({ type: "Observation", id: "2" });
    });
    return store;
  };
  const run = (...argv: string[]): Promise<Run> =>
    new Promise((done) => {
      execFile(process.execPath, ["src/migrate/main.ts", ...argv], { cwd: ROOT }, (error, stdout, stderr) => {
        done({ code: error === null ? 0 : Number(error.code), out: stdout + stderr });
      });
    });

  it("copies a store that a server can then open, and copies nothing the second time", async () => {
    await (await fill("from")).close();
    const first = await run(at("from"), at("to"), "--verify");
    assert.equal(first.code, 0, first.out);
    assert.match(first.out, /^4 versions copied in .* holds 4 versions, 1 resources, 0 messages\n/m);
    assert.match(first.out, /compared: every version and message is the same/);
    const second = await run(at("from"), at("to"));
    assert.equal(second.code, 0, second.out);
    assert.match(second.out, /^0 versions copied .*\nthe counts agree/m);

    const store = await open("to");
    const where = [{ kind: "string", param: "given", match: "starts", value: "ann" }] as const;
    const found = await store.search({ type: "Patient", where, realm: "record", sort: [], count: 10 });
    assert.equal(found.items[0]?.versionId, "2");
    assert.equal((await store.history({ count: 10 })).items.length, 4);
    await store.close();
  });

  it("says in a line what is wrong with the stores, with exit code 2, and makes nothing", async () => {
    const absent = await run(at("absent"), at("to"));
    assert.equal(absent.code, 2);
    assert.match(absent.out, /there is no store in .*absent\n$/);
    assert.ok(!existsSync(at("absent")) && !existsSync(at("to")));

    const inUse = await fill("from");
    const locked = await run(at("from"), at("to"));
    assert.equal(locked.code, 2);
    assert.match(locked.out, /in use by another process\n$/);
    await inUse.close();

    await (await fill("own")).close();
    const own = await run(at("from"), at("own"));
    assert.equal(own.code, 2);
    assert.match(own.out, /^TO holds data that is no copy of FROM: give an empty directory or database\n$/);
  });

  it("says in a line that no MongoDB server answers, without the password", async () => {
    await (await fill("from")).close();
    const { code, out } = await run(at("from"), "mongodb://twin:s3cret@127.0.0.1:1/copy");
    assert.equal(code, 2);
    assert.match(out, /^MongoDB at 127\.0\.0\.1:1 cannot be used: .*\n$/);
    assert.doesNotMatch(out, /s3cret/);
  });

  it("explains its use, with exit code 2 when it was wrong", async () => {
    const wrong = await run(at("from"));
    assert.equal(wrong.code, 2);
    assert.match(wrong.out, /give two stores, FROM and TO\n\nUsage: npm run migrate-store/);
    const help = await run("--help");
    assert.equal(help.code, 0);
    assert.match(help.out, /^Usage: npm run migrate-store/);
  });
});
