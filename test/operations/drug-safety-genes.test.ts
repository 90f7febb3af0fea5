/** Genes of `$predict?model=drug-safety` from single variants: Observations, and a VCF given with the call. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { Bundle, DetectedIssue, OperationOutcome, ParametersParameter, Resource } from "@medplum/fhirtypes";
import supertest from "supertest";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { sitesOf } from "../../src/genomics/star-alleles.ts";
import { needsShared, SHARED, textOfFile } from "../suites/shared.ts";
import { makeApp } from "../support/app.ts";
import { coded, LOINC, observation, patient, RXNORM, request } from "../twin/resources.ts";
import { input, model, predict } from "./predict-call.ts";
import { put } from "./twin-store.ts";

const CLOPIDOGREL = request(RXNORM, "32968", { id: "clopidogrel" });
const part = (code: string, value: object) => ({ code: coded(LOINC, code), ...value });
const variant = (rsid: string, state: string, id: string) =>
  observation("69548-6", {
    id,
    valueCodeableConcept: coded(LOINC, "LA9633-4"),
    component: [
      part("48018-6", { valueCodeableConcept: { coding: [{ code: "HGNC:2621", display: "CYP2C19" }] } }),
      part("81255-2", { valueCodeableConcept: { coding: [{ code: rsid }] } }),
      part("53034-5", { valueCodeableConcept: coded(LOINC, state) }),
    ],
  });
const [HOMOZYGOUS, HETEROZYGOUS] = ["LA6705-3", "LA6706-1"];
const TWO = [variant("rs4244285", HETEROZYGOUS, "v1"), variant("rs12769205", HETEROZYGOUS, "v2")];
const UNLISTED = input("unlistedPositionsAreReference", { valueBoolean: true });

/** All positions of CYP2C19, those of *2 as given. */
function vcf(genotype: string): string {
  const rows = sitesOf("CYP2C19").map(({ site, variants: [first] }) => {
    const isTwo = first?.key === "rs4244285" || first?.key === "rs12769205";
    return [
      "chr10",
      site,
      first?.rsid ?? ".",
      first?.ref,
      first?.alt,
      ".",
      "PASS",
      ".",
      "GT",
      isTwo ? genotype : "0/0",
    ].join("\t");
  });
  const columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS";
  return ["##fileformat=VCFv4.3", "##reference=GRCh38", columns, ...rows, ""].join("\n");
}
const file = (text: string | Buffer): ParametersParameter =>
  input("variantCallFile", {
    valueAttachment: { contentType: "text/plain", data: Buffer.from(text).toString("base64") },
  });

async function check(resources: readonly Resource[], ...more: readonly ParametersParameter[]) {
  const resource: Bundle = {
    resourceType: "Bundle",
    type: "collection",
    entry: resources.map((one) => ({ resource: one })),
  };
  return told(await predict([model("drug-safety"), { name: "data", resource }, ...more]));
}

function told(answer: Bundle) {
  const all = (answer.entry ?? []).flatMap((entry) => entry.resource ?? []);
  const issues = all.filter((one): one is DetectedIssue => one.resourceType === "DetectedIssue");
  const outcome = all.find((one): one is OperationOutcome => one.resourceType === "OperationOutcome");
  for (const one of issues) assert.deepEqual(validateResource(JSON.parse(JSON.stringify(one))), []);
  return { issues, messages: outcome?.issue?.map(({ details }) => details?.text ?? "") ?? [] };
}

describe("genes from variants on record", () => {
  it("call no allele from silence", async () => {
    const { issues, messages } = await check([patient(), CLOPIDOGREL, ...TWO]);
    assert.deepEqual(issues, []);
    assert.ok(
      messages.some((text) => /CYP2C19: not checked, because .*called from silence .*2 of the 33 positions/.test(text)),
    );
  });

  it("call one where the caller says that the rest is reference", async () => {
    const { issues } = await check([patient(), CLOPIDOGREL, ...TWO], UNLISTED);
    assert.equal(issues[0]?.code?.text, "clopidogrel and CYP2C19, Intermediate");
    const [evidence] = issues[0]?.evidence ?? [];
    assert.match(
      evidence?.code?.[0]?.text ?? "",
      /CYP2C19 \*1\/\*2, called from Observations of variants: .*as the caller says/,
    );
    assert.deepEqual(
      evidence?.detail?.map(({ reference }) => reference),
      ["Observation/v1", "Observation/v2"],
    );
  });

  it("call one where no other allele fits", async () => {
    const { issues } = await check([patient(), CLOPIDOGREL, variant("rs4244285", HOMOZYGOUS, "v")]);
    assert.equal(issues[0]?.code?.text, "clopidogrel and CYP2C19, Poor");
  });

  it("are read from the store as well", async () => {
    const server = await makeApp();
    try {
      await put(server.store, patient(), CLOPIDOGREL, variant("rs4244285", HOMOZYGOUS, "v"));
      const answer = await supertest(server.app)
        .get("/fhir/Patient/p/$predict?model=drug-safety&asOf=2026-02-01")
        .expect(200);
      assert.equal(told(answer.body).issues[0]?.code?.text, "clopidogrel and CYP2C19, Poor");
    } finally {
      await server.close();
    }
  });
});

describe("genes from a VCF given with the call", () => {
  it("are called where all positions are given, from text, data or gzipped data", async () => {
    const text = vcf("0/1");
    const ways = [input("variantCallFile", { valueString: text }), file(text), file(gzipSync(text))];
    for (const way of ways) {
      const { issues } = await check([patient(), CLOPIDOGREL], way);
      assert.equal(issues[0]?.code?.text, "clopidogrel and CYP2C19, Intermediate");
      assert.match(
        issues[0]?.evidence?.[0]?.code?.[0]?.text ?? "",
        /\*1\/\*2, called from a VCF on GRCh38: 33 of the 33/,
      );
      assert.equal(issues[0]?.evidence?.[0]?.detail, undefined);
    }
  });

  it("are called over HTTP, for a medication that is proposed", async () => {
    const server = await makeApp();
    try {
      await put(server.store, patient());
      const resource = { ...CLOPIDOGREL, id: undefined, status: "draft", intent: "proposal" };
      const proposed = {
        name: "input",
        part: [
          { name: "name", valueCode: "proposedMedication" },
          { name: "resource", resource },
        ],
      };
      const post = (...parameter: readonly object[]) =>
        supertest(server.app)
          .post("/fhir/Patient/p/$predict")
          .send({ resourceType: "Parameters", parameter: [model("drug-safety"), proposed, ...parameter] });
      const answer = await post(file(vcf("1/1"))).expect(200);
      const [issue] = told(answer.body).issues;
      assert.equal(issue?.code?.text, "clopidogrel and CYP2C19, Poor");
      assert.deepEqual(issue?.implicated, [{ reference: "#proposed" }]);
      const refused = await post(file("nothing")).expect(400);
      assert.match(refused.body.issue[0].expression[0], /variantCallFile/);
    } finally {
      await server.close();
    }
  });

  it("tell positions that could not be read", async () => {
    const { messages } = await check([patient(), CLOPIDOGREL], file(vcf("./.")));
    assert.ok(
      messages.some((text) => /variant file: 2 positions were not read: CYP2C19 \d+: it has no call/.test(text)),
    );
  });

  it("are refused where the file is no VCF of one sample, or no model takes it", async () => {
    await assert.rejects(check([patient()], file("nothing")), /variantCallFile.*no VCF/);
    await assert.rejects(check([patient()], file(Buffer.from([0x1f, 0x8b, 1]))), /do not inflate/);
    await assert.rejects(predict([model("score2"), file(vcf("0/1"))]), /are for the model drug-safety/);
  });

  it("give the phenotype of PharmCAT's report", async function () {
    needsShared(this, "data/genomics/pharmcat");
    const text = textOfFile(`${SHARED}/data/genomics/pharmcat/pharmcat.example2.vcf.gz`); // CYP2C19 *2/*2, Poor Metabolizer
    const { issues } = await check([patient(), CLOPIDOGREL], file(text));
    assert.equal(issues[0]?.code?.text, "clopidogrel and CYP2C19, Poor");
  });
});
