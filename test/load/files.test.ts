import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { findFiles, readLines } from "../../src/load/files.ts";
import { progressLine } from "../../src/load/progress.ts";
import { LoadState } from "../../src/load/state.ts";

describe("npm run load: files, state and progress", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "load-test-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("finds what can be loaded in all folders below, hospitals first", async () => {
    mkdirSync(join(folder, "below"));
    for (const name of ["b.json", "below/a.ndjson", "m.hl7", "hospitalInformation1.json", "readme.md", "image.png"]) {
      writeFileSync(join(folder, name), "{}");
    }
    writeFileSync(join(folder, "z.json.gz"), gzipSync("{}"));
    writeFileSync(join(folder, "notes.txt"), "not a message");
    writeFileSync(join(folder, "message.txt"), "MSH|^~\\&|A");
    const names = (await findFiles(folder)).map(({ name, kind }) => `${name} ${kind}`);
    assert.deepEqual(names, [
      "hospitalInformation1.json json",
      "b.json json",
      "below/a.ndjson ndjson",
      "m.hl7 hl7",
      "message.txt hl7",
      "z.json.gz json",
    ]);
  });
  it("says which folder there is not", async () => {
    await assert.rejects(findFiles(join(folder, "nowhere")), /nowhere/);
  });
  it("reads lines of gzipped bulk data", async () => {
    const path = join(folder, "a.ndjson.gz");
    writeFileSync(path, gzipSync('{"a":1}\r\n{"a":2}\n'));
    const lines: string[] = [];
    for await (const line of readLines(path)) lines.push(line);
    assert.deepEqual(lines, ['{"a":1}', '{"a":2}']);
  });
  it("fails on a file that is not gzip at all instead of hanging", async () => {
    const path = join(folder, "a.ndjson.gz");
    writeFileSync(path, "plain");
    await assert.rejects(async () => {
      for await (const _ of readLines(path));
    });
  });

  it("remembers over a restart what was done, and forgets it when the file changes or with fresh", () => {
    const path = join(folder, "state.ndjson");
    const file = { path: "", name: "a.json", kind: "json", size: 2, mtimeMs: 1 } as const;
    const open = (fresh = false) => new LoadState({ folder, server: "http://x", path, fresh });
    open().record(file, { status: "done", lines: 0 });
    assert.equal(open().of(file)?.status, "done");
    assert.equal(open().of({ ...file, size: 3 }), undefined);
    assert.equal(open(true).of(file), undefined);
  });
  it("takes a state whose last line was cut by a crash", () => {
    const path = join(folder, "state.ndjson");
    const file = { path: "", name: "a.json", kind: "json", size: 2, mtimeMs: 1 } as const;
    new LoadState({ folder, server: "", path, fresh: false }).record(file, { status: "done", lines: 0 });
    writeFileSync(path, '{"file":"b.json","si', { flag: "a" });
    assert.equal(new LoadState({ folder, server: "", path, fresh: false }).of(file)?.status, "done");
  });

  it("draws how far it is, how fast, and how long to go", () => {
    const totals = { filesDone: 1, files: 4, bytesDone: 25, bytes: 100, loaded: 1000, failed: 2 };
    assert.equal(
      progressLine(totals, 10),
      "[######··················] 25 % 1/4 files 1,000 loaded 2 failed 100/s 0:30 left",
    );
  });
});
