import assert from "node:assert/strict";
import type { Observation } from "@medplum/fhirtypes";
import { coded, condition, measured, messagesOf, observation, SNOMED, stateOf, valueIn } from "./resources.ts";

const FORMER = "8517006";
const DAILY = "449868002";
const NEVER = "266919005";
const status = (code: string, effectiveDateTime: string): Observation =>
  observation("72166-2", { valueCodeableConcept: coded(SNOMED, code), effectiveDateTime });
const quit = (valueDateTime: string, more: Partial<Observation> = {}): Observation =>
  observation("74010-0", { valueDateTime, ...more });

/** As of 1 February 2026. */
const yearsSince = (resources: readonly Observation[]) => valueIn(stateOf(resources), "yearsSinceQuitting");
const near = (actual: unknown, expected: number) =>
  assert.ok(typeof actual === "number" && Math.abs(actual - expected) < 0.01, String(actual));

describe("the history of smoking", () => {
  it("counts the years since the date of quitting of a former smoker", () => {
    near(yearsSince([status(FORMER, "2025-06-01"), quit("2016-02-01")]), 10);
    near(yearsSince([status(FORMER, "2025-06-01"), quit("2016-02-01", { code: coded(SNOMED, "160625004") })]), 10);
  });

  it("takes the middle of a year or month, and says so", () => {
    const state = stateOf([status(FORMER, "2025-06-01"), quit("2015")]);
    near(valueIn(state, "yearsSinceQuitting"), 10.585); // from 2 July 2015
    assert.match(state.features.get("yearsSinceQuitting")?.rule ?? "", /middle of the year/);
  });

  it("finds no date in words, in the future or before birth, and says so", () => {
    assert.equal(yearsSince([observation("74010-0", { valueString: "2016" })]), undefined);
    for (const [date, message] of [
      ["2027-01-01", /future/],
      ["1960-01-01", /before birth/],
    ] as const) {
      const state = stateOf([status(FORMER, "2025-06-01"), quit(date)]);
      assert.equal(valueIn(state, "yearsSinceQuitting"), undefined);
      assert.match(messagesOf(state, "yearsSinceQuitting")[0] ?? "", message);
    }
  });

  it("tells of a date of quitting of someone who smokes by a later answer, or never smoked", () => {
    for (const [answer, message] of [
      [status(DAILY, "2025-06-01"), /said to smoke now/],
      [status(NEVER, "2025-06-01"), /never smoked/],
    ] as const) {
      const state = stateOf([answer, quit("2016-02-01")]);
      assert.equal(valueIn(state, "yearsSinceQuitting"), undefined);
      assert.match(messagesOf(state, "yearsSinceQuitting")[0] ?? "", message);
    }
    const active = condition(SNOMED, "77176002");
    const state = stateOf([active, quit("2024-02-01")]);
    assert.equal(valueIn(state, "smokingStatus"), "current");
    assert.equal(valueIn(state, "yearsSinceQuitting"), undefined);
  });

  it("makes a former smoker of one whose answer is from before the date of quitting, and says so", () => {
    const state = stateOf([status("160605003", "2014-01-01"), quit("2016-02-01")]);
    assert.equal(valueIn(state, "smokingStatus"), "former");
    assert.equal(valueIn(state, "currentSmoker"), false);
    assert.equal(valueIn(state, "qresearchSmoking"), "ex");
    near(valueIn(state, "yearsSinceQuitting"), 10);
    assert.match(messagesOf(state, "smokingStatus")[0] ?? "", /quitting after it/);
    assert.equal(valueIn(stateOf([quit("2016-02-01")]), "smokingStatus"), "former");
  });

  it("does not know of a quitting that was recorded later", () => {
    const recorded = { effectiveDateTime: "2026-03-01" };
    assert.equal(yearsSince([status(DAILY, "2015-01-01"), quit("2016-02-01", recorded)]), undefined);
    assert.equal(
      valueIn(stateOf([status(DAILY, "2015-01-01"), quit("2016-02-01", recorded)]), "smokingStatus"),
      "current",
    );
  });

  it("finds pack-years and years of smoking, or makes pack-years of amount and years", () => {
    const found = stateOf([measured("8664-5", 35.5, "{PackYears}"), measured("88029-4", 20, "a")]);
    assert.deepEqual([valueIn(found, "packYears"), valueIn(found, "smokingDuration")], [35.5, 20]);
    const inSnomed = stateOf([
      observation("", { code: coded(SNOMED, "401201003"), valueQuantity: { value: 12, unit: "{pack-years}" } }),
      observation("", { code: coded(SNOMED, "228487000"), valueQuantity: { value: 24, code: "a" } }),
    ]);
    assert.deepEqual([valueIn(inSnomed, "packYears"), valueIn(inSnomed, "smokingDuration")], [12, 24]);
    const derived = stateOf([measured("63640-7", 10, "/d"), measured("88029-4", 30, "a")]);
    assert.equal(valueIn(derived, "packYears"), 15);
    assert.equal(valueIn(stateOf([measured("63640-7", 10, "/d")]), "packYears"), undefined);
    assert.equal(valueIn(stateOf([measured("8664-5", 20, "a")]), "packYears"), undefined);
  });

  it("leaves out years of smoking and since quitting that are more than those of life", () => {
    const state = stateOf([status(FORMER, "2025-06-01"), quit("2006-02-01"), measured("88029-4", 45, "a")]);
    assert.equal(valueIn(state, "smokingDuration"), undefined);
    assert.equal(valueIn(state, "yearsSinceQuitting"), undefined);
    assert.match(messagesOf(state, "smokingDuration")[0] ?? "", /than of life/);
  });

  it("reads LOINC under both of its names", () => {
    const oid = { code: coded("urn:oid:2.16.840.1.113883.6.1", "74010-0") };
    near(yearsSince([status(FORMER, "2025-06-01"), quit("2016-02-01", oid)]), 10);
  });
});
