import assert from "node:assert/strict";
import { errorFields } from "../../src/monitoring/log.ts";

describe("errorFields", () => {
  it("tells name, code and stack frames, not a message that may quote data", () => {
    const error = Object.assign(new Error("Mayer, Anna"), { code: "E_ANY" });
    const fields = errorFields(error);
    assert.equal(fields.error, "Error");
    assert.equal(fields.code, "E_ANY");
    assert.match(JSON.stringify(fields.stack), /log\.test/);
    assert.doesNotMatch(JSON.stringify(fields), /Mayer/);
  });
  it("leaves out the text that a JSON error quotes", () => {
    try {
      JSON.parse('{"name": Mayer}');
    } catch (error) {
      assert.doesNotMatch(JSON.stringify(errorFields(error)), /Mayer/);
    }
  });
  it("tells the message of a programmer's error", () => {
    assert.equal(errorFields(new TypeError("x is not a function")).reason, "x is not a function");
  });
  it("tells the kind of what is no Error, not its content", () => {
    assert.deepEqual(errorFields("Mayer"), { error: "string" });
  });
});
