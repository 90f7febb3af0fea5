/** Observations in the shapes of http://hl7.org/fhir/uv/genomics-reporting, and the two genotypes of the warfarin model. */
import assert from "node:assert/strict";
import type { Observation } from "@medplum/fhirtypes";
import { genomicReadings } from "../../src/genomics/readings.ts";
import { siteCallOf } from "../../src/genomics/variant-observations.ts";
import { cyp2c9Genotype, vkorc1Genotype } from "../../src/genomics/warfarin.ts";

const LOINC = "http://loinc.org";
const answer = (code: string) => ({ coding: [{ system: LOINC, code }] });
const part = (code: string, value: object) => ({ code: answer(code), ...value });
const PRESENT = "LA9633-4";
const HOMOZYGOUS = part("53034-5", { valueCodeableConcept: answer("LA6705-3") });
const HETEROZYGOUS = part("53034-5", { valueCodeableConcept: answer("LA6706-1") });
const dbsnp = (code: string) => part("81255-2", { valueCodeableConcept: { coding: [{ code }] } });
const hgvs = (code: string) => part("81290-9", { valueCodeableConcept: { coding: [{ code }] } });

const variant = (component: Observation["component"], value = PRESENT): Observation => ({
  resourceType: "Observation",
  status: "final",
  code: answer("69548-6"),
  valueCodeableConcept: answer(value),
  ...(component === undefined ? {} : { component }),
});
const genotype = (gene: string, text: string): Observation => ({
  resourceType: "Observation",
  status: "final",
  code: answer("84413-4"),
  valueCodeableConcept: { text },
  component: [part("48018-6", { valueCodeableConcept: { coding: [{ display: gene }] } })],
});
const readingsOf = (...observations: readonly Observation[]) =>
  genomicReadings(
    observations.map((observation, index) => ({ observation, reference: `Observation/${index}` })),
    { unlistedAreReference: false },
  );

describe("variants as Observations", () => {
  it("are found by number, by HGVS on either build, and by sequence and start", () => {
    const two = ["rs4244285", "rs4244285"];
    const bySequence = [
      part("48013-7", { valueCodeableConcept: { coding: [{ code: "NC_000010.10" }] } }),
      part("81254-5", { valueRange: { low: { value: 96541616 } } }),
      part("69547-8", { valueString: "G" }),
      part("69551-0", { valueString: "A" }),
    ];
    for (const component of [
      [dbsnp("rs4244285")],
      [hgvs("NC_000010.10:g.96541616G>A")],
      [hgvs("NC_000010.11:g.94781859G>A")],
      bySequence,
    ]) {
      assert.deepEqual(siteCallOf(variant([...component, HOMOZYGOUS]))?.copies, two);
      assert.deepEqual(siteCallOf(variant([...component, HETEROZYGOUS]))?.copies, ["", "rs4244285"]);
    }
    const same = bySequence.map((one, index) => (index === 3 ? part("69551-0", { valueString: "G" }) : one));
    assert.deepEqual(siteCallOf(variant([...same, HOMOZYGOUS]))?.copies, ["", ""]);
  });

  it("are found by a dbSNP number among the names of the variant, and not by a place that is counted from zero", () => {
    const named = part("81252-9", { valueCodeableConcept: { coding: [{ code: "rs4244285" }] } });
    assert.deepEqual(siteCallOf(variant([named, HOMOZYGOUS]))?.copies, ["rs4244285", "rs4244285"]);
    const placed = (counting: string) => [
      part("48013-7", { valueCodeableConcept: { coding: [{ code: "NC_000010.10" }] } }),
      part("81254-5", { valueRange: { low: { value: 96541616 } } }),
      part("69551-0", { valueString: "A" }),
      part("92822-6", { valueCodeableConcept: answer(counting) }),
      HOMOZYGOUS,
    ];
    assert.equal(siteCallOf(variant(placed("LA30102-0")))?.site, 94781859);
    assert.equal(siteCallOf(variant(placed("LA30100-4"))), undefined);
  });

  it("say that a variant is absent where the site has no other", () => {
    assert.deepEqual(siteCallOf(variant([dbsnp("rs4244285")], "LA9634-2"))?.copies, ["", ""]);
    assert.equal(siteCallOf(variant([dbsnp("rs72558189")], "LA9634-2")), undefined); // CYP2C9: G>A and G>T
  });

  it("say nothing without a zygosity, of somatic tissue, of another site, or where number and place differ", () => {
    assert.equal(siteCallOf(variant([dbsnp("rs4244285")])), undefined);
    assert.equal(siteCallOf(variant([dbsnp("rs1"), HOMOZYGOUS])), undefined);
    const somatic = part("48002-0", { valueCodeableConcept: answer("LA6684-0") });
    assert.equal(siteCallOf(variant([dbsnp("rs4244285"), HOMOZYGOUS, somatic])), undefined);
    assert.equal(siteCallOf(variant([dbsnp("rs4244285"), hgvs("NC_000010.11:g.94780653G>A"), HOMOZYGOUS])), undefined);
    assert.equal(siteCallOf(variant([dbsnp("rs4244285"), HOMOZYGOUS], "LA9634-9")), undefined);
    assert.equal(siteCallOf(variant([hgvs("NC_000010.11:g.94781859C>A"), HOMOZYGOUS])), undefined);
  });
});

describe("genomic readings", () => {
  it("are what was reported, and what is called from variants beside", () => {
    const readings = readingsOf(genotype("CYP2C9", "CYP2C9*1/*2"), variant([dbsnp("rs4244285"), HOMOZYGOUS]));
    assert.deepEqual(
      readings.map(({ gene, text, references }) => [gene, text, ...references]),
      [
        ["CYP2C9", "CYP2C9*1/*2", "Observation/0"],
        ["CYP2C19", "*2/*2", "Observation/1"],
      ],
    );
    assert.match(readings[1]?.called?.statement ?? "", /called from Observations of variants: 1 of the 33 positions/);
  });

  it("leave a site open of which two Observations differ", () => {
    const readings = readingsOf(variant([dbsnp("rs4244285"), HOMOZYGOUS]), variant([dbsnp("rs4244285"), HETEROZYGOUS]));
    assert.deepEqual(readings, []);
  });
});

describe("genotypes of the warfarin model", () => {
  const cyp2c9 = (text: string) => cyp2c9Genotype(readingsOf(genotype("CYP2C9", text)))?.value;
  const vkorc1 = (text: string) => vkorc1Genotype(readingsOf(genotype("VKORC1", text)))?.value;

  it("are the pairs of *1, *2 and *3, in either order", () => {
    assert.equal(cyp2c9("CYP2C9*1/*1"), "*1/*1");
    assert.equal(cyp2c9("*3/*2"), "*2/*3");
    assert.equal(cyp2c9("CYP2C9*1.001 / CYP2C9*3.001"), "*1/*3");
    assert.equal(cyp2c9("*1/*5"), undefined);
    assert.equal(cyp2c9("*1"), undefined);
  });

  it("are read of VKORC1 on the strand that the text names", () => {
    assert.equal(vkorc1("G/A"), "AG");
    assert.equal(vkorc1("VKORC1 -1639G/-1639A"), "AG");
    assert.equal(vkorc1("-1639 AA"), "AA");
    assert.equal(vkorc1("rs9923231 C/T"), "AG");
    assert.equal(vkorc1("rs9923231 reference (C)/rs9923231 reference (C)"), "GG");
    assert.equal(vkorc1("rs9923231 G/G"), undefined); // on which strand is not said
    assert.equal(vkorc1("*1/*2"), undefined);
  });

  it("are called from variants, and none where readings differ", () => {
    const t = variant([dbsnp("rs9923231"), HOMOZYGOUS]);
    assert.deepEqual(vkorc1Genotype(readingsOf(t)), { value: "AA", references: ["Observation/0"] });
    assert.equal(vkorc1Genotype(readingsOf(t, genotype("VKORC1", "G/G"))), undefined);
    assert.equal(cyp2c9Genotype(readingsOf(variant([dbsnp("rs1799853"), HETEROZYGOUS]))), undefined); // *2 with what?
    assert.equal(cyp2c9Genotype([]), undefined);
  });
});
