import assert from "node:assert/strict";
import { InvalidInput } from "../../../src/errors.ts";
import { numberIn } from "../../../src/operations/simulate/number-in.ts";
import { quantity } from "../../vectors/parameters.ts";

const read = (value: number, from: string, to: string) => numberIn({ name: "dose", ...quantity(value, from) }, to, "x");
const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}`);

describe("a number in a unit", () => {
  it("is taken as it is without a unit, and converted with one", () => {
    assert.equal(numberIn({ name: "dose", valueDecimal: 2.5 }, "h", "x"), 2.5);
    near(read(2.5, "h", "min"), 150);
    near(read(10_000, "ug", "mg"), 10);
  });

  it("may be in international units however they are written, with prefix and time", () => {
    for (const unit of ["[IU]", "[iU]", "U"]) assert.equal(read(5, unit, "[IU]"), 5);
    near(read(6.5, "m[IU]/min", "[IU]/h"), 0.39);
    near(read(1.2, "U/h", "[IU]/h"), 1.2);
  });

  it("is refused in a unit of another kind, and without one", () => {
    for (const [from, to] of [
      ["mg", "[IU]"],
      ["[IU]", "mg"],
      ["nonsense", "mg"],
      ["kg", "min"],
    ] as const) {
      assert.throws(() => read(1, from, to), InvalidInput);
    }
    assert.throws(() => numberIn({ name: "dose", valueQuantity: { value: 1 } }, "mg", "x"), InvalidInput);
    assert.throws(() => numberIn({ name: "dose", valueBoolean: true }, "mg", "x"), InvalidInput);
  });
});
