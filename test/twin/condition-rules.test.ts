import assert from "node:assert/strict";
import { SYSTEM } from "../../src/codes.ts";
import { conceptOf, isConceptName } from "../../src/concepts/index.ts";
import { CONDITION_RULES } from "../../src/twin/condition-rules.ts";
import { condition, messagesOf, SNOMED, stateOf, status, valueIn, verified } from "./resources.ts";

const ICD10CM = SYSTEM.icd10cm;
const ICD9CM = SYSTEM.icd9cm;

describe("the table of conditions", () => {
  it("names facts only", () => {
    for (const name of Object.keys(CONDITION_RULES))
      assert.ok(isConceptName(name) && conceptOf(name).kind === "boolean");
  });

  // For each: codes that have it, codes that nearly have it.
  for (const [concept, those, others] of [
    [
      "hasGestationalDiabetes",
      [
        [SNOMED, "11687002"],
        [ICD10CM, "O24.419"],
      ],
      [[ICD10CM, "O24.011"]],
    ],
    ["hasPolycysticOvarySyndrome", [[ICD10CM, "E28.2"]], [[ICD10CM, "E28.3"]]],
    [
      "hasSchizophreniaOrBipolarDisorder",
      [
        [SNOMED, "58214004"],
        [ICD10CM, "F31.9"],
      ],
      [[ICD10CM, "F32.2"]],
    ],
    [
      "hasSevereMentalIllness",
      [
        [ICD10CM, "F32.2"],
        [ICD10CM, "F20.9"],
      ],
      [
        [ICD10CM, "F32.0"],
        [ICD10CM, "F41.1"],
      ],
    ],
    [
      "hasMigraine",
      [
        [SNOMED, "37796009"],
        [ICD10CM, "G43.909"],
      ],
      [[ICD10CM, "G44.2"]],
    ],
    [
      "hasRheumatoidArthritis",
      [
        [SNOMED, "69896004"],
        [ICD9CM, "7140"],
      ],
      [
        [ICD10CM, "M06.1"],
        [ICD10CM, "M10.9"],
      ],
    ],
    [
      "hasSystemicLupus",
      [
        [SNOMED, "55464009"],
        [ICD10CM, "M32.9"],
      ],
      [[ICD10CM, "L93.0"]],
    ],
    [
      "hasCopd",
      [
        [SNOMED, "185086009"],
        [ICD10CM, "J449"],
        [ICD9CM, "496"],
      ],
      [[ICD10CM, "J45.909"]],
    ],
    [
      "hasEmphysema",
      [
        [SNOMED, "87433001"],
        [ICD10CM, "J43.9"],
      ],
      [
        [ICD10CM, "J44.9"],
        [SNOMED, "52123000"],
      ], // emphysematous cystitis
    ],
    ["hasIdiopathicPulmonaryFibrosis", [[ICD10CM, "J84.112"]], [[ICD10CM, "J84.10"]]],
    [
      "hasCirrhosis",
      [
        [SNOMED, "19943007"],
        [ICD10CM, "K74.60"],
      ],
      [
        [ICD10CM, "K74.0"],
        [SNOMED, "1259383002"],
      ], // fibrosis; scirrhous carcinoma
    ],
    [
      "hasChronicLiverDisease",
      [
        [ICD10CM, "K70.30"],
        [ICD10CM, "B18.2"],
      ],
      [
        [ICD10CM, "K80.2"],
        [ICD10CM, "B15.9"],
        [SNOMED, "716379000"], // acute fatty liver of pregnancy
      ],
    ],
    [
      "hasChronicKidneyDisease345",
      [
        [ICD10CM, "N18.30"],
        [SNOMED, "46177005"],
      ],
      [[ICD10CM, "N18.2"]],
    ],
    [
      "hasKidneyDisease",
      [
        [SNOMED, "431856006"],
        [ICD10CM, "N18.9"],
      ],
      [[ICD10CM, "N17.9"]],
    ],
    [
      "hasCancerHistory",
      [
        [ICD10CM, "C18.9"],
        [ICD10CM, "Z85.3"],
        [SNOMED, "254637007"],
      ],
      [[ICD10CM, "C44.9"]],
    ],
    [
      "hasLungCancer",
      [
        [SNOMED, "254637007"],
        [ICD9CM, "1629"],
      ],
      [[ICD10CM, "C78.00"]],
    ],
    [
      "hasBreastCancer",
      [
        [SNOMED, "254837009"],
        [ICD10CM, "C50.911"],
      ],
      [[ICD10CM, "D05.1"]],
    ],
    [
      "hasMetastasis",
      [[ICD10CM, "C78.00"]],
      [
        [ICD10CM, "C77.3"],
        [ICD10CM, "C34.9"],
      ],
    ],
    [
      "hasDementia",
      [
        [SNOMED, "26929004"],
        [ICD10CM, "F03.90"],
      ],
      [[ICD10CM, "F05"]],
    ],
    [
      "hasPriorCardiacArrest",
      [
        [ICD10CM, "I46.9"],
        [ICD10CM, "Z86.74"],
      ],
      [[ICD10CM, "I47.1"]],
    ],
    [
      "hasPreviousDvt",
      [
        [SNOMED, "128053003"],
        [ICD10CM, "I82.409"],
      ],
      [
        [ICD10CM, "I26.99"],
        [ICD10CM, "I80.0"],
      ],
    ],
    [
      "hasPreviousDvtOrPe",
      [
        [SNOMED, "59282003"],
        [ICD10CM, "I82.409"],
      ],
      [[ICD10CM, "I83.9"]],
    ],
    [
      "hasAtherosclerosis",
      [
        [ICD10CM, "I25.10"],
        [ICD10CM, "I70.0"],
        [ICD10CM, "I63.9"],
      ],
      [[ICD10CM, "I10"]],
    ],
    [
      "hasPreviousHighGlucose",
      [
        [SNOMED, "15777000"],
        [ICD10CM, "R73.03"],
      ],
      [[ICD10CM, "R81"]],
    ],
  ] as const) {
    it(`finds ${concept}`, () => {
      for (const [system, code] of those) {
        assert.equal(valueIn(stateOf([condition(system, code)]), concept), true, code);
      }
      for (const [system, code] of others) {
        assert.notEqual(valueIn(stateOf([condition(system, code)]), concept), true, code);
      }
    });
  }

  it("takes a condition whose SNOMED CT is listed in part as absent only where all is in ICD", () => {
    assert.equal(valueIn(stateOf([condition(ICD10CM, "I10")]), "hasCancerHistory"), false);
    const mixed = stateOf([condition(ICD10CM, "I10"), condition(SNOMED, "38341003")]);
    assert.equal(valueIn(mixed, "hasCancerHistory"), undefined);
    assert.equal(valueIn(mixed, "hasDementia"), false);
    assert.deepEqual(messagesOf(mixed, "hasCancerHistory"), []);
  });

  it("never takes as absent what is seldom coded", () => {
    const state = stateOf([condition(ICD10CM, "I10")]);
    assert.equal(valueIn(state, "hasPreviousHighGlucose"), undefined);
    assert.equal(valueIn(state, "hasNonSustainedVentricularTachycardia"), undefined);
  });

  it("does not take a thrombosis of the last month for an earlier one, and says why", () => {
    const state = stateOf([condition(ICD10CM, "I82.409", { onsetDateTime: "2026-01-20" })]);
    assert.equal(valueIn(state, "hasPreviousDvt"), undefined);
    assert.match(messagesOf(state, "hasPreviousDvt")[0] ?? "", /present episode/);
    const both = stateOf([
      condition(ICD10CM, "I82.409", { onsetDateTime: "2026-01-20" }),
      condition(ICD10CM, "I26.99", { onsetDateTime: "2011-05-01", clinicalStatus: status("resolved") }),
    ]);
    assert.equal(valueIn(both, "hasPreviousDvtOrPe"), true);
    assert.equal(valueIn(both, "hasPreviousDvt"), undefined);
  });

  it("counts acute renal failure and pre-eclampsia only while they can be of now", () => {
    const then = { onsetDateTime: "2024-03-01" };
    const now = { onsetDateTime: "2026-01-28" };
    assert.equal(valueIn(stateOf([condition(ICD10CM, "N17.9", then)]), "hasAcuteRenalFailure"), false);
    assert.equal(valueIn(stateOf([condition(ICD10CM, "N17.9", now)]), "hasAcuteRenalFailure"), true);
    assert.equal(valueIn(stateOf([condition(ICD10CM, "O14.90", then)]), "hasPreeclampsia"), false);
    assert.equal(valueIn(stateOf([condition(ICD10CM, "O14.90", now)]), "hasPreeclampsia"), true);
    const suspected = condition(ICD10CM, "O14.90", { ...now, verificationStatus: verified("provisional") });
    assert.equal(valueIn(stateOf([suspected]), "hasPreeclampsia"), undefined);
  });
});
