import assert from "node:assert/strict";
import { InvalidInput, NotSupported, RuleViolation, Unavailable } from "../../src/errors.ts";
import { acknowledge, outcomeOf } from "../../src/hl7v2/ack.ts";
import { readHeader } from "../../src/hl7v2/header.ts";
import { parseMessage } from "../../src/hl7v2/parse.ts";
import { message } from "./support.ts";

let ids = 0;
const maker = { controlId: () => `A${++ids}`, millis: Date.UTC(2026, 2, 1) };

function acks(text: string, error?: unknown): readonly string[] {
  const parsed = parseMessage(Buffer.from(text));
  const outcome = error === undefined ? ({ kind: "accepted", problems: [] } as const) : outcomeOf(error);
  return acknowledge(parsed, readHeader(parsed, "UTC"), outcome, maker);
}
const codes = (texts: readonly string[]) => texts.map((text) => /MSA\|([A-Z]{2})/.exec(text)?.[1]).join(" ");

describe("acknowledgements", () => {
  it("turns sender and receiver round, echoes version and control id, and has an id of its own", () => {
    const [ack = ""] = acks(message([], { controlId: "MSG7", version: "2.3" }));
    const msh = ack.split("\r")[0]?.split("|") ?? [];
    assert.deepEqual(msh.slice(2, 6), ["TWIN", "HERE", "LAB", "CITY"]);
    assert.equal(msh[11], "2.3");
    assert.match(ack, /\rMSA\|AA\|MSG7\r$/);
    assert.notEqual(msh[9], "MSG7");
    assert.notEqual(msh[9], acks(message([]))[0]?.split("|")[9]);
  });

  it("uses the sender's delimiters", () => {
    assert.match(
      acks("MSH#*-+:#APP#FAC#US#HERE#20260101##ADT*A01#7#P#2.5\r")[0] ?? "",
      /^MSH#\*-\+:#US#HERE#APP#FAC#[^#]*##ACK\*A01\*ACK#/,
    );
  });

  // Table 0155 for both conditions; HL7 v2 chapter 2, "Message acknowledgment: enhanced mode".
  for (const [accept, application, success, failure] of [
    ["", "", "AA", "AE"],
    ["AL", "AL", "CA AA", "CA AE"],
    ["AL", "NE", "CA", "CE"],
    ["NE", "AL", "AA", "AE"],
    ["NE", "NE", "CA", "CE"],
    ["ER", "AL", "AA", "CA AE"],
    ["SU", "ER", "CA", "AE"],
    ["AL", "ER", "CA", "CA AE"],
    ["AL", "SU", "CA AA", "CE"],
  ] as const) {
    it(`answers MSH-15 ${accept || "empty"}, MSH-16 ${application || "empty"} with ${success} or ${failure}`, () => {
      const text = message([], { tail: `|||${accept}|${application}` });
      assert.equal(codes(acks(text)), success);
      assert.equal(codes(acks(text, new InvalidInput("x", { code: "required", expression: "PID-3" }))), failure);
    });
  }

  for (const [name, error, code, number] of [
    ["a missing field", new InvalidInput("no id", { code: "required", expression: "PID-3" }), "AE", "101"],
    ["a wrong value", new InvalidInput("bad", { code: "value" }), "AE", "102"],
    ["an ambiguous patient", new RuleViolation("two", { code: "multiple-matches" }), "AE", "204"],
    ["an unsupported event", new NotSupported("no", { expression: "MSH-9.2" }), "AR", "201"],
    ["an unsupported version", new NotSupported("no", { expression: "MSH-12" }), "AR", "203"],
    ["a store that is away", new Unavailable("later"), "AR", "207"],
    ["an error of ours", new TypeError("secret of patient Doe"), "AR", "207"],
  ] as const) {
    it(`answers ${name} with ${code} and ERR ${number}`, () => {
      const [ack = ""] = acks(message([]), error);
      assert.equal(codes([ack]), code);
      assert.match(ack, new RegExp(`\\rERR\\|\\|[^|]*\\|${number}\\^`));
      assert.doesNotMatch(ack, /Doe/);
    });
  }

  it("locates the field, in ERR-2 as of version 2.5 and in ERR-1 before", () => {
    const error = new InvalidInput("no id", { code: "required", expression: "PID-3" });
    assert.match(acks(message([]), error)[0] ?? "", /\rERR\|\|PID\^1\^3\^1\|101\^Required field missing\^HL70357\|E\|/);
    assert.match(
      acks(message([], { version: "2.3" }), error)[0] ?? "",
      /\rERR\|PID\^1\^3\^101&Required field missing&HL70357\r/,
    );
  });

  it("answers what is no message at all", () => {
    const [ack = ""] = acknowledge(
      undefined,
      undefined,
      outcomeOf(new InvalidInput("no MSH", { code: "structure" })),
      maker,
    );
    assert.match(ack, /^MSH\|\^~\\&\|.*\rMSA\|AR\|\|no MSH\rERR/s);
  });
});
