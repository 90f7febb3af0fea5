/** Public suites and synthetic records in `../shared`, which is not part of this repository. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Issue } from "../../../src/errors.ts";
import { validateResource } from "../../../src/fhir/validation/validate-resource.ts";
import { parseJson } from "../../../src/json.ts";
import { REFERENCE_VALIDATOR, SPECIFICATION_EXAMPLES } from "./known-differences.ts";

const SHARED = resolve(import.meta.dirname, "../../../../shared");
const isThere = existsSync(SHARED);
if (!isThere) console.log("validation: the suites are skipped, because ../shared is absent");
const describeIfThere = isThere ? describe : describe.skip;

function linesOf(file: string): string[] {
  const text = gunzipSync(readFileSync(join(SHARED, file))).toString("utf8");
  return text.split("\n").filter((line) => line !== "");
}

const firstError = (resource: unknown): Issue | undefined =>
  validateResource(resource).find(({ severity }) => severity === "error");

describeIfThere("examples of the R4 specification", () => {
  it("are valid, but for those that break its rules", () => {
    const found: Record<string, string | undefined> = {};
    for (const line of linesOf("suites/r4-spec-examples/examples.ndjson.gz")) {
      const resource = parseJson(line) as { resourceType: string; id: string };
      const issue = firstError(resource);
      if (issue) found[`${resource.resourceType}/${resource.id}`] = issue.expression;
    }
    assert.deepEqual(found, SPECIFICATION_EXAMPLES);
  });

  it("leave no invariant unevaluated", () => {
    for (const line of linesOf("suites/r4-spec-examples/examples.ndjson.gz")) {
      const incomplete = validateResource(parseJson(line)).filter(({ code }) => code === "incomplete");
      assert.deepEqual(incomplete, []);
    }
  });
});

interface ReferenceCase {
  readonly name: string;
  readonly file: string;
  readonly module: string | null;
  readonly expected: string;
  readonly content: string;
}

/** What these modules check is not in the base definitions, so only their valid resources say something here. */
const BEYOND_DEFINITIONS = new Set(
  "tx tx-advanced questionnaire measure api cdshooks package-versioning scoring matchetype shc cda".split(" "),
);
/** An instance with placeholders such as `$instant$` in place of values. */
const TEMPLATES = new Set(["matchetype-pattern-1"]);

describeIfThere("cases of the reference validator", () => {
  it("get the same verdict, but for the known differences", () => {
    const needsProfile = new Map(
      readFileSync(join(SHARED, "suites/fhir-test-cases/validator-r4-index.tsv"), "utf8")
        .split("\n")
        .map((line) => [line.split("\t")[0], line.split("\t")[7] === "True"]),
    );
    const differing: string[] = [];
    let agreeing = 0;
    for (const line of linesOf("suites/fhir-test-cases/validator-r4.ndjson.gz")) {
      const { name, file, module, expected, content } = JSON.parse(line) as ReferenceCase;
      if (!file.endsWith(".json") || expected === "unknown" || needsProfile.get(name) !== false) continue;
      if (TEMPLATES.has(name) || (BEYOND_DEFINITIONS.has(module ?? "") && expected === "invalid")) continue;
      if (verdict(content) === expected) agreeing++;
      else differing.push(name);
    }
    assert.deepEqual(differing.sort(), Object.keys(REFERENCE_VALIDATOR).sort());
    assert.ok(agreeing > 150, `only ${agreeing} cases agree`);
  });
});

function verdict(content: string): "valid" | "invalid" {
  try {
    return firstError(parseJson(content)) ? "invalid" : "valid";
  } catch (error) {
    assert.ok(error instanceof SyntaxError);
    return "invalid";
  }
}

describeIfThere("primitive values of google-fhir", () => {
  /** It tests values apart from a resource, and in its own data model, which holds an empty narrative. */
  const notForUs = (type: string, value: string): boolean =>
    value === "null" || value.includes('"#p1"') || (type === "xhtml" && value === '""');
  const cases = isThere ? linesOf("suites/google-fhir-jsonformat/r4-validation.ndjson.gz") : [];
  for (const line of cases) {
    const { file, expected, lines } = JSON.parse(line) as { file: string; expected: string; lines: string[] };
    const type = (file.split(".")[0] ?? "").replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
    it(`${file}: ${expected}`, () => {
      for (const value of lines.filter((text) => !notForUs(type, text))) {
        assert.equal(verdict(resourceWith(type, value)), expected, value);
      }
    });
  }
});

function resourceWith(type: string, value: string): string {
  if (type === "xhtml") return `{"resourceType":"Patient","text":{"status":"generated","div":${value}}}`;
  const name = `value${type.charAt(0).toUpperCase()}${type.slice(1)}`;
  return `{"resourceType":"Patient","extension":[{"url":"http://example.org/x","${name}":${value}}]}`;
}

describeIfThere("synthetic records", () => {
  for (const folder of ["synthea-2019", "synthea-2020"]) {
    it(`${folder}: every bundle is valid`, function () {
      this.timeout(60_000);
      const path = join(SHARED, "data", folder, "bundles");
      for (const file of readdirSync(path).filter((name) => name.endsWith(".json.gz"))) {
        const bundle = parseJson(gunzipSync(readFileSync(join(path, file))).toString("utf8"));
        assert.deepEqual(firstError(bundle), undefined, file);
      }
    });
  }
});
