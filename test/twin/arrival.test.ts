import assert from "node:assert/strict";
import type { Encounter } from "@medplum/fhirtypes";
import { measured, messagesOf, stateOf, valueIn, visit } from "./resources.ts";

const AS_OF = Date.parse("2026-01-11T08:00:00Z");
const emergency = (start: string, more: Partial<Encounter> = {}): Encounter => ({
  ...visit(start),
  status: "in-progress",
  class: { system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "EMER" },
  period: { start },
  ...more,
});
const pressure = (value: number, time: string) =>
  measured("8480-6", value, "mm[Hg]", { effectiveDateTime: `2026-01-11T${time}:00Z` });
const CAME = emergency("2026-01-11T06:00:00Z");
const state = (...resources: Parameters<typeof stateOf>[0]) => stateOf(resources, { asOf: AS_OF });
const arrivalIn = (...resources: Parameters<typeof stateOf>[0]) =>
  valueIn(state(...resources), "arrivalSystolicBloodPressure");

describe("first values on arrival", () => {
  it("are the earliest of the first hour of an emergency visit", () => {
    const values = [pressure(130, "06:40"), pressure(85, "06:05"), pressure(120, "05:50")];
    assert.equal(arrivalIn(CAME, ...values), 85);
    const feature = state(CAME, ...values).features.get("arrivalSystolicBloodPressure");
    assert.equal(feature?.rule, "first of the emergency visit, 5 minutes after arrival");
    const others = state(
      CAME,
      measured("9279-1", 28, "/min", { effectiveDateTime: "2026-01-11T06:10:00Z" }),
      measured("9269-2", 11, "{score}", { effectiveDateTime: "2026-01-11T06:10:00Z" }),
    );
    assert.equal(valueIn(others, "arrivalRespiratoryRate"), 28);
    assert.equal(valueIn(others, "arrivalGlasgowComaScale"), 11);
  });

  it("may be 0, where there is no pulse", () => {
    assert.equal(arrivalIn(CAME, pressure(0, "06:01"), pressure(90, "06:20")), 0);
  });

  it("are not told of another kind of visit, of an old one, or of one that was planned or whose hour is not known", () => {
    const first = pressure(85, "06:05");
    assert.equal(arrivalIn(visit("2026-01-11T06:00:00Z"), first), undefined);
    assert.equal(arrivalIn(emergency("2026-01-10T06:00:00Z"), first), undefined);
    assert.equal(arrivalIn(emergency("2026-01-11T06:00:00Z", { status: "planned" }), first), undefined);
    assert.equal(arrivalIn(emergency("2026-01-11"), first), undefined);
  });

  it("are not those of later than an hour, preliminary, or of a day without a time", () => {
    assert.equal(arrivalIn(CAME, pressure(85, "07:05")), undefined);
    assert.equal(arrivalIn(CAME, { ...pressure(85, "06:05"), status: "preliminary" }), undefined);
    assert.equal(arrivalIn(CAME, { ...pressure(85, "06:05"), effectiveDateTime: "2026-01-11" }), undefined);
  });

  it("are left out where two of the first time disagree, and told of", () => {
    const found = state(CAME, pressure(85, "06:05"), pressure(120, "06:05"));
    assert.equal(valueIn(found, "arrivalSystolicBloodPressure"), undefined);
    assert.match(messagesOf(found, "arrivalSystolicBloodPressure")[0] ?? "", /disagree/);
  });
});
