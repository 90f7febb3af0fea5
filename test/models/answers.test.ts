/**
 * What holds of every answer of every model, on all vectors of ours through `$predict`: probabilities are percentages,
 * what the inputs contribute sums to the difference from the reference person, the coefficients are named by their hash,
 * and the same call gives the same bytes.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { Bundle, CodeableConcept, Extension } from "@medplum/fhirtypes";
import { EXTENSION } from "../../src/codes.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { predictAtSystemLevel } from "../operations/predict-call.ts";
import { measuresIn, risksIn } from "../vectors/parameters.ts";
import { exampleOf } from "./examples.ts";
import { callsOf, partOf, resultsIn } from "./registry-calls.ts";

const FIXTURES = new URL("../../fixtures/models/", import.meta.url);
const read = (url: URL): unknown => JSON.parse(readFileSync(url, "utf8"));
const countOf = (id: string): number => (read(new URL(`${id}.json`, FIXTURES)) as readonly unknown[]).length; // a list of vectors

/** The extensions of each result of an answer, by outcome. */
function toldOf(bundle: Bundle): readonly (readonly [string, readonly Extension[]])[] {
  const codeOf = (code: CodeableConcept | undefined) => code?.coding?.at(-1)?.code ?? "";
  return [
    ...risksIn(bundle).flatMap(({ prediction = [] }) =>
      prediction.map(({ outcome, extension = [] }) => [codeOf(outcome), extension] as const),
    ),
    ...measuresIn(bundle).map(({ code, extension = [] }) => [codeOf(code), extension] as const),
  ];
}

function assertSums(id: string, bundle: Bundle): void {
  for (const [code, extensions] of toldOf(bundle)) {
    const reference = extensions.find(({ url }) => url === EXTENSION.reference)?.extension;
    assert.ok(partOf(reference, "description")?.valueString, `${id} ${code} does not say who the reference is`);
    const difference =
      Number(partOf(reference, "total")?.valueDecimal) - Number(partOf(reference, "reference")?.valueDecimal);
    const contributions = extensions.filter(({ url }) => url === EXTENSION.contribution);
    const sum = contributions.reduce(
      (so, { extension }) => so + (partOf(extension, "value")?.valueDecimal ?? Number.NaN),
      0,
    );
    // without any, the person is the reference
    assert.ok(Math.abs(sum - difference) < 1e-9, `${id} ${code}: ${sum} of ${difference}`);
    const scales = new Set(contributions.map(({ extension }) => partOf(extension, "scale")?.valueCode));
    assert.ok(scales.size <= 1, `${id} ${code} adds up ${[...scales]}`);
  }
}

/** The shares of a probability sum to its difference from that of the reference person. */
function assertShares(id: string, bundle: Bundle): void {
  for (const { extension = [], probabilityDecimal } of risksIn(bundle).flatMap(({ prediction = [] }) => prediction)) {
    const shares = extension
      .filter(({ url }) => url === EXTENSION.contribution)
      .flatMap(({ extension: parts }) => partOf(parts, "percentagePoints")?.valueDecimal ?? []);
    if (shares.length === 0) continue;
    const reference = extension.find(({ url }) => url === EXTENSION.reference)?.extension;
    const difference = (probabilityDecimal ?? 0) - (partOf(reference, "probability")?.valueDecimal ?? 0);
    assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - difference) < 1e-9, id);
  }
}

function assertPercentages(id: string, bundle: Bundle): void {
  for (const { prediction = [] } of risksIn(bundle)) {
    for (const { probabilityDecimal = 0, outcome } of prediction) {
      assert.ok(probabilityDecimal >= 0 && probabilityDecimal <= 100, `${id} ${outcome?.text}: ${probabilityDecimal}`);
    }
  }
}

describe("answers of the models", () => {
  for (const [id, { metadata, coefficientHash }] of RISK_MODELS) {
    it(`${id} adds up, in percentages, with the version and hash of its coefficients`, async () => {
      for (let at = 0; at < countOf(id); at++) {
        const bundle = await predictAtSystemLevel(await exampleOf(id, at));
        assertSums(id, bundle);
        assertShares(id, bundle);
        assertPercentages(id, bundle);
        for (const { method } of resultsIn(bundle)) {
          assert.equal(method?.coding?.[0]?.code, id);
          assert.equal(method?.coding?.[0]?.version, metadata.version);
          assert.ok(
            method?.text?.endsWith(`${id} version ${metadata.version}, coefficients sha256 ${coefficientHash}`),
          );
        }
      }
    });

    it(`${id} gives the same bytes again`, async () => {
      const call = await exampleOf(id);
      const [first, second] = [await predictAtSystemLevel(call), await predictAtSystemLevel(structuredClone(call))];
      assert.equal(JSON.stringify(first), JSON.stringify(second));
    });
  }

  it("have an example of every model, whole", async () => {
    for (const id of RISK_MODELS.keys()) assert.ok((await callsOf(id)).length > 0, id);
  });
});

/** SHA-256 of JSON text, hex, first 16 digits. */
const sha = (json: unknown): string => createHash("sha256").update(JSON.stringify(json)).digest("hex").slice(0, 16);

/** Models whose coefficients are a file: which, and what part of it they are. */
const TABLES: readonly (readonly [string, string, string])[] = [
  ["prevent", "cardiovascular/prevent.coefficients.json", "equations"],
  ["qrisk3", "cardiovascular/qrisk3.coefficients.json", "equations"],
  ["qdiabetes-2018-a", "metabolic/qdiabetes-2018-a.coefficients.json", "sexes"],
  ["qdiabetes-2018-b", "metabolic/qdiabetes-2018-b.coefficients.json", "sexes"],
];

describe("the hash of a model's coefficients", () => {
  for (const [id, path, part] of TABLES) {
    it(`of ${id} is that of ${path} as written`, () => {
      const table = read(new URL(`../../src/models/${path}`, import.meta.url)) as Readonly<Record<string, unknown>>; // a JSON object
      assert.equal(RISK_MODELS.get(id)?.coefficientHash, sha(table[part]));
    });
  }

  it("changes only with the version: a changed number is another model", () => {
    const pinned = read(new URL("../../fixtures/model-hashes.json", import.meta.url));
    const now = [...RISK_MODELS].map(([id, { metadata, coefficientHash }]) => [
      id,
      { version: metadata.version, sha256: coefficientHash },
    ]);
    assert.deepEqual(Object.fromEntries(now), pinned, "give the model a new version and write both in the fixture");
  });

  it("is another one for every model", () => {
    const hashes = [...RISK_MODELS.values()].map(({ coefficientHash }) => coefficientHash);
    assert.equal(new Set(hashes).size, hashes.length);
  });
});

/** Numbers of a model's file that are no coefficients: how old a value may be, and what is made of others in the hash. */
const NO_COEFFICIENT =
  /^(ONE|TWO|FIVE|TEN|HALF)_|DAYS$|^(REFERENCE|SAYS|REFERENCE_SAYS|RECENT|CHANGEABLE|UNIT|BAND_SOURCE|NOTABLE_LOG_ODDS|MEN_FROM_YEARS|NO_30_YEARS_FROM|MMOL_PER_MG_DL|BEST_TOTAL|LN_100|LAST_ROW)$/;

describe("the hash of a model", () => {
  it("has every number that stands alone in the model's file", () => {
    const folder = new URL("../../src/models/", import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
      /^[a-z-]+\/.*\.ts$/.test(file),
    );
    for (const file of files) {
      const text = readFileSync(new URL(file, folder), "utf8");
      const [code = "", hashed] = text.split("coefficientHash: hashOf(");
      if (hashed === undefined || file.startsWith("site/")) continue;
      const numbers = [...code.matchAll(/^const ([A-Z][A-Z0-9_]*) = [\d.e-]+;/gm)].map(([, name = ""]) => name);
      for (const name of numbers.filter((one) => !NO_COEFFICIENT.test(one))) {
        assert.match(hashed, new RegExp(`\\b${name}\\b`), `${file}: ${name} is not in the hash`);
      }
    }
  });
});
