import assert from "node:assert/strict";
import fc from "fast-check";
import { CONCEPTS, type ConceptValue, conceptOf, type TableConcept } from "../../src/concepts/index.ts";
import { PREVENT } from "../../src/models/cardiovascular/prevent.ts";
import { SCORE2 } from "../../src/models/cardiovascular/score2.ts";
import type { ModelMetadata, Result, RiskModel } from "../../src/models/contract.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { KFRE } from "../../src/models/kidney/kfre.ts";
import { FULLPIERS } from "../../src/models/maternal/fullpiers.ts";

/** Any value of an input within its range, or within what is plausible. */
function anyValueOf(metadata: ModelMetadata, key: string): fc.Arbitrary<ConceptValue> {
  const declaration = metadata.inputs[key];
  assert.ok(declaration);
  const concept = conceptOf(declaration.concept);
  if (concept.kind === "boolean") return fc.boolean();
  if (concept.kind === "code") return fc.constantFrom(...Object.keys(concept.values));
  if (concept.kind === "table") return anyTableOf(concept);
  const [min, max] = declaration.range ?? concept.plausible;
  return declaration.completed ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true, maxExcluded: true });
}
/** Text of a table of one to five rows, as `concepts/table.ts` gives it to a model. */
function anyTableOf({ columns }: TableConcept): fc.Arbitrary<string> {
  const cells = Object.values(columns).map(({ holds, range: [min, max] = [-10, 10] }) =>
    holds === "number" ? fc.double({ min, max, noNaN: true }).map(String) : fc.nat().map((number) => `rs${number}`),
  );
  const rows = fc.array(fc.tuple(...cells), { minLength: 1, maxLength: 5 });
  return rows.map((row) => row.map((cell) => cell.join("\t")).join("\n"));
}
const personFor = ({ metadata }: RiskModel) =>
  fc.record(Object.fromEntries(Object.keys(metadata.inputs).map((key) => [key, anyValueOf(metadata, key)])));

const variantsOf = ({ metadata }: RiskModel): readonly (string | undefined)[] =>
  metadata.variants?.map(({ code }) => code) ?? [undefined];

for (const model of RISK_MODELS.values()) {
  const { metadata } = model;
  describe(`model ${metadata.id}`, () => {
    it("declares inputs by the name of their concept, within what is plausible", () => {
      for (const [key, { concept, range, unit }] of Object.entries(metadata.inputs)) {
        assert.equal(key, concept);
        const definition = CONCEPTS[concept];
        if (definition.kind !== "quantity" || range === undefined || (unit ?? definition.unit) !== definition.unit)
          continue;
        assert.ok(range[0] >= definition.plausible[0] && range[1] <= definition.plausible[1], key);
      }
    });

    it("declares every result that it gives, and gives no number that is none", () => {
      const declared = new Map(metadata.outputs.map(({ code, display }) => [code, display]));
      fc.assert(
        fc.property(personFor(model), (person) => {
          for (const variant of variantsOf(model)) {
            for (const result of model.compute(person, variant)) {
              assert.equal(declared.get(result.code), result.display);
              const value = result.probability ?? result.score ?? result.measure?.value ?? Number.NaN;
              assert.ok(Number.isFinite(value), result.code);
              if (result.probability !== undefined) assert.ok(value > 0 && value <= 1, result.code);
            }
          }
        }),
        { numRuns: 60, seed: 1 },
      );
    });

    it("has contributions that sum to the difference from the reference person", () => {
      fc.assert(
        fc.property(personFor(model), (person) => {
          for (const variant of variantsOf(model))
            for (const result of model.compute(person, variant)) assertSum(result);
        }),
        { numRuns: 60, seed: 1 },
      );
    });

    it("has a source with a DOI or address, and a hash of its coefficients", () => {
      for (const { doi, url } of metadata.sources) assert.ok(doi ?? url);
      assert.match(model.coefficientHash, /^[0-9a-f]{16}$/);
    });
  });
}

function assertSum({ code, contributions = [], total, reference }: Result): void {
  assert.ok(total !== undefined && reference !== undefined, code);
  const sum = contributions.reduce((so, { value }) => so + value, 0);
  assert.ok(Math.abs(sum - (total - reference.value)) < 1e-9, `${code}: ${sum} and ${total - reference.value}`);
}

describe("the risks", () => {
  const monotone = (
    model: RiskModel,
    { key, from, to, codes }: { key: string; from: number; to: number; codes: RegExp },
  ) =>
    fc.assert(
      fc.property(
        personFor(model),
        fc.double({ min: from, max: to, noNaN: true }),
        fc.double({ min: from, max: to, noNaN: true }),
        (person, a, b) => {
          const risks = (value: number) =>
            model.compute({ ...person, [key]: value }, model.metadata.variants?.at(-1)?.code);
          const lower = risks(Math.min(a, b));
          const higher = risks(Math.max(a, b));
          lower.forEach((result, at) => {
            if (!codes.test(result.code)) return;
            assert.ok((result.probability ?? 0) <= (higher[at]?.probability ?? 0) + 1e-12, result.code);
          });
        },
      ),
      { numRuns: 100, seed: 1 },
    );

  it("of PREVENT rise with systolic blood pressure from 110 mmHg in 10 years", () =>
    monotone(PREVENT, { key: "systolicBloodPressure", from: 110, to: 180, codes: /-10y$/ }));
  it("of KFRE rise with the urine albumin/creatinine ratio", () =>
    monotone(KFRE, { key: "urineAlbuminCreatinineRatio", from: 0.1, to: 25_000, codes: /./ }));
  it("of fullPIERS fall with creatinine at few platelets and with AST at many, as published, and else rise", () => {
    // slopes: 2.50e-4 · platelets - 0.0271 is 0 at 108.4; 0.0101 - 6.10e-6 · AST - 6.99e-5 · platelets at AST 100 at 135.8
    const woman = {
      gestationalAge: 32,
      hasChestPainOrDyspnoea: false,
      oxygenSaturation: 97,
      aspartateAminotransferase: 30,
    };
    const risk = (more: Readonly<Record<string, number>>) =>
      FULLPIERS.compute({ ...woman, creatinine: 60, platelets: 200, ...more })[0]?.probability ?? Number.NaN;
    const rises = (input: string, platelets: number) =>
      risk({ platelets, [input]: 101 }) > risk({ platelets, [input]: 100 });
    assert.deepEqual([rises("creatinine", 108), rises("creatinine", 109)], [false, true]);
    assert.deepEqual([rises("aspartateAminotransferase", 130), rises("aspartateAminotransferase", 146)], [true, false]);
  });
  it("of SCORE2 rise with systolic blood pressure", () =>
    monotone(SCORE2, { key: "systolicBloodPressure", from: 80, to: 220, codes: /./ }));
});
