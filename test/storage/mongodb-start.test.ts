/** The process on a MongoDB that cannot be used: it does not start, and says why in one line without the password. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { resolve } from "node:path";
import { MongoClient } from "mongodb";
import { collectionsOf } from "../../src/storage/mongodb/collections.ts";
import { dropDatabase, findServer, type TestServer } from "./mongodb-server.ts";
import { startWireServer } from "./mongodb-wire.ts";

const ROOT = resolve(import.meta.dirname, "../..");

describe("MongoDB at the start of the server", function () {
  this.timeout(60_000);
  const children: ChildProcess[] = [];
  after(() => {
    for (const child of children) child.kill("SIGKILL");
  });

  /** Starts the server, which must give up, and gives the line that it says. */
  async function refusalOf(uri: string, allowStandalone = true): Promise<string> {
    const child = spawn(process.execPath, ["src/main.ts"], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        PATH: process.env.PATH,
        PORT: "0",
        MLLP_PORT: "off",
        MONGODB_URI: uri,
        MONGODB_ALLOW_STANDALONE: String(allowStandalone),
      },
    });
    children.push(child);
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    const [code] = (await once(child, "close")) as [number | null];
    assert.equal(code, 1);
    assert.match(errors, /^FHIR Twin did not start: [^\n]+\n$/);
    assert.doesNotMatch(errors, /secret/);
    return errors;
  }

  it("refuses an address that is none", async () => {
    assert.match(
      await refusalOf("http://u:secret@127.0.0.1/x"),
      /MONGODB_URI is not allowed: it must begin with mongodb/,
    );
    assert.match(await refusalOf("mongodb://u:p:secret@127.0.0.1/x"), /MONGODB_URI is not a MongoDB connection string/);
  });

  it("says that no server answers", async () => {
    assert.match(
      await refusalOf("mongodb://u:secret@127.0.0.1:1/x"),
      /MongoDB at 127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED/,
    );
  });

  it("says that user or password are wrong", async () => {
    const wire = await startWireServer();
    wire.script = (_, name) =>
      name === "saslStart" ? { ok: 0, code: 18, errmsg: "Authentication failed." } : undefined;
    try {
      const uri = wire.uri.replace("mongodb://", "mongodb://someone:secret@");
      assert.match(await refusalOf(uri), /does not accept the user and password of MONGODB_URI/);
    } finally {
      await wire.close();
    }
  });

  describe("where a server is there", () => {
    let server: TestServer;
    let uri: string;
    before(async function () {
      const found = await findServer();
      if (typeof found === "string") {
        console.log(`      skipped: ${found}`);
        return this.skip();
      }
      server = found;
      uri = server.uri(`test-${randomUUID()}`);
    });
    after(async () => {
      if (server) await dropDatabase(uri);
      await server?.stop();
    });

    it("says how to make a standalone server one with transactions", async function () {
      if (server.hasTransactions) {
        console.log("      skipped: this server has transactions");
        return this.skip();
      }
      assert.match(await refusalOf(uri, false), /--replSet rs0 .*rs\.initiate\(\).*MONGODB_ALLOW_STANDALONE=true/);
    });

    it("refuses a database that a newer version made, and leaves it as it is", async () => {
      const client = await new MongoClient(uri).connect();
      try {
        await collectionsOf(client.db()).meta.insertOne({ _id: "schema", version: 999 });
        assert.match(
          await refusalOf(uri),
          /made by a newer version \(schema 999, this one knows 1\): start that version/,
        );
        const names = (await client.db().listCollections().toArray()).map(({ name }) => name);
        assert.deepEqual(names, ["meta"]);
      } finally {
        await client.close();
      }
    });
  });
});
