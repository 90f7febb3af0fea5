/** Concepts that a site's file declares: what its models need and this server has no name for. */
import { isDeepStrictEqual } from "node:util";
import { SYSTEM } from "../../codes.ts";
import { declareSiteConcepts, SITE_CONCEPT_NAME, type SiteConcept } from "../../concepts/site.ts";
import { InvalidInput } from "../../errors.ts";
import { isUcum } from "../../units.ts";
import {
  anyNumber,
  listOf,
  looked,
  objectOf,
  oneOf,
  pairOf,
  type Reader,
  type Report,
  recordOf,
  such,
  text,
} from "./readers.ts";

const MAX_CONCEPTS = 100;
/** Problems told in one line. */
const MAX_TOLD = 10;
const ANSWER = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const codes = listOf(objectOf({ system: oneOf([SYSTEM.loinc, SYSTEM.snomed]), code: text(20) }, {}), {
  min: 1,
  max: 20,
});
const unit = such<string>("a UCUM unit", (value) => typeof value === "string" && isUcum(value));
const quantity = looked(
  objectOf({ kind: oneOf(["quantity"]), display: text(200), unit, plausible: pairOf(anyNumber) }, { codes }),
  ({ plausible: [low, high] }, at, report) => {
    if (!(low < high)) report(`${at}.plausible`, "must rise");
  },
);
const fact = objectOf({ kind: oneOf(["boolean"]), display: text(200) }, {});
const choice = looked(
  objectOf({ kind: oneOf(["code"]), display: text(200), values: recordOf(text(200), { min: 2, max: 100 }) }, {}),
  ({ values }, at, report) => {
    if (Object.keys(values).every((answer) => ANSWER.test(answer))) return;
    report(`${at}.values`, "must be named in lower-case letters, digits, hyphens");
  },
);

const KINDS: Readonly<Record<string, Reader<SiteConcept>>> = {
  quantity: (value, at, report) => {
    const { codes: found = [], ...read } = quantity(value, at, report);
    const loinc = found.find(({ system }) => system === SYSTEM.loinc)?.code;
    return { concept: loinc === undefined ? read : { ...read, loinc }, codes: found };
  },
  boolean: (value, at, report) => ({ concept: fact(value, at, report), codes: [] }),
  code: (value, at, report) => ({ concept: choice(value, at, report), codes: [] }),
};

const siteConcept: Reader<SiteConcept> = (value, at, report) => {
  const kind = typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
  const reader = typeof kind === "string" && Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (reader !== undefined) return reader(value, at, report);
  report(`${at}.kind`, `must be one of ${Object.keys(KINDS).join(", ")}`);
  return { concept: { kind: "boolean", display: "" }, codes: [] }; // not used: it was reported
};

const siteConcepts = recordOf(siteConcept, { max: MAX_CONCEPTS });

/** The concepts by name, `site:…`; a quantity with the codes by which the twin finds it, if any. */
export function siteConceptsIn(value: unknown, report: Report): ReadonlyMap<string, SiteConcept> {
  const declared = new Map(Object.entries(siteConcepts(value, "concepts", report)));
  for (const name of declared.keys()) {
    if (SITE_CONCEPT_NAME.test(name)) continue;
    report(`concepts.${name.slice(0, 60)}`, "must be named site: and lower-case letters, digits, hyphens");
  }
  return declared;
}

/**
 * Declares the concepts of all files in place of those declared before.
 * @param files parsed JSON of each, by the name that an error is to give it
 * @throws InvalidInput in one line, for a concept that is wrong or is declared in two ways
 */
export function declareConceptsOf(files: ReadonlyMap<string, unknown>): void {
  const all = new Map<string, SiteConcept>();
  for (const [file, content] of files) {
    const declared = typeof content === "object" && content !== null && "concepts" in content ? content.concepts : {};
    const problems: string[] = [];
    const concepts = siteConceptsIn(declared, (at, says) => problems.push(`${at} ${says}`));
    for (const [name, concept] of concepts) {
      if (all.has(name) && !isDeepStrictEqual(all.get(name), concept)) {
        problems.push(`concepts.${name} is declared in another way by another file`);
      }
      all.set(name, concept);
    }
    if (problems.length > 0) throw new InvalidInput(`${file}: ${problems.slice(0, MAX_TOLD).join("; ")}`);
  }
  declareSiteConcepts(all);
}
