import assert from "node:assert/strict";
import { AS_OF, patient, stateOf, valueIn } from "./resources.ts";

const of = (more: Parameters<typeof patient>[0], asOf = AS_OF) => stateOf([], { patient: patient(more), asOf });

describe("demographics of the twin", () => {
  it("counts completed years up to the birthday and from it on", () => {
    assert.equal(valueIn(of({ birthDate: "1975-06-01" }, Date.UTC(2026, 4, 31, 23, 59)), "age"), 50);
    assert.equal(valueIn(of({ birthDate: "1975-06-01" }, Date.UTC(2026, 5, 1)), "age"), 51);
    assert.equal(valueIn(of({ birthDate: "2004-02-29" }, Date.UTC(2025, 1, 28)), "age"), 20);
    assert.equal(valueIn(of({ birthDate: "2004-02-29" }, Date.UTC(2025, 2, 1)), "age"), 21);
  });

  it("gives a newborn the age 0", () => {
    assert.equal(valueIn(of({ birthDate: "2026-02-01" }), "age"), 0);
    assert.equal(valueIn(of({ birthDate: "2026-02" }), "age"), 0);
  });

  it("assumes the middle of a month or year of birth and says so", () => {
    const year = of({ birthDate: "1975" });
    assert.equal(valueIn(year, "age"), 50);
    assert.match(year.features.get("age")?.rule ?? "", /1 July assumed/);
    assert.equal(valueIn(of({ birthDate: "1975-02" }, Date.UTC(2026, 1, 14)), "age"), 50);
    assert.equal(valueIn(of({ birthDate: "1975-02" }, Date.UTC(2026, 1, 15)), "age"), 51);
  });

  it("has no age where the birth date is missing or lies ahead", () => {
    const { birthDate: _, ...unborn } = patient();
    assert.equal(valueIn(stateOf([], { patient: unborn }), "age"), undefined);
    const ahead = of({ birthDate: "2030-01-01" });
    assert.equal(valueIn(ahead, "age"), undefined);
    assert.equal(ahead.findings.length, 1);
  });

  it("has no age of someone who would be older than anyone ever was", () => {
    assert.equal(valueIn(of({ birthDate: "1890-01-01" }), "age"), undefined);
    assert.equal(valueIn(of({ birthDate: "1890-01-01", deceasedDateTime: "1970-06-01" }), "age"), 80);
  });

  it("takes sex from female and male only", () => {
    assert.equal(valueIn(of({ gender: "male" }), "sex"), "male");
    assert.equal(valueIn(of({ gender: "other" }), "sex"), undefined);
    assert.equal(valueIn(of({ gender: "unknown" }), "sex"), undefined);
  });

  it("knows the dead, from the time of death on, and their age at death", () => {
    const died = { birthDate: "1940-01-01", deceasedDateTime: "2020-06-15T10:00:00Z" };
    assert.equal(valueIn(of(died), "isDeceased"), true);
    assert.equal(valueIn(of(died), "age"), 80);
    assert.equal(valueIn(of(died, Date.UTC(2019, 0, 1)), "isDeceased"), false);
    assert.equal(valueIn(of({ deceasedBoolean: true }), "isDeceased"), true);
    assert.equal(of({}).features.get("isDeceased")?.origin, "absent");
  });

  it("finds the risk region and North America by the country of the current home", () => {
    const germany = of({
      address: [
        { use: "old", country: "US" },
        { use: "work", country: "FR" },
        { use: "home", country: "Germany" },
      ],
    });
    assert.equal(valueIn(germany, "cardiovascularRiskRegion"), "moderate");
    assert.equal(valueIn(germany, "livesInNorthAmerica"), false);
    const canada = of({ address: [{ country: "CA" }] });
    assert.equal(valueIn(canada, "livesInNorthAmerica"), true);
    assert.equal(valueIn(canada, "cardiovascularRiskRegion"), undefined);
    assert.equal(valueIn(of({ address: [{ country: "Utopia" }] }), "livesInNorthAmerica"), undefined);
    assert.equal(valueIn(of({}), "livesInNorthAmerica"), undefined);
  });
});
