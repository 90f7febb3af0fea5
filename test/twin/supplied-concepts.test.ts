/** Every concept is found by the twin or is on the README's list of those that a caller must supply, and not both. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { CONCEPTS } from "../../src/concepts/index.ts";
import { OPIOID_INPUTS } from "../../src/drug-safety/opioids.ts";
import { ARRIVAL_SETS } from "../../src/twin/arrival.ts";
import { CODED_ANSWERS } from "../../src/twin/coded-answers.ts";
import { COMORBIDITY_RULES } from "../../src/twin/comorbidities.ts";
import { CONDITION_RULES } from "../../src/twin/condition-rules.ts";
import { INFUSION_SETS } from "../../src/twin/infusions.ts";
import { DRUG_SETS } from "../../src/twin/medications.ts";
import { QUANTITY_SETS } from "../../src/twin/quantity-sets.ts";
import { VALUE_RULES } from "../../src/twin/value-rules.ts";

const TWIN = new URL("../../src/twin/", import.meta.url);
const text = (name: string) => readFileSync(new URL(name, TWIN), "utf8");

/** Names that the code adds to a draft by themselves, not from a table. */
const addedByName = readdirSync(TWIN)
  .filter((name) => name.endsWith(".ts"))
  .flatMap((name) =>
    [...text(name).matchAll(/(?:concept: |\(draft, )"([A-Za-z0-9]+)"/g)].map((match) => match[1] ?? ""),
  );

const found = new Set<string>([
  ...Object.keys(QUANTITY_SETS),
  ...Object.keys(CONDITION_RULES),
  ...Object.keys(COMORBIDITY_RULES),
  ...Object.keys(DRUG_SETS),
  ...Object.keys(INFUSION_SETS),
  ...Object.keys(ARRIVAL_SETS),
  ...OPIOID_INPUTS,
  ...CODED_ANSWERS.map(([name]) => name),
  ...VALUE_RULES.map(({ concept }) => concept),
  ...addedByName,
]);

/** The names in the README's section, where `epdsItem*` stands for all that begin so. */
const section = /## Concepts that must be supplied\n[\s\S]*?\n(- [\s\S]*?)\n## /.exec(text("README.md"))?.[1] ?? "";
const listed = [...section.matchAll(/`([A-Za-z0-9]+\*?)`/g)].map((match) => match[1] ?? "");
const matches = (name: string, concept: string): boolean =>
  name.endsWith("*") ? concept.startsWith(name.slice(0, -1)) : concept === name;
const isListed = (concept: string): boolean => listed.some((name) => matches(name, concept));

describe("the list of concepts that must be supplied", () => {
  it("has every concept that the twin does not find", () => {
    const missing = Object.keys(CONCEPTS).filter((name) => !found.has(name) && !isListed(name));
    assert.deepEqual(missing, [], "add a finder to src/twin, or the name to the list in src/twin/README.md");
  });

  it("has none that the twin finds, and none that does not exist", () => {
    assert.deepEqual(
      Object.keys(CONCEPTS).filter((name) => found.has(name) && isListed(name)),
      [],
    );
    assert.deepEqual(
      listed.filter((name) => !Object.keys(CONCEPTS).some((concept) => matches(name, concept))),
      [],
    );
  });
});
