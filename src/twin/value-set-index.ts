/**
 * Membership of codings in ValueSets, without a terminology server: codes that are listed, filters `is-a` over the
 * classifications whose hierarchy is in the code itself (ICD, ATC: a code and all that it is the beginning of), `regex`
 * filters, and inclusion of other value sets. https://hl7.org/fhir/R4/valueset.html#compositions
 */
import type { Coding } from "@medplum/fhirtypes";
import { SYSTEM } from "../codes.ts";

/** The parts of a ValueSet file that are read. */
export interface ValueSetFile {
  readonly id: string;
  readonly url: string;
  readonly compose: {
    readonly include: readonly ValueSetPart[];
    readonly exclude?: readonly ValueSetPart[];
  };
}
/** One `compose.include` or `compose.exclude`. */
export interface ValueSetPart {
  readonly system?: string;
  readonly concept?: readonly { readonly code: string }[];
  readonly filter?: readonly { readonly property: string; readonly op: string; readonly value: string }[];
  readonly valueSet?: readonly string[];
}

/** Other identifiers under which senders name a code system, and MIMIC's own systems that hold ICD codes. */
const SYSTEM_ALIASES: Readonly<Record<string, string>> = {
  "urn:oid:2.16.840.1.113883.6.1": SYSTEM.loinc,
  "urn:oid:2.16.840.1.113883.6.96": SYSTEM.snomed,
  "urn:oid:2.16.840.1.113883.6.88": SYSTEM.rxnorm,
  "urn:oid:2.16.840.1.113883.6.73": SYSTEM.atc,
  "http://www.whocc.no/atc/": SYSTEM.atc,
  "urn:oid:2.16.840.1.113883.6.3": SYSTEM.icd10,
  "urn:oid:2.16.840.1.113883.6.90": SYSTEM.icd10cm,
  "http://fhir.de/CodeSystem/bfarm/icd-10-gm": SYSTEM.icd10,
  "http://fhir.de/CodeSystem/dimdi/icd-10-gm": SYSTEM.icd10,
  "urn:oid:2.16.840.1.113883.6.103": SYSTEM.icd9cm,
  "urn:oid:2.16.840.1.113883.6.104": `${SYSTEM.icd9cm}/procedure`,
  "http://mimic.mit.edu/fhir/mimic/CodeSystem/mimic-diagnosis-icd9": SYSTEM.icd9cm,
  "http://mimic.mit.edu/fhir/mimic/CodeSystem/mimic-diagnosis-icd10": SYSTEM.icd10cm,
  "http://mimic.mit.edu/fhir/mimic/CodeSystem/mimic-procedure-icd9": `${SYSTEM.icd9cm}/procedure`,
  "http://mimic.mit.edu/fhir/mimic/CodeSystem/mimic-procedure-icd10": "http://www.cms.gov/Medicare/Coding/ICD10",
  "urn:oid:2.16.840.1.113883.6.4": "http://www.cms.gov/Medicare/Coding/ICD10",
};

/** The system of a coding under its own name. */
export const systemOf = (coding: Coding): string | undefined =>
  coding.system === undefined ? undefined : (SYSTEM_ALIASES[coding.system] ?? coding.system);

/** Answers for at most this many different codings are remembered. */
const MEMORY_LIMIT = 20_000;
const NONE: readonly string[] = [];

interface Rules {
  readonly codes: ReadonlySet<string>;
  readonly prefixes: readonly string[];
  readonly patterns: readonly RegExp[];
}

/** Code without the dot, which MIMIC and many HL7 v2 feeds leave out. */
const plain = (code: string) => code.replaceAll(".", "").toUpperCase();

interface Compiled {
  readonly include: ReadonlyMap<string, ReadonlyMap<string, Rules>>;
  readonly exclude: ReadonlyMap<string, ReadonlyMap<string, Rules>>;
  readonly parents: ReadonlyMap<string, readonly string[]>;
  readonly ids: readonly string[];
}

function compile(files: readonly ValueSetFile[]): Compiled {
  return {
    include: rulesBySystem(files, (file) => file.compose.include),
    exclude: rulesBySystem(files, (file) => file.compose.exclude ?? []),
    parents: parentsOf(files),
    ids: files.map(({ id }) => id),
  };
}

/** Finds, for a coding, the ids of the value sets that it is in. */
export class ValueSetIndex {
  readonly #load: () => readonly ValueSetFile[];
  #compiled: Compiled | undefined;
  readonly #known = new Map<string, readonly string[]>();

  /** @param files the value sets, or where to read them at first use */
  constructor(files: readonly ValueSetFile[] | (() => readonly ValueSetFile[])) {
    this.#load = typeof files === "function" ? files : () => files;
    if (typeof files !== "function") this.#compiled = compile(files);
  }

  /** Ids of the value sets that hold the coding, those that include such a value set too. */
  setsOf(coding: Coding): readonly string[] {
    const system = systemOf(coding);
    if (system === undefined || coding.code === undefined) return NONE;
    const key = `${system}|${coding.code}`;
    let found = this.#known.get(key);
    if (found === undefined) {
      found = this.#find(system, coding.code);
      if (this.#known.size >= MEMORY_LIMIT) this.#known.clear();
      this.#known.set(key, found);
    }
    return found;
  }

  /** All codes of a code system that value sets, or the one of an id, list one by one, as `system|code`. */
  listed(system: string, id?: string): readonly string[] {
    const bySet = this.#rules().include.get(system) ?? new Map<string, Rules>();
    const rules = id === undefined ? [...bySet.values()] : [bySet.get(id) ?? []].flat();
    return [...new Set(rules.flatMap(({ codes }) => [...codes]))].map((code) => `${system}|${code}`);
  }

  #rules(): Compiled {
    this.#compiled ??= compile(this.#load());
    return this.#compiled;
  }

  #find(system: string, code: string): readonly string[] {
    const { include, exclude, parents, ids } = this.#rules();
    const found = new Set<string>();
    const admit = (id: string) => {
      if (found.has(id) || matches(exclude.get(system)?.get(id), code)) return;
      found.add(id);
      for (const parent of parents.get(id) ?? []) admit(parent);
    };
    for (const [id, rules] of include.get(system) ?? []) if (matches(rules, code)) admit(id);
    return ids.filter((id) => found.has(id));
  }
}

function matches(rules: Rules | undefined, code: string): boolean {
  if (rules === undefined) return false;
  if (rules.codes.has(code)) return true;
  const bare = plain(code);
  return (
    rules.prefixes.some((prefix) => bare.startsWith(prefix)) || rules.patterns.some((pattern) => pattern.test(code))
  );
}

function rulesBySystem(files: readonly ValueSetFile[], partsOf: (file: ValueSetFile) => readonly ValueSetPart[]) {
  const bySystem = new Map<string, Map<string, Rules>>();
  for (const file of files) {
    for (const [system, parts] of Map.groupBy(partsOf(file), (part) => part.system ?? "")) {
      if (system === "") continue;
      const filters = parts.flatMap((part) => part.filter ?? []);
      const rules: Rules = {
        codes: new Set(parts.flatMap((part) => part.concept ?? []).map((concept) => concept.code)),
        prefixes: filters.filter((filter) => filter.op === "is-a").map((filter) => plain(filter.value)),
        patterns: filters
          .filter((filter) => filter.op === "regex")
          .map((filter) => new RegExp(`^(?:${filter.value})$`)),
      };
      const ofSystem = bySystem.get(system) ?? new Map<string, Rules>();
      ofSystem.set(file.id, rules);
      bySystem.set(system, ofSystem);
    }
  }
  return bySystem;
}

/** For each value set, the ones that include it whole. */
function parentsOf(files: readonly ValueSetFile[]): ReadonlyMap<string, readonly string[]> {
  const parents = new Map<string, string[]>();
  const idOf = new Map(files.map((file) => [file.url, file.id]));
  for (const file of files) {
    for (const url of file.compose.include.flatMap((part) => part.valueSet ?? [])) {
      const id = idOf.get(url);
      if (id === undefined) throw new Error(`value set ${file.id} includes ${url}, which is not among the files`);
      parents.set(id, [...(parents.get(id) ?? []), file.id]);
    }
  }
  return parents;
}
