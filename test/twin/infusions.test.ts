import assert from "node:assert/strict";
import type { MedicationAdministration } from "@medplum/fhirtypes";
import { metadata as sofa } from "../../src/models/acute/sofa.ts";
import { ATC, coded, measured, messagesOf, RXNORM, stateOf, valueIn } from "./resources.ts";

const AS_OF = Date.parse("2026-01-11T08:00:00Z");
let count = 0;
type Dosage = NonNullable<MedicationAdministration["dosage"]>;
/** An infusion of 11 January, from and to a time of day; without an end it goes on. */
const infusion = (
  dosage: Dosage,
  [from, to]: readonly [string, string?],
  more: Partial<MedicationAdministration> = {},
): MedicationAdministration => ({
  resourceType: "MedicationAdministration",
  id: `infusion-${++count}`,
  status: to === undefined ? "in-progress" : "completed",
  subject: { reference: "Patient/p" },
  medicationCodeableConcept: coded(RXNORM, "7512"),
  effectivePeriod: {
    start: `2026-01-11T${from}:00Z`,
    ...(to === undefined ? {} : { end: `2026-01-11T${to}:00Z` }),
  },
  dosage,
  ...more,
});
const rate = (value: number, unit: string): Dosage => ({ rateQuantity: { value, unit, code: unit } });
const state = (...resources: Parameters<typeof stateOf>[0]) => stateOf(resources, { asOf: AS_OF });
const weight = measured("29463-7", 80, "kg");

describe("rates of infusions", () => {
  for (const [dosage, expected] of [
    [rate(0.1, "ug/kg/min"), 0.1],
    [rate(0.1, "mcg/kg/min"), 0.1],
    [rate(8, "ug/min"), 0.1],
    [rate(0.48, "mg/h"), 0.1],
    [{ rateRatio: { numerator: { value: 480, unit: "ug" }, denominator: { value: 1, unit: "h" } } }, 0.1],
  ] as const) {
    it(`are found in ${JSON.stringify(dosage)} for 80 kg`, () => {
      const found = valueIn(state(infusion(dosage, ["06:00"]), weight), "norepinephrineRate");
      assert.ok(typeof found === "number" && Math.abs(found - expected) < 1e-9, String(found));
    });
  }

  it("say where a weight was used, and whose source it is", () => {
    const feature = state(infusion(rate(8, "ug/min"), ["06:00"]), weight).features.get("norepinephrineRate");
    assert.match(feature?.rule ?? "", /by the latest weight/);
    assert.equal(feature?.sources.length, 2);
    const none = state(infusion(rate(8, "ug/min"), ["06:00"]));
    assert.equal(valueIn(none, "norepinephrineRate"), undefined);
    assert.match(messagesOf(none, "norepinephrineRate")[0] ?? "", /no weight/);
  });

  it("are the latest, with all of 24 hours beside it", () => {
    const found = state(
      infusion(rate(0.05, "ug/kg/min"), ["06:00"]),
      infusion(rate(0.3, "ug/kg/min"), ["02:00", "06:00"]),
    ).features.get("norepinephrineRate");
    assert.equal(found?.value, 0.05);
    assert.deepEqual(
      found?.window?.map(({ value }) => value),
      [0.05, 0.3],
    );
    assert.equal(sofa.inputs.norepinephrineRate.selection.by, "highest");
  });

  it("are not known in volume, without a rate, implausible, or where administrations overlap", () => {
    for (const [resources, message] of [
      [[infusion(rate(5, "mL/h"), ["06:00"])], /does not tell the amount/],
      [[infusion({ dose: { value: 1, unit: "mg" } }, ["06:00"])], /without a rate/],
      [[infusion(rate(100, "ug/kg/min"), ["06:00"])], /implausible/],
      [[infusion(rate(0.1, "ug/kg/min"), ["06:00"]), infusion(rate(0.2, "ug/kg/min"), ["05:00"])], /overlap/],
    ] as const) {
      const found = state(...resources);
      assert.equal(valueIn(found, "norepinephrineRate"), undefined);
      assert.match(messagesOf(found, "norepinephrineRate")[0] ?? "", message);
    }
  });

  it("are not those of another drug, of an order that was not given, of earlier days, or later than asked for", () => {
    const others = [
      infusion(rate(0.1, "ug/kg/min"), ["06:00"], { medicationCodeableConcept: coded(ATC, "C01CA06") }),
      infusion(rate(0.1, "ug/kg/min"), ["06:00"], { status: "not-done" }),
      infusion(rate(0.1, "ug/kg/min"), ["09:00"]),
      infusion(rate(0.1, "ug/kg/min"), ["06:00", "07:00"], {
        effectivePeriod: { start: "2026-01-09T06:00:00Z", end: "2026-01-10T07:00:00Z" },
      }),
    ];
    for (const one of others) assert.equal(valueIn(state(one), "norepinephrineRate"), undefined);
  });

  it("tell that the other drugs were not given, where the record holds infusions and all can be read", () => {
    const one = infusion(rate(0.1, "ug/kg/min"), ["06:00"], { medicationCodeableConcept: coded(ATC, "C01CA24") });
    const found = state(one);
    assert.equal(valueIn(found, "epinephrineRate"), 0.1);
    assert.equal(valueIn(found, "norepinephrineRate"), 0);
    assert.equal(valueIn(found, "dopamineRate"), 0);
    assert.equal(valueIn(found, "onDobutamine"), false);
    const unread = infusion(rate(1, "ug/kg/min"), ["06:00"], { medicationCodeableConcept: coded("urn:local", "x") });
    assert.equal(valueIn(state(one, unread), "norepinephrineRate"), undefined);
    assert.equal(valueIn(state(unread), "dopamineRate"), undefined);
  });
});
