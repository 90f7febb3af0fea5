import assert from "node:assert/strict";
import type { ConceptName, ConceptValue } from "../../src/concepts/index.ts";
import { type KnownValue, withSupplied } from "../../src/operations/inputs.ts";

const of = (origin: KnownValue["origin"], values: Partial<Record<ConceptName, ConceptValue>>) =>
  new Map(
    Object.entries(values).map(([name, value]) => [
      name as ConceptName, // a key of the argument
      { value, origin, rule: "", sources: [] } satisfies KnownValue,
    ]),
  );
const joined = (
  twin: ReadonlyMap<ConceptName, KnownValue>,
  supplied: Partial<Record<ConceptName, ConceptValue>>,
  name: ConceptName,
) => withSupplied(twin, of("supplied", supplied)).get(name)?.value;

describe("what follows from supplied values", () => {
  it("is made anew where the caller overrides what it came from", () => {
    const twin = new Map([
      ...of("measured", { totalCholesterol: 200, hdlCholesterol: 50 }),
      ...of("derived", { cholesterolHdlRatio: 4 }),
    ]);
    assert.equal(joined(twin, { totalCholesterol: 250 }, "cholesterolHdlRatio"), 5);
    assert.equal(joined(twin, { hdlCholesterol: 300 }, "cholesterolHdlRatio"), undefined);
    assert.equal(joined(twin, { cholesterolHdlRatio: 3 }, "cholesterolHdlRatio"), 3);
  });

  it("is made from supplied values alone", () => {
    assert.equal(
      joined(new Map(), { systolicBloodPressure: 120, diastolicBloodPressure: 75 }, "meanArterialPressure"),
      90,
    );
    assert.equal(
      joined(new Map(), { glasgowComaEye: 3, glasgowComaVerbal: 4, glasgowComaMotor: 6 }, "glasgowComaScale"),
      13,
    );
    assert.equal(joined(new Map(), { glasgowComaEye: 3, glasgowComaMotor: 6 }, "glasgowComaScale"), undefined);
    assert.equal(joined(new Map(), { race: "black" }, "gliEthnicGroup"), "african-american");
  });

  it("takes room air for 21 % of oxygen only while no oxygen is given, and never over a measurement", () => {
    assert.equal(joined(new Map(), { onSupplementalOxygen: false }, "inspiredOxygenFraction"), 21);
    assert.equal(joined(new Map(), { onSupplementalOxygen: true }, "inspiredOxygenFraction"), undefined);
    const onAir = of("derived", { inspiredOxygenFraction: 21 });
    assert.equal(joined(onAir, { onSupplementalOxygen: true }, "inspiredOxygenFraction"), undefined);
    const measured = of("measured", { inspiredOxygenFraction: 40 });
    assert.equal(joined(measured, { onSupplementalOxygen: true }, "inspiredOxygenFraction"), 40);
  });

  it("drops a fact of HAS-BLED whose cause the caller denies", () => {
    const twin = new Map([
      ...of("measured", { hasCirrhosis: true }),
      ...of("derived", { hasAbnormalLiverFunction: true }),
    ]);
    assert.equal(joined(twin, { hasCirrhosis: false }, "hasAbnormalLiverFunction"), undefined);
    assert.equal(joined(twin, { age: 60 }, "hasAbnormalLiverFunction"), true);
  });
});
