/**
 * Race and ethnicity as recorded, in the categories that models were made with. US Core records race and ethnicity (CDC
 * codes, http://hl7.org/fhir/us/core/StructureDefinition/us-core-race), UK Core the ethnic category of the NHS data
 * dictionary. Several races, or codes that fall into no category, give no value.
 */
import type { Extension, Patient } from "@medplum/fhirtypes";
import type { TwinDraft } from "./draft.ts";

const US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition";
const UK_CORE = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory";

/** OMB categories of race, by CDC code. */
const CENSUS_CATEGORY: Readonly<Record<string, string>> = {
  "2106-3": "white",
  "2054-5": "black",
  "2028-9": "asian",
  "1002-5": "american-indian-or-alaska-native",
  "2076-8": "native-hawaiian-or-pacific-islander",
};
const HISPANIC = "2135-2";
const NOT_HISPANIC = "2186-5";

/** Ethnic categories of the NHS data dictionary that are one of QResearch's nine. */
const QRESEARCH_CATEGORY: Readonly<Record<string, string>> = {
  A: "white-or-not-stated", // British
  B: "white-or-not-stated", // Irish
  C: "white-or-not-stated", // any other white background
  Z: "white-or-not-stated", // not stated
  H: "indian",
  J: "pakistani",
  K: "bangladeshi",
  L: "other-asian",
  M: "black-caribbean",
  N: "black-african",
  R: "chinese",
  D: "other", // mixed: white and black Caribbean
  E: "other", // mixed: white and black African
  F: "other", // mixed: white and Asian
  G: "other", // any other mixed background
  P: "other", // any other black background
  S: "other", // any other ethnic group
};

/** Adds the census category, and that of QResearch, where the Patient says so. */
export function findRace(draft: TwinDraft, patient: Patient, reference: string): void {
  const race = censusCategoryOf(patient);
  if (race !== undefined) {
    draft.add({ concept: "race", origin: "measured", sources: [{ reference }], ...race });
  }
  const codes = (patient.extension ?? [])
    .filter(({ url }) => url === UK_CORE)
    .flatMap(({ valueCodeableConcept }) => valueCodeableConcept?.coding ?? [])
    .flatMap(({ code }) => QRESEARCH_CATEGORY[code ?? ""] ?? []);
  const [category] = codes;
  if (category === undefined || new Set(codes).size > 1) return;
  const rule = "NHS ethnic category";
  draft.add({ concept: "qresearchEthnicity", value: category, origin: "measured", rule, sources: [{ reference }] });
}

function censusCategoryOf(patient: Patient): { readonly value: string; readonly rule: string } | undefined {
  const ethnicity = codesIn(patient, "us-core-ethnicity");
  if (ethnicity.includes(HISPANIC)) return { value: "hispanic", rule: "US Core ethnicity, Hispanic of any race first" };
  const races = new Set(codesIn(patient, "us-core-race").flatMap((code) => CENSUS_CATEGORY[code] ?? []));
  const [value] = races;
  if (value === undefined || races.size > 1) return undefined;
  const isComplete = ethnicity.includes(NOT_HISPANIC);
  return { value, rule: isComplete ? "US Core race" : "US Core race; ethnicity, Hispanic or not, is not on record" };
}

const codesIn = (patient: Patient, name: string): readonly string[] =>
  (patient.extension ?? [])
    .filter(({ url }) => url === `${US_CORE}/${name}`)
    .flatMap(({ extension = [] }: Extension) => extension)
    .flatMap(({ valueCoding }) => valueCoding?.code ?? []);
