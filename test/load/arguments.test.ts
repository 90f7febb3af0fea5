import assert from "node:assert/strict";
import { InvalidInput } from "../../src/errors.ts";
import { readArguments } from "../../src/load/arguments.ts";

describe("npm run load: arguments", () => {
  it("takes a folder and has defaults for the rest", () => {
    const args = readArguments(["/tmp"]);
    assert.ok(args !== "help");
    assert.equal(args.folder, "/tmp");
    assert.equal(args.server, "http://127.0.0.1:3000");
    assert.equal(args.concurrency, 4);
  });
  it("takes the server with or without its FHIR base", () => {
    for (const server of ["http://127.0.0.1:4000", "http://127.0.0.1:4000/", "http://127.0.0.1:4000/fhir"]) {
      const args = readArguments(["x", "--server", server]);
      assert.ok(args !== "help" && args.server === "http://127.0.0.1:4000");
    }
  });
  for (const [what, argv, says] of [
    ["no folder", [], /folder/],
    ["two folders", ["a", "b"], /one folder/],
    ["an unknown option", ["a", "--fast"], /--fast/],
    ["too many at once", ["a", "--concurrency", "33"], /--concurrency/],
    ["half a request at once", ["a", "--concurrency", "0.5"], /--concurrency/],
    ["a server that is no URL", ["a", "--server", "localhost"], /--server/],
  ] as const) {
    it(`refuses ${what}, naming it`, () => {
      assert.throws(
        () => readArguments(argv),
        (error) => error instanceof InvalidInput && says.test(error.message),
      );
    });
  }
});
