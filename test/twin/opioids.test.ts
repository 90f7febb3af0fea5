import assert from "node:assert/strict";
import type { Dosage, MedicationRequest } from "@medplum/fhirtypes";
import { ATC, condition, messagesOf, RXNORM, request, stateOf, status, valueIn } from "./resources.ts";

const OXYCODONE = "7804";
const OXYCODONE_5_MG = "1049623";
const FENTANYL_PATCH = "N02AB03";

const dosage = (
  value: number,
  unit: string,
  more: Partial<Dosage> = {},
): Pick<MedicationRequest, "dosageInstruction"> => ({
  dosageInstruction: [
    {
      route: { text: "oral" },
      timing: { repeat: { frequency: 3, period: 1, periodUnit: "d" } },
      doseAndRate: [{ doseQuantity: { value, unit, code: unit } }],
      ...more,
    },
  ],
});
const oxycodone = (more: Partial<MedicationRequest> = {}): MedicationRequest =>
  request(RXNORM, OXYCODONE, { ...dosage(10, "mg"), authoredOn: "2026-01-15", ...more });
const morphine = (more: Partial<MedicationRequest> = {}): MedicationRequest =>
  request(ATC, "N02AA01", { ...dosage(20, "mg"), authoredOn: "2026-01-15", ...more });
const amounts = (...resources: Parameters<typeof stateOf>[0]) => {
  const state = stateOf(resources);
  return (["oxycodoneDailyDose", "morphineDailyDose", "fentanylPatchRate"] as const).map((name) =>
    valueIn(state, name),
  );
};

describe("amounts of opioids a day", () => {
  it("are dose times frequency, in mg or in tablets of a known strength, and add up for one drug", () => {
    assert.deepEqual(amounts(oxycodone(), morphine()), [30, 60, undefined]);
    const tablets = request(RXNORM, OXYCODONE_5_MG, { ...dosage(2, "{tablet}"), authoredOn: "2026-01-15" });
    assert.deepEqual(amounts(tablets), [30, undefined, undefined]);
    assert.deepEqual(amounts(tablets, oxycodone()), [60, undefined, undefined]);
  });

  it("are the rate of a patch in micrograms an hour", () => {
    const patch = request(ATC, FENTANYL_PATCH, {
      dosageInstruction: [{ doseAndRate: [{ rateQuantity: { value: 25, unit: "mcg/h" } }] }],
      authoredOn: "2026-01-15",
    });
    assert.deepEqual(amounts(patch), [undefined, undefined, 25]);
  });

  it("say what was taken for granted, and name every order", () => {
    const feature = stateOf([oxycodone(dosage(10, "mg", { asNeededBoolean: true })), oxycodone()]).features.get(
      "oxycodoneDailyDose",
    );
    assert.match(feature?.rule ?? "", /as needed: counted at the most/);
    assert.equal(feature?.sources.length, 2);
  });

  for (const [what, other, message] of [
    ["has no dosage", morphine({ dosageInstruction: [] }), /morphine: it has no dosage instruction/],
    ["does not say how often", morphine(dosage(20, "mg", { timing: {} })), /how often/],
    ["has no factor", request(ATC, "N02AB02", { authoredOn: "2026-01-15" }), /meperidine: it has no factor/],
    [
      "has a code that says nothing",
      request("urn:local", "1", { authoredOn: "2026-01-15" }),
      /not known by their code/,
    ],
    ["has an amount that is implausible", morphine(dosage(2000, "mg")), /implausible/],
    ["is an old order", morphine({ authoredOn: "2025-06-01" }), /older than 90 days/],
    ["may no longer be taken", morphine({ status: "unknown" }), /its use now is open/],
  ] as const) {
    it(`are all left out where one of them ${what}, and told of`, () => {
      const state = stateOf([oxycodone(), other]);
      assert.equal(valueIn(state, "oxycodoneDailyDose"), undefined);
      assert.match(messagesOf(state, "oxycodoneDailyDose")[0] ?? "", message);
    });
  }

  it("are left out where methadone may be the treatment of an opioid use disorder, and told of", () => {
    const methadone = request(ATC, "N07BC02", { ...dosage(20, "mg"), authoredOn: "2026-01-15" });
    const disorder = condition("http://hl7.org/fhir/sid/icd-10-cm", "F11.20");
    assert.equal(valueIn(stateOf([methadone]), "methadoneDailyDose"), 60);
    const state = stateOf([methadone, oxycodone(), disorder]);
    assert.equal(valueIn(state, "methadoneDailyDose"), undefined);
    assert.equal(valueIn(state, "oxycodoneDailyDose"), undefined);
    assert.match(messagesOf(state, "methadoneDailyDose")[0] ?? "", /may be the treatment/);
    assert.deepEqual(amounts(oxycodone(), disorder), [30, undefined, undefined]);
    const past = { ...disorder, clinicalStatus: status("resolved") };
    assert.equal(valueIn(stateOf([methadone, past]), "methadoneDailyDose"), 60);
  });

  it("are not those of stopped orders, and no finding where there is no opioid", () => {
    assert.deepEqual(amounts(oxycodone({ status: "stopped" })), [undefined, undefined, undefined]);
    const state = stateOf([request("urn:local", "1"), request(RXNORM, "36567")]);
    assert.ok(!state.findings.some(({ message }) => message.startsWith("opioid")));
    assert.deepEqual(amounts(oxycodone(), request(RXNORM, "36567")), [30, undefined, undefined]);
  });
});
