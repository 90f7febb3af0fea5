/** Who the person is: from the Patient resource. https://hl7.org/fhir/R4/patient.html */
import type { Patient } from "@medplum/fhirtypes";
import { CONCEPTS } from "../concepts/index.ts";
import { cardiovascularRiskRegionOf, countryCodeOf } from "./countries.ts";
import type { TwinDraft } from "./draft.ts";
import { findRace } from "./race.ts";
import { completedYears, intervalOf, momentOf } from "./time.ts";

/** Adds death, age, sex, region and ethnicity to the draft. */
export function findDemographics(draft: TwinDraft, patient: Patient, reference: string): void {
  findDeath(draft, patient, reference);
  findAge(draft, patient, reference);
  findSex(draft, patient, reference);
  findRegion(draft, patient, reference);
  findEthnicity(draft, patient, reference);
  findRace(draft, patient, reference);
}

function findDeath(draft: TwinDraft, patient: Patient, reference: string): void {
  const died = momentOf(patient.deceasedDateTime);
  const stated = patient.deceasedBoolean ?? (died === undefined ? undefined : died <= draft.asOf);
  draft.add({
    concept: "isDeceased",
    value: stated ?? false,
    origin: stated === undefined ? "absent" : "measured",
    rule: stated === undefined ? "the Patient says nothing of a death" : "Patient.deceased[x]",
    sources: [{ reference, ...(patient.deceasedDateTime === undefined ? {} : { time: patient.deceasedDateTime }) }],
  });
}

/** Where only the month or year of birth is known, its middle is assumed: the 15th, the first of July. */
export function birthDayOf(patient: Patient): { readonly day: Date; readonly rule: string } | undefined {
  const interval = intervalOf(patient.birthDate);
  if (interval === undefined) return undefined;
  const day = new Date(interval.low);
  if (interval.precision === "month") {
    day.setUTCDate(15);
    return { day, rule: "birth date known to the month: the 15th assumed" };
  }
  if (interval.precision === "year") {
    day.setUTCMonth(6);
    return { day, rule: "birth date known to the year: 1 July assumed" };
  }
  return { day, rule: "Patient.birthDate" };
}

const DAY_MS = 86_400_000;

function findAge(draft: TwinDraft, patient: Patient, reference: string): void {
  const birth = birthDayOf(patient);
  if (birth === undefined) return;
  const died = momentOf(patient.deceasedDateTime);
  const at = Math.min(draft.asOf, died ?? draft.asOf);
  const age = completedYears(birth.day, at);
  const source = { reference, ...(patient.birthDate === undefined ? {} : { time: patient.birthDate }) };
  // A day's grace for the time zones east of UTC.
  if ((momentOf(patient.birthDate) ?? 0) > draft.asOf + DAY_MS) {
    draft.note("age", "the birth date lies after the time asked for", [source]);
    return;
  }
  if (age > CONCEPTS.age.plausible[1]) {
    draft.note("age", "an implausible age was left out: a wrong birth date, or a death that was not recorded", [
      source,
    ]);
    return;
  }
  draft.add({
    concept: "age",
    value: Math.max(0, age),
    origin: "derived",
    rule: `completed years, ${birth.rule}${at < draft.asOf ? ", at death" : ""}`,
    sources: [source],
  });
}

function findSex(draft: TwinDraft, patient: Patient, reference: string): void {
  if (patient.gender !== "female" && patient.gender !== "male") return;
  draft.add({
    concept: "sex",
    value: patient.gender,
    origin: "measured",
    rule: "Patient.gender",
    sources: [{ reference }],
  });
}

/** The country of the current home address, else of the first current address that names one. */
function findRegion(draft: TwinDraft, patient: Patient, reference: string): void {
  const current = (patient.address ?? []).filter((address) => {
    const end = intervalOf(address.period?.end)?.high;
    return address.use !== "old" && address.country !== undefined && (end === undefined || end >= draft.asOf);
  });
  const address = current.find(({ use }) => use === "home") ?? current[0];
  const country = countryCodeOf(address?.country);
  if (country === undefined) return;
  const sources = [{ reference, code: `urn:iso:std:iso:3166|${country}` }];
  const rule = "country of Patient.address";
  const region = cardiovascularRiskRegionOf(country);
  if (region !== undefined) {
    draft.add({ concept: "cardiovascularRiskRegion", value: region, origin: "derived", rule, sources });
  }
  const inNorthAmerica = country === "US" || country === "CA";
  draft.add({ concept: "livesInNorthAmerica", value: inNorthAmerica, origin: "derived", rule, sources });
}

const RACE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race";
/** CDC race codes that fall into one category of the UKPDS, which knew three. */
const UKPDS_CATEGORY: Readonly<Record<string, string>> = {
  "2106-3": "white",
  "2054-5": "afro-caribbean",
  "2029-7": "asian-indian",
};

function findEthnicity(draft: TwinDraft, patient: Patient, reference: string): void {
  const parts = patient.extension?.find((extension) => extension.url === RACE)?.extension ?? [];
  const codes = parts.flatMap((part) => part.valueCoding?.code ?? []);
  const categories = new Set(codes.flatMap((code) => UKPDS_CATEGORY[code] ?? []));
  const [category] = categories;
  if (category === undefined || categories.size > 1) return;
  const rule = "US Core race taken as the nearest UKPDS category";
  draft.add({ concept: "ethnicity", value: category, origin: "derived", rule, sources: [{ reference }] });
}
