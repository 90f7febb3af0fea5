import assert from "node:assert/strict";
import type { ParametersParameter } from "@medplum/fhirtypes";
import { InvalidInput } from "../../src/errors.ts";
import {
  allNamed,
  booleanOf,
  decimalOf,
  endOfTimeOf,
  integerOf,
  oneNamed,
  refuseUnknown,
  resourceOf,
  textOf,
} from "../../src/fhir/parameters.ts";

const named = (value: Partial<ParametersParameter>): ParametersParameter => ({ name: "x", ...value });
const isRefused = (work: () => unknown, says: RegExp) =>
  assert.throws(work, (error) => error instanceof InvalidInput && says.test(error.message));

describe("operation parameters", () => {
  it("reads values of the body and texts of a query string alike", () => {
    assert.equal(integerOf(named({ valueInteger: 7 })), 7);
    assert.equal(integerOf(named({ valueString: "7" })), 7);
    assert.equal(decimalOf(named({ valueString: "-1.5e2" })), -150);
    assert.equal(booleanOf(named({ valueString: "true" })), true);
    assert.equal(textOf(named({ valueCode: "a" })), "a");
  });
  it("refuses values of another type, naming the parameter", () => {
    isRefused(() => integerOf(named({ valueString: "7.5" })), /'x' must be an integer/);
    isRefused(() => decimalOf(named({ valueString: "0x10" })), /'x' must be a number/);
    isRefused(() => booleanOf(named({ valueString: "yes" })), /'x' must be a boolean/);
    isRefused(() => textOf(named({ valueBoolean: true })), /'x' must be a string/);
    isRefused(() => resourceOf(named({}), "Bundle"), /of type Bundle/);
  });
  for (const [text, end] of [
    ["2026", "2026-12-31T23:59:59.999Z"],
    ["2026-02", "2026-02-28T23:59:59.999Z"],
    ["2024-02", "2024-02-29T23:59:59.999Z"],
    ["2026-02-01", "2026-02-01T23:59:59.999Z"],
    ["2026-02-01T10:00:00Z", "2026-02-01T10:00:00.000Z"],
    ["2026-02-01T10:00:00.5+02:00", "2026-02-01T08:00:00.500Z"],
  ] as const) {
    it(`takes ${text} as until ${end}`, () => {
      assert.equal(new Date(endOfTimeOf(named({ valueDateTime: text }))).toISOString(), end);
    });
  }
  for (const text of [
    "2026-02-30",
    "2026-13",
    "2026-02-29",
    "yesterday",
    "2026-02-01T10:00",
    "2026-02-30T10:00:00Z",
    "",
  ]) {
    it(`refuses '${text}' as a time`, () => {
      isRefused(() => endOfTimeOf(named({ valueString: text })), /'x' must be a date/);
    });
  }
  it("finds by name, refuses doubles and what is not known", () => {
    const list = {
      resourceType: "Parameters",
      parameter: [named({ valueCode: "a" }), named({ valueCode: "b" })],
    } as const;
    const parameters = { ...list, parameter: [...list.parameter] };
    assert.equal(allNamed(parameters, "x").length, 2);
    assert.equal(oneNamed(parameters, "y"), undefined);
    isRefused(() => oneNamed(parameters, "x"), /may be given once/);
    isRefused(() => refuseUnknown(parameters, ["model", "input"]), /unknown parameter 'x'; known are: model, input/);
  });
});
