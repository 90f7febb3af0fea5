import assert from "node:assert/strict";
import { resolve } from "node:path";
import { InvalidInput } from "../../src/errors.ts";
import { labelOf, readArguments } from "../../src/migrate/arguments.ts";
import { progressLine } from "../../src/migrate/progress.ts";

describe("migrate-store arguments", () => {
  it("takes directories and URIs of MongoDB, and the options", () => {
    const uri = "mongodb+srv://user:secret@db.example.org/twin?w=majority";
    assert.deepEqual(readArguments(["data", uri, "--verify"]), {
      from: { kind: "directory", directory: resolve("data") },
      to: { kind: "mongodb", uri },
      verify: true,
      quiet: false,
    });
    assert.equal(readArguments(["--help"]), "help");
  });

  it("refuses one store, three stores, the same store twice, other schemes and unknown options", () => {
    const wrong = [["a"], ["a", "b", "c"], ["a", "./a/"], ["a", "postgres://x/y"], ["a", "b", "--fast"]];
    for (const argv of wrong) assert.throws(() => readArguments(argv), InvalidInput, argv.join(" "));
  });

  it("shows a URI without its user and password", () => {
    const uri = "mongodb://user:p%40ss@db-1:27017,db-2:27017/twin?replicaSet=rs0";
    assert.equal(labelOf({ kind: "mongodb", uri }), "mongodb://db-1:27017,db-2:27017/twin");
  });
});

describe("migrate-store progress", () => {
  it("counts the speed from where this run began", () => {
    const line = progressLine({ what: "versions", done: 3000, total: 6000 }, { seconds: 10, from: 1000 });
    assert.equal(line, "[############············] 50 % 3,000/6,000 versions 200/s 0:15 left");
  });

  it("is whole when there is nothing to do", () => {
    const line = progressLine({ what: "messages", done: 0, total: 0 }, { seconds: 0, from: 0 });
    assert.equal(line, `[${"#".repeat(24)}] 100 % 0/0 messages 0/s 0:00 left`);
  });
});
