/** The process: starts, serves, explains why it does not start, and stops cleanly. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");

describe("main", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "fhir-twin-test-"));
  const running: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of running.splice(0)) {
      if (child.exitCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  });
  after(() => rmSync(dataDir, { recursive: true, force: true }));

  function start(environment: Record<string, string>) {
    const child = spawn(process.execPath, ["src/main.ts"], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH, PORT: "0", MLLP_PORT: "off", DATA_DIR: dataDir, ...environment },
    });
    running.push(child);
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    const exit = once(child, "exit").then(([code]) => code as number | null);
    const base = async () => {
      while (!/http:\S+/.test(output) && child.exitCode === null)
        await Promise.race([once(child.stdout, "data"), exit]);
      return /http:\S+\/fhir/.exec(output)?.[0] ?? assert.fail(errors);
    };
    return { child, exit, base, errors: () => errors };
  }

  it("says where it listens, serves, drains on SIGTERM and exits with 0", async () => {
    const server = start({});
    const base = await server.base();
    assert.equal((await fetch(`${base}/metadata`)).status, 200);
    const headers = { "content-type": "application/fhir+json" };
    const body = JSON.stringify({ resourceType: "Patient" });
    assert.equal((await fetch(`${base}/Patient`, { method: "POST", headers, body })).status, 201);
    server.child.kill("SIGTERM");
    assert.equal(await server.exit, 0);
    assert.doesNotMatch(server.errors(), /"level":"error"/);
  });
  it("serves its own definitions and the library of models", async () => {
    const server = start({});
    const base = await server.base();
    for (const query of ["OperationDefinition?code=twin&_summary=count", "Library?type=model&_summary=count"]) {
      let total = 0;
      const deadline = performance.now() + 10_000;
      while (total === 0 && performance.now() < deadline) {
        total = ((await (await fetch(`${base}/${query}`)).json()) as { total: number }).total;
      }
      assert.ok(total > 0, query);
    }
    server.child.kill("SIGTERM");
    assert.equal(await server.exit, 0);
  });
  it("does not start on a malformed setting, and says so in one line", async () => {
    const server = start({ PORT: "many" });
    assert.equal(await server.exit, 1);
    assert.equal(
      server.errors(),
      "FHIR Twin did not start: PORT=many is not allowed: it must be a whole number from 0 to 65535\n",
    );
  });
  it("does not start on a port in use, and says so in one line", async () => {
    const first = start({});
    const port = new URL(await first.base()).port;
    const other = mkdtempSync(join(tmpdir(), "fhir-twin-test-"));
    const second = start({ PORT: port, DATA_DIR: other });
    assert.equal(await second.exit, 1);
    assert.equal(
      second.errors(),
      `FHIR Twin did not start: port ${port} is in use: stop what listens there, or set PORT or MLLP_PORT\n`,
    );
    first.child.kill("SIGTERM");
    assert.equal(await first.exit, 0);
    rmSync(other, { recursive: true, force: true });
  });
});
