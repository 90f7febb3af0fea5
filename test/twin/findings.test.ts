import assert from "node:assert/strict";
import { SYSTEM } from "../../src/codes.ts";
import type { ConceptName } from "../../src/concepts/index.ts";
import {
  coded,
  condition,
  LOINC,
  measured,
  messagesOf,
  observation,
  SNOMED,
  stateOf,
  status,
  valueIn,
  visit,
} from "./resources.ts";

const CM = SYSTEM.icd10cm;
const NOW = { onsetDateTime: "2026-01-30" };

describe("signs and findings on record", () => {
  // For each: codes that have it, codes that nearly have it.
  for (const [concept, those, others] of [
    [
      "hasHaemoptysis",
      [
        [SNOMED, "66857006"],
        [CM, "R04.2"],
        [SYSTEM.icd9cm, "78630"],
      ],
      [
        [CM, "R04.0"],
        [CM, "K92.0"],
      ],
    ],
    [
      "hasMelaena",
      [
        [SNOMED, "2901004"],
        [SYSTEM.icd10, "K92.1"],
      ],
      [
        [CM, "K92.1"],
        [SYSTEM.icd10, "K92.2"],
      ],
    ],
    [
      "hasSyncopeAtPresentation",
      [
        [SNOMED, "271594007"],
        [CM, "R55"],
      ],
      [[CM, "R42"]],
    ],
    [
      "hasPleuralEffusion",
      [
        [SNOMED, "60046008"],
        [CM, "J90"],
        [CM, "J91.0"],
        [SYSTEM.icd9cm, "5119"],
      ],
      [
        [CM, "J94.0"],
        [SYSTEM.icd9cm, "5110"],
      ],
    ],
    [
      "hasStDeviation",
      [
        [SNOMED, "401303003"],
        [CM, "I21.09"],
      ],
      [
        [CM, "I21.4"],
        [SYSTEM.icd10, "I21.0"],
      ],
    ],
    [
      "hasLegParalysisOrCast",
      [
        [CM, "G81.91"],
        [CM, "G82.20"],
        [CM, "G83.14"],
      ],
      [[CM, "G83.21"]],
    ],
    [
      "hasMajorBleeding",
      [
        [SNOMED, "21454007"],
        [CM, "I61.9"],
        [SYSTEM.icd9cm, "430"],
      ],
      [
        [CM, "I63.9"],
        [CM, "K92.2"],
      ],
    ],
    ["isConceivedByIvf", [[CM, "O09.811"]], [[CM, "O09.821"]]],
  ] as const satisfies readonly (readonly [ConceptName, readonly (readonly [string, string])[], unknown])[]) {
    it(`tell ${concept}, and never that it is not`, () => {
      for (const [system, code] of those) {
        assert.equal(valueIn(stateOf([condition(system, code, NOW)]), concept), true, code);
      }
      for (const [system, code] of others) {
        assert.equal(valueIn(stateOf([condition(system, code, NOW)]), concept), undefined, code);
      }
      assert.equal(valueIn(stateOf([visit("2026-01-30")]), concept), undefined);
    });
  }

  it("are of the present illness: of the last 7 days, and not over", () => {
    const has = (more: object) => valueIn(stateOf([condition(CM, "R04.2", more)]), "hasHaemoptysis");
    assert.equal(has({ onsetDateTime: "2026-01-26" }), true);
    assert.equal(has({ onsetDateTime: "2026-01-24" }), undefined);
    assert.equal(has({ ...NOW, clinicalStatus: status("resolved") }), undefined);
  });

  it("keep a bleeding in the head for ever", () => {
    const once = condition(CM, "I61.9", { onsetDateTime: "2001-01-01", clinicalStatus: status("resolved") });
    assert.equal(valueIn(stateOf([once]), "hasMajorBleeding"), true);
  });
});

describe("confusion", () => {
  const awake = (code: string) => stateOf([observation("67775-7", { valueCodeableConcept: coded(LOINC, code) })]);

  it("is C of ACVPU; altered mental status is each letter but A, and A alone tells nothing", () => {
    assert.equal(valueIn(awake("LA6560-2"), "isConfused"), true);
    assert.equal(valueIn(awake("LA6560-2"), "hasAlteredMentalStatus"), true);
    assert.equal(valueIn(awake("LA17108-4"), "isConfused"), undefined);
    assert.equal(valueIn(awake("LA17108-4"), "hasAlteredMentalStatus"), true);
    assert.equal(valueIn(awake("LA9340-6"), "isConfused"), undefined);
    assert.equal(valueIn(awake("LA9340-6"), "hasAlteredMentalStatus"), undefined);
  });
});

describe("what is answered in codes", () => {
  const answer = (code: string, system: string, value: string) =>
    stateOf([observation(code, { valueCodeableConcept: coded(system, value) })]);

  for (const [concept, code, system, answered, expected] of [
    ["tumourGrade", "44648-4", LOINC, "LA27824-4", 2],
    ["tumourGrade", "44648-4", LOINC, "LA27825-1", 3],
    ["tumourGrade", "44648-4", LOINC, "LA6576-8", undefined],
    ["educationLevel", "82589-3", LOINC, "LA30191-3", 1],
    ["educationLevel", "82589-3", LOINC, "LA30192-1", 2],
    ["educationLevel", "82589-3", LOINC, "LA30193-9", undefined],
    ["dipstickProteinuria", "20454-5", LOINC, "LA6577-6", "none-to-1"],
    ["dipstickProteinuria", "20454-5", LOINC, "LA11842-4", "2"],
    ["dipstickProteinuria", "20454-5", SNOMED, "167277001", "3"],
    ["dipstickProteinuria", "20454-5", LOINC, "LA6576-8", undefined],
  ] as const satisfies readonly (readonly [ConceptName, string, string, string, unknown])[]) {
    it(`is ${concept} ${expected} for ${answered}`, () => {
      assert.equal(valueIn(answer(code, system, answered), concept), expected);
    });
  }

  it("is no grade where it is a number, which may be the sum of points", () => {
    assert.equal(valueIn(stateOf([observation("44648-4", { valueInteger: 3 })]), "tumourGrade"), undefined);
  });

  it("is the Morse Fall Scale by yes and no or by its points", () => {
    const morse = (code: string, valueInteger: number) => stateOf([observation(code, { valueInteger })]);
    assert.equal(valueIn(morse("59455-6", 15), "hasSecondaryDiagnosis"), true);
    assert.equal(valueIn(morse("59457-2", 0), "hasIntravenousAccess"), false);
    assert.equal(valueIn(morse("59456-4", 30), "ambulatoryAid"), "furniture");
    assert.equal(valueIn(morse("59458-0", 10), "gait"), "weak");
    assert.equal(valueIn(morse("59459-8", 15), "isForgetfulOfLimitations"), true);
    assert.equal(valueIn(morse("59459-8", 20), "isForgetfulOfLimitations"), undefined);
  });
});

describe("scales of an examination", () => {
  it("are the modified dyspnoea scale from 0 to 4, and not the older one", () => {
    const grade = (code: string, valueInteger: number) =>
      valueIn(stateOf([observation("x", { code: coded(SNOMED, code), valueInteger })]), "mmrcDyspnoeaGrade");
    assert.equal(grade("870179002", 2), 2);
    assert.equal(grade("870179002", 5), undefined);
    assert.equal(grade("391120009", 1), undefined);
  });

  it("are effacement in percent, and no diameter", () => {
    assert.equal(valueIn(stateOf([measured("11867-9", 60, "%")]), "cervicalEffacement"), 60);
    assert.equal(valueIn(stateOf([measured("11867-9", 2, "cm")]), "cervicalEffacement"), undefined);
    assert.equal(valueIn(stateOf([measured("11785-3", 2, "cm")]), "cervicalDilation"), undefined);
  });
});

describe("pathology of breast cancer", () => {
  const breast = condition(SNOMED, "254837009");

  it("gives Ki-67 as positive over 10 % of cells", () => {
    const ki67 = (value: number, unit: string, code = "85330-9") =>
      valueIn(stateOf([measured(code, value, unit)]), "ki67");
    assert.equal(ki67(11, "%"), "positive");
    assert.equal(ki67(10, "%"), "negative");
    assert.equal(ki67(110, "%"), undefined);
    assert.equal(ki67(20, "ng/mL"), undefined);
    assert.equal(ki67(20, "%", "29593-1"), undefined);
  });

  it("gives positive nodes where breast cancer is on record, and no other cancer", () => {
    const nodes = observation("21893-3", { valueInteger: 3 });
    assert.equal(valueIn(stateOf([nodes, breast]), "positiveNodes"), 3);
    assert.equal(valueIn(stateOf([measured("21893-3", 0, "1"), breast]), "positiveNodes"), 0);
    assert.equal(valueIn(stateOf([nodes]), "positiveNodes"), undefined);
    const two = stateOf([nodes, breast, condition(CM, "C61")]);
    assert.equal(valueIn(two, "positiveNodes"), undefined);
    assert.match(messagesOf(two, "positiveNodes")[0] ?? "", /no other cancer/);
    assert.equal(valueIn(stateOf([observation("21893-3", { valueInteger: 300 }), breast]), "positiveNodes"), undefined);
    assert.equal(valueIn(stateOf([observation("92832-5", { valueInteger: 1 }), breast]), "positiveNodes"), undefined);
  });
});
