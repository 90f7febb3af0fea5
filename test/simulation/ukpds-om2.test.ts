/** The UKPDS model beyond its reference cases: the exact death probability, monotony, the second events. */
import assert from "node:assert/strict";
import { randomStream } from "../../src/simulation/random.ts";
import { allCauseDeath } from "../../src/simulation/t2d-five-year-scenarios/all-cause-death.ts";
import coefficients from "../../src/simulation/ukpds-om2/coefficients.json" with { type: "json" };
import { annualProbability, EQUATIONS } from "../../src/simulation/ukpds-om2/equations.ts";
import { microsimulate } from "../../src/simulation/ukpds-om2/microsimulation.ts";
import { cholesky, drawPaths, FACTORS, factorPaths, PUBLISHED_PATHS } from "../../src/simulation/ukpds-om2/paths.ts";
import { COMPLICATIONS, type Person, personOf } from "../../src/simulation/ukpds-om2/person.ts";
import { PERSON } from "./person.ts";

const person = (changes: Readonly<Record<string, number | string | boolean>> = {}): Person =>
  personOf({ ...PERSON, ...changes }, new Set());
const yearly = (one: Person, years: number) => factorPaths(one, years, PUBLISHED_PATHS).slice(0, -1);

describe("the UKPDS equations", () => {
  it("give a probability for every equation at the ends of the accepted ranges", () => {
    const ends = [
      { age: 18, diabetesDuration: 0, hba1c: 3, bodyMassIndex: 12, egfr: 5 },
      { age: 100, diabetesDuration: 70, hba1c: 20, bodyMassIndex: 80, egfr: 200 },
    ];
    for (const end of ends) {
      for (const name of EQUATIONS) {
        const p = annualProbability(name, person(end).covariates);
        assert.ok(p >= 0 && p <= 1, `${name}: ${p}`);
      }
    }
  });

  it("count eGFR above 60 in renal failure by a spline that is continuous at 60", () => {
    const p = (egfr: number) => annualProbability("renalFailure", person({ egfr }).covariates);
    assert.ok(Math.abs(p(60.000001) - p(59.999999)) < 1e-8);
    assert.ok(p(90) < p(60));
  });

  it("take albuminuria from urine albumin, else from the ratio to creatinine, and say which", () => {
    const { hasAlbuminuria: _, ...unknown } = PERSON;
    const risk = (inputs: Readonly<Record<string, number>>) => {
      const notes = new Set<string>();
      const { covariates } = personOf({ ...unknown, ...inputs }, notes);
      return { p: annualProbability("heartFailure", covariates), note: [...notes].join() };
    };
    assert.ok(risk({ urineAlbumin: 50 }).p > risk({ urineAlbumin: 49 }).p);
    assert.equal(risk({ urineAlbumin: 49, urineAlbuminCreatinineRatio: 300 }).p, risk({ urineAlbumin: 49 }).p);
    assert.match(risk({ urineAlbuminCreatinineRatio: 30 }).note, /in place of urine albumin/);
    assert.match(risk({}).note, /not known and computed as not present/);
  });
});

describe("the UKPDS paths", () => {
  it("are drawn with the published covariance around the published estimates", () => {
    const draws = Array.from({ length: 4000 }, (_, member) => drawPaths(randomStream(3, "paths", member)));
    for (const name of FACTORS) {
      const { order, matrix } = coefficients.paths[name].covariance;
      for (const [row, term] of order.entries()) {
        const values = draws.map((paths) => (paths[name] as unknown as Record<string, number>)[term] ?? Number.NaN);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const sd = Math.sqrt(matrix[row]?.[row] ?? Number.NaN);
        const published = (PUBLISHED_PATHS[name] as unknown as Record<string, number>)[term] ?? Number.NaN;
        assert.ok(Math.abs(mean - published) < 5 * (sd / Math.sqrt(values.length)), `${name} ${term}`);
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
        assert.ok(Math.abs(variance / sd ** 2 - 1) < 0.12, `${name} ${term}: ${variance / sd ** 2}`);
      }
    }
  });

  it("refuse a covariance that is none", () => {
    assert.throws(
      () =>
        cholesky([
          [1, 2],
          [2, 1],
        ]),
      /positive definite/,
    );
  });
});

describe("the micro-simulation", () => {
  it("agrees with the exact sum over all courses of events", () => {
    for (const changes of [
      {},
      { hasStroke: true, hasFootUlcer: true, age: 75 },
      { sex: "male", hba1c: 11, egfr: 35 },
    ]) {
      const one = person(changes);
      const persons = 20_000;
      const { deaths } = microsimulate(one, yearly(one, 5), { persons, seed: 11 });
      const exact = allCauseDeath(one, yearly(one, 5));
      let dead = 0;
      for (const [year, count] of deaths.entries()) {
        dead += count;
        const p = exact[year] ?? Number.NaN;
        const error = Math.sqrt((p * (1 - p)) / persons);
        assert.ok(Math.abs(dead / persons - p) < 4 * error, `year ${year}: ${dead / persons}, want ${p}`);
      }
    }
  });

  it("lets a complication happen once, and infarction, stroke and amputation a second time", () => {
    const one = person({ age: 80, diabetesDuration: 40, hba1c: 14, hasFootUlcer: true, hasHeartFailure: true });
    const { events, persons } = microsimulate(one, yearly(one, 40), { persons: 2000, seed: 2 });
    const perPerson = Object.fromEntries(
      COMPLICATIONS.map((name, at) => [name, (events[at] ?? new Float64Array()).reduce((a, b) => a + b, 0) / persons]),
    );
    assert.equal(perPerson.heartFailure, 0);
    assert.equal(perPerson.ulcer, 0);
    for (const name of ["infarction", "stroke", "amputation"]) assert.ok((perPerson[name] ?? 3) <= 2, name);
    for (const name of ["ischaemic", "blindness", "renal"]) assert.ok((perPerson[name] ?? 3) <= 1, name);
  });

  it("repeats for a seed, and gives another course for another", () => {
    const one = person();
    const years = (seed: number) => [...microsimulate(one, yearly(one, 20), { persons: 200, seed }).yearsLived];
    assert.deepEqual(years(5), years(5));
    assert.notDeepEqual(years(5), years(6));
  });
});
