/** The loader's command as a user runs it, against a listening server. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { startServer, type TestServer } from "../support/app.ts";
import { loadingType, needsTransactions } from "../support/needs.ts";

const ROOT = resolve(import.meta.dirname, "../..");

interface Run {
  readonly code: number;
  readonly out: string;
}

describe("npm run load", () => {
  let server: TestServer;
  let folder = "";
  beforeEach(async () => {
    server = await startServer();
    folder = mkdtempSync(join(tmpdir(), "load-test-"));
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
    rmSync(`${folder}.state`, { force: true });
  });

  const write = (name: string, content: unknown) => writeFileSync(join(folder, name), asBytes(name, content));
  const run = (...more: string[]): Promise<Run> =>
    new Promise((done) => {
      const args = [
        "src/load/main.ts",
        folder,
        "--server",
        server.root,
        "--state",
        `${folder}.state`,
        "--quiet",
        ...more,
      ];
      execFile(process.execPath, args, { cwd: ROOT }, (error, stdout, stderr) => {
        done({ code: error === null ? 0 : Number(error.code), out: stdout + stderr });
      });
    });
  const count = async (query: string) => {
    const answer = await fetch(`${server.base}/${query}`);
    return ((await answer.json()) as { total: number }).total;
  };

  it("loads transactions, collections, single resources and gzipped bulk data", async function () {
    needsTransactions(this, server.store);
    write("transaction.json", transaction("t1"));
    write("collection.json.gz", { resourceType: "Bundle", type: "collection", entry: [{ resource: patient("c1") }] });
    write("single.json", patient("s1"));
    write("bulk.ndjson.gz", [patient("b1"), patient("b2"), patient("b3")]);
    const { code, out } = await run();
    assert.equal(code, 0, out);
    assert.match(out, /4 of 4 files .* 6 loaded .*0 failed/);
    assert.equal(await count("Patient?_summary=count"), 6);
  });

  it("does not load twice what it has loaded, unless told", async () => {
    write("bundle.json", { ...transaction("t1"), type: loadingType(server.store) });
    await run();
    const { code, out } = await run();
    assert.equal(code, 0);
    assert.match(out, /1 files already loaded by an earlier run/);
    assert.equal(await count("Patient?_summary=count"), 1);
    await run("--fresh");
    assert.equal(await count("Patient?_summary=count"), 2);
  });

  it("asks the server about a transaction that was being sent when it was stopped", async function () {
    needsTransactions(this, server.store);
    write("transaction.json", transaction("t1"));
    await run();
    const state = `${folder}.state`;
    const started = readFileSync(state, "utf8").split("\n")[0];
    writeFileSync(state, `${started}\n`);
    const { code } = await run();
    assert.equal(code, 0);
    assert.equal(await count("Patient?_summary=count"), 1);
  });

  it("says what failed, where and why, loads the rest, and exits with 1", async () => {
    write("bad.json", { ...patient("x"), gender: "wrong" });
    write("broken.json", "{not json");
    write("bulk.ndjson", [patient("b1"), { ...patient("b2"), nonsense: 1 }]);
    const { code, out } = await run();
    assert.equal(code, 1, out);
    assert.match(out, /failed: bad\.json.*gender/);
    assert.match(out, /failed: broken\.json: not valid JSON/);
    assert.match(out, /failed: bulk\.ndjson, line 2: .*nonsense/);
    assert.equal(await count("Patient?_summary=count"), 1);
  });

  it("loads at the end what refers to a later file", async function () {
    needsTransactions(this, server.store);
    write("a.json", {
      resourceType: "Bundle",
      type: "transaction",
      entry: [
        {
          resource: {
            resourceType: "Observation",
            status: "final",
            code: { text: "x" },
            subject: { reference: "Patient?identifier=urn:load|z" },
          },
          request: { method: "POST", url: "Observation" },
        },
      ],
    });
    write("z.json", transaction("z"));
    const { code, out } = await run("--concurrency", "1");
    assert.equal(code, 0, out);
    assert.equal(await count("Observation?_summary=count"), 1);
  });

  it("exits with 2 and one line where no server answers", async () => {
    write("a.json", patient("a"));
    await server.close();
    const { code, out } = await run();
    assert.equal(code, 2);
    assert.match(out, /no FHIR server answers at http/);
    server = await startServer();
  });
});

const patient = (value: string) => ({
  resourceType: "Patient",
  id: value,
  identifier: [{ system: "urn:load", value }],
});

const transaction = (value: string) => ({
  resourceType: "Bundle",
  type: "transaction",
  entry: [
    {
      resource: { resourceType: "Patient", identifier: [{ system: "urn:load", value }] },
      request: { method: "POST", url: "Patient" },
    },
  ],
});

function asBytes(name: string, content: unknown): Buffer {
  const text =
    typeof content === "string" ? content : name.includes(".ndjson") ? lines(content) : JSON.stringify(content);
  return name.endsWith(".gz") ? gzipSync(text) : Buffer.from(text);
}

const lines = (content: unknown) => (content as unknown[]).map((line) => JSON.stringify(line)).join("\n");
