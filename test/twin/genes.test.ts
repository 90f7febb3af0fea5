import assert from "node:assert/strict";
import type { Observation, ObservationComponent } from "@medplum/fhirtypes";
import fc from "fast-check";
import { coded, LOINC, messagesOf, observation, stateOf, valueIn } from "./resources.ts";

const answer = (code: string, value: string, system = LOINC): ObservationComponent => ({
  code: coded(LOINC, code),
  valueCodeableConcept: coded(system, value),
});
const gene = (id: string) => answer("48018-6", id, "http://www.genenames.org");
const genotype = (id: string, text: string, more: Partial<Observation> = {}): Observation =>
  observation("84413-4", { component: [gene(id)], valueCodeableConcept: { text }, ...more });
/** A variant by its dbSNP number, on one copy or both, or absent. */
const variant = (rsid: string, found: "one copy" | "both copies" | "absent"): Observation =>
  observation("69548-6", {
    valueCodeableConcept: coded(LOINC, found === "absent" ? "LA9634-2" : "LA9633-4"),
    component: [
      answer("81255-2", rsid, "http://www.ncbi.nlm.nih.gov/snp"),
      ...(found === "absent" ? [] : [answer("53034-5", found === "one copy" ? "LA6706-1" : "LA6705-3")]),
    ],
  });
const CYP2C9 = "HGNC:2623";
const VKORC1 = "HGNC:23663";
const APOE = "HGNC:613";

describe("genotypes of the warfarin algorithm", () => {
  for (const [resource, concept, expected] of [
    [genotype(CYP2C9, "CYP2C9*1/*3"), "cyp2c9Genotype", "*1/*3"],
    [genotype(CYP2C9, "*2/*1"), "cyp2c9Genotype", "*1/*2"],
    [genotype(CYP2C9, "*1/*8"), "cyp2c9Genotype", undefined],
    [genotype(CYP2C9, "normal"), "cyp2c9Genotype", undefined],
    [genotype("HGNC:2621", "*1/*3"), "cyp2c9Genotype", undefined],
    [genotype(VKORC1, "-1639 G/A"), "vkorc1Genotype", "AG"],
    [genotype(VKORC1, "A/A"), "vkorc1Genotype", "AA"],
    [genotype(VKORC1, "rs9923231 C/T"), "vkorc1Genotype", "AG"],
    [variant("rs9923231", "both copies"), "vkorc1Genotype", "AA"],
    [variant("rs9923231", "one copy"), "vkorc1Genotype", "AG"],
    [variant("rs9923231", "absent"), "vkorc1Genotype", "GG"],
    [variant("rs1799853", "one copy"), "cyp2c9Genotype", undefined],
  ] as const) {
    it(`take ${resource.valueCodeableConcept?.text ?? JSON.stringify(resource.component)} as ${concept} ${expected}`, () => {
      assert.equal(valueIn(stateOf([resource]), concept), expected);
    });
  }

  it("are not concluded from positions that were not tested, and say so", () => {
    const state = stateOf([variant("rs1799853", "one copy")]);
    assert.match(messagesOf(state, "cyp2c9Genotype")[0] ?? "", /are open.* of the .* positions of CYP2C9/);
  });

  it("are left out where two results disagree, and told of", () => {
    const state = stateOf([genotype(CYP2C9, "*1/*3"), genotype(CYP2C9, "*1/*2")]);
    assert.equal(valueIn(state, "cyp2c9Genotype"), undefined);
    assert.match(messagesOf(state, "cyp2c9Genotype")[0] ?? "", /disagree/);
  });

  it("count only what is final, of the germline, and issued by the time asked for", () => {
    for (const more of [
      { status: "preliminary" },
      { issued: "2026-03-01T00:00:00Z" },
      { effectiveDateTime: "2026-03-01" },
      { component: [gene(CYP2C9), answer("48002-0", "LA6684-0")] },
    ] as const) {
      assert.equal(
        valueIn(stateOf([genotype(CYP2C9, "*1/*3", more as Partial<Observation>)]), "cyp2c9Genotype"),
        undefined,
      );
    }
  });

  it("do not depend on the order of arrival", () => {
    const resources = [genotype(CYP2C9, "*1/*3"), genotype(CYP2C9, "*3/*1"), variant("rs9923231", "absent")];
    const text = (some: readonly Observation[]) => JSON.stringify([...stateOf(some).features]);
    const expected = text(resources);
    fc.assert(
      fc.property(fc.shuffledSubarray(resources, { minLength: 3 }), (some) => assert.equal(text(some), expected)),
      { numRuns: 20 },
    );
  });
});

describe("APOE ε4", () => {
  const e4 = (...resources: readonly Observation[]) => valueIn(stateOf(resources), "hasApoeE4");

  it("is carried by a genotype with it, and not by one without it", () => {
    for (const [text, expected] of [
      ["E3/E4", true],
      ["ε4/ε4", true],
      ["APOE e2/e3", false],
      ["*3/*3", false],
      ["e4", undefined],
      ["E3/E5", undefined],
      ["risk allele found", undefined],
    ] as const) {
      assert.equal(e4(genotype(APOE, text)), expected, text);
    }
    assert.equal(e4(genotype(CYP2C9, "*3/*4")), undefined);
    assert.equal(e4(observation("84413-4", { valueString: "APOE E3/E4" })), true);
  });

  it("is made true by a haplotype, and never false", () => {
    const haplotype = (text: string) => ({ ...genotype(APOE, text), code: coded(LOINC, "84414-2") });
    assert.equal(e4(haplotype("E4")), true);
    assert.equal(e4(haplotype("E3")), undefined);
  });

  it("is told by the variant at rs429358, and by no other", () => {
    assert.equal(e4(variant("rs429358", "one copy")), true);
    assert.equal(e4(variant("rs429358", "absent")), false);
    assert.equal(e4(variant("rs7412", "one copy")), undefined);
  });

  it("is left out where results disagree, and told of", () => {
    const state = stateOf([genotype(APOE, "E3/E3"), variant("rs429358", "one copy")]);
    assert.equal(valueIn(state, "hasApoeE4"), undefined);
    assert.match(messagesOf(state, "hasApoeE4")[0] ?? "", /disagree/);
  });
});
