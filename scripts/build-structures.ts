/**
 * Makes `src/fhir/definitions/structures.json` from HL7's own StructureDefinitions and value set expansions of R4 4.0.1
 * (licence CC0), which are not part of this repository.
 *
 *     node scripts/build-structures.ts [folder [target]]
 *
 * The folder holds `structuredefinitions.ndjson.gz` and `required-valuesets-expanded.ndjson.gz`, one resource a line;
 * by default `../shared/suites/definitions-r4`. The definitions that npm packages bundle are no substitute: the one
 * that was compared has elements of R5 and of its vendor in the R4 types (`src/decisions/0002-validation.md`).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import type { ElementDefinition, StructureDefinition, ValueSet } from "@medplum/fhirtypes";
import type { ElementRow, RuleRow, StructureRow, ValueSetRow } from "../src/fhir/definitions/structures.ts";

const ROOT = resolve(import.meta.dirname, "..");
const FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";
/** Checked by code in `src/fhir/validation`, for every element or resource. */
const UNIVERSAL_RULES = /^(ele-1|ext-1|dom-\d)$/;
/** Expansions that are a first page only; a code outside them may be right. */
const INCOMPLETE = new Set(["http://hl7.org/fhir/ValueSet/ucum-units"]);

const folder = process.argv[2] ?? join(ROOT, "../shared/suites/definitions-r4");
const target = process.argv[3] ?? join(ROOT, "src/fhir/definitions/structures.json");
const structures = readLines<StructureDefinition>("structuredefinitions.ndjson.gz").filter(isBaseDefinition);
const expansions = new Map(
  readLines<ValueSet>("required-valuesets-expanded.ndjson.gz").map((valueSet) => [valueSet.url, valueSet]),
);
const types: Record<string, StructureRow> = {};
const valueSets: Record<string, ValueSetRow> = {};

for (const structure of structures) addStructure(structure);
writeFileSync(target, asText());

function readLines<T>(file: string): T[] {
  const text = gunzipSync(readFileSync(join(folder, file))).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T); // the files hold one kind of resource each
}

/** The types themselves and SimpleQuantity, the one profile that base types name; neither logical models nor profiles. */
function isBaseDefinition({ kind, derivation, name }: StructureDefinition): boolean {
  return name === "SimpleQuantity" || (kind !== "logical" && kind !== "primitive-type" && derivation !== "constraint");
}

function addStructure({ name, type, baseDefinition, url, derivation, snapshot }: StructureDefinition): void {
  const elements = snapshot?.element ?? [];
  const own = derivation === "constraint" ? elements.slice(0, 1) : elements.filter((element) => isOwn(element, type));
  for (const element of own) {
    const path = element.path ?? "";
    if (path === type) {
      types[name] = {
        ...(baseDefinition ? { base: lastPart(baseDefinition) } : {}),
        elements: [],
        ...rulesOf(element, url),
      };
      continue;
    }
    const parent = types[path.slice(0, path.lastIndexOf("."))];
    if (!parent) throw new Error(`${path} comes before its parent`);
    const row = elementRow(element, url);
    if (!isBackbone(element)) {
      parent.elements.push(row);
      continue;
    }
    // The rules of a backbone element go with its type, so that they hold where a contentReference names it, too.
    const { rules, ...rest } = row;
    parent.elements.push(rest);
    types[path] = { base: element.type?.[0]?.code ?? "", elements: [], ...(rules ? { rules } : {}) };
  }
}

/** Inherited elements stand in the base type; nested ones (`Patient.contact.id`) in BackboneElement or Element. */
function isOwn({ path = "", base }: ElementDefinition, type: string): boolean {
  return path === type || base?.path === path || (base?.path ?? "").startsWith(`${type}.`);
}

function isBackbone({ type, path = "" }: ElementDefinition): boolean {
  const code = type?.[0]?.code;
  const isAnonymous = code === "BackboneElement" || code === "Element";
  return (
    isAnonymous &&
    structures.some(({ snapshot }) => snapshot?.element?.some((other) => other.path?.startsWith(`${path}.`)))
  );
}

/** Differs from the definition: Resource.id, a string there, is of type id in the text of the specification. */
function elementRow(element: ElementDefinition, url: string): ElementRow {
  const path = element.path ?? "";
  const { type = [], min = 0, max, isSummary, isModifier, contentReference, binding } = element;
  const targets = type.find(({ code }) => code === "Reference")?.targetProfile?.map(lastPart);
  const valueSet = binding?.strength === "required" ? addValueSet(binding.valueSet ?? "") : undefined;
  return {
    name: path.slice(path.lastIndexOf(".") + 1),
    types:
      path === "Resource.id"
        ? ["id"]
        : contentReference
          ? [contentReference.slice(1)]
          : isBackbone(element)
            ? [path]
            : type.map(typeName),
    ...(min > 0 ? { min } : {}),
    ...(max === "*" ? { many: true } : {}),
    ...(isSummary ? { summary: true } : {}),
    ...(isModifier ? { modifier: true } : {}),
    ...(valueSet ? { valueSet } : {}),
    ...(targets && !targets.includes("Resource") ? { targets } : {}),
    ...(type.some(({ profile }) => profile?.some((name) => name.endsWith("/SimpleQuantity"))) ? { simple: true } : {}),
    ...rulesOf(element, url),
  };
}

/** A primitive without extensions has the type `http://hl7.org/fhirpath/System.String` and its FHIR type beside it. */
function typeName(type: NonNullable<ElementDefinition["type"]>[number]): string {
  return type.extension?.find(({ url }) => url === FHIR_TYPE)?.valueUrl ?? type.code ?? "";
}

function rulesOf({ constraint = [] }: ElementDefinition, url: string): { rules?: readonly RuleRow[] } {
  const rules = constraint
    .filter(
      ({ severity, key, source }) =>
        severity === "error" && !UNIVERSAL_RULES.test(key ?? "") && (source ?? url) === url,
    )
    .map(({ key = "", human = "", expression = "" }): RuleRow => ({ key, human, expression }));
  return rules.length > 0 ? { rules } : {};
}

/** The id of the value set if its codes are known, and puts them into `valueSets`. */
function addValueSet(canonical: string): string | undefined {
  const url = canonical.split("|")[0] ?? "";
  const contains = expansions.get(url)?.expansion?.contains ?? [];
  if (contains.length === 0 || INCOMPLETE.has(url)) return undefined;
  const id = lastPart(url);
  const row: Record<string, string[]> = {};
  for (const { system = "", code = "" } of contains) {
    row[system] ??= [];
    row[system].push(code);
  }
  valueSets[id] = row;
  return id;
}

function lastPart(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
}

/** One line per type and value set, so that a change reads well in a diff. */
function asText(): string {
  const lines = (rows: Record<string, unknown>) =>
    Object.keys(rows)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${JSON.stringify(rows[name])}`)
      .join(",\n");
  const source =
    "HL7 FHIR R4 4.0.1, StructureDefinitions and value set expansions, CC0; made by scripts/build-structures.ts";
  return `{"source":${JSON.stringify(source)},\n"types":{\n${lines(types)}\n},\n"valueSets":{\n${lines(valueSets)}\n}}\n`;
}
