/**
 * Under which codes a resource states something about its patient, and when: what the store's `latest` reads.
 *
 * The time is an instant: of a day or a month its beginning, of an event that lasted its end, of something that holds
 * from then on (a condition, a medication being taken) its start. A time that is not known is that of the last update.
 */
import type { CodeableConcept, Resource } from "@medplum/fhirtypes";
import { type IndexedResource, OPEN_TIME } from "../../storage/port.ts";
import { intervalOf } from "./date.ts";
import { type ElementPath, elementPath, visitElements } from "./element-path.ts";

type Moment = "start" | "end";
interface ClinicalRule {
  readonly codes: readonly ElementPath[];
  /** In order of preference. */
  readonly times: readonly (readonly [path: ElementPath, moment: Moment])[];
}

const concepts = (...paths: string[]) => paths.map((path) => elementPath(path, "CodeableConcept"));
const time = (path: string, type: string, moment: Moment = "end") => [elementPath(path, type), moment] as const;
const event = (name: string) => [time(`${name}DateTime`, "dateTime"), time(`${name}Period`, "Period")];
const state = (name: string) => [time(`${name}DateTime`, "dateTime"), time(`${name}Period`, "Period", "start")];

const RULES: Readonly<Record<string, ClinicalRule>> = {
  Observation: {
    codes: concepts("code", "component.code"),
    times: [
      ...event("effective"),
      time("effectiveInstant", "instant"),
      time("effectiveTiming", "Timing"),
      time("issued", "instant"),
    ],
  },
  Condition: { codes: concepts("code"), times: [...state("onset"), time("recordedDate", "dateTime")] },
  MedicationRequest: { codes: concepts("medicationCodeableConcept"), times: [time("authoredOn", "dateTime")] },
  MedicationStatement: {
    codes: concepts("medicationCodeableConcept"),
    times: [...state("effective"), time("dateAsserted", "dateTime")],
  },
  MedicationAdministration: { codes: concepts("medicationCodeableConcept"), times: state("effective") },
  MedicationDispense: {
    codes: concepts("medicationCodeableConcept"),
    times: [time("whenHandedOver", "dateTime"), time("whenPrepared", "dateTime")],
  },
  Procedure: { codes: concepts("code"), times: event("performed") },
  AllergyIntolerance: { codes: concepts("code"), times: [...state("onset"), time("recordedDate", "dateTime")] },
  DiagnosticReport: { codes: concepts("code"), times: [...event("effective"), time("issued", "instant")] },
  Immunization: {
    codes: concepts("vaccineCode"),
    times: [time("occurrenceDateTime", "dateTime"), time("recorded", "dateTime")],
  },
};

export function clinicalOf(resource: Resource): IndexedResource["clinical"] {
  const rule = RULES[resource.resourceType];
  if (!rule) return undefined;
  const codes = [...codesOf(resource, rule.codes), ...codesOfContained(resource)];
  return codes.length === 0 ? undefined : { codes, time: timeOf(resource, rule) };
}

function codesOf(resource: Resource, paths: readonly ElementPath[]): string[] {
  const codes: string[] = [];
  for (const path of paths) {
    visitElements(resource, path, (value) => {
      for (const { system = "", code } of (value as CodeableConcept).coding ?? []) {
        const text = `${system}|${code}`;
        if (code !== undefined && !codes.includes(text)) codes.push(text);
      }
    });
  }
  return codes;
}

const MEDICATION_CODES = concepts("code", "ingredient.itemCodeableConcept");

/** The codes of a medication that is contained. One that is a resource of its own is for the reader to follow. */
function codesOfContained(resource: Resource): string[] {
  const reference = "medicationReference" in resource ? resource.medicationReference?.reference : undefined;
  if (!reference?.startsWith("#") || !("contained" in resource)) return [];
  const medication = resource.contained?.find(({ id }) => id === reference.slice(1));
  return medication ? codesOf(medication, MEDICATION_CODES) : [];
}

function timeOf(resource: Resource, { times }: ClinicalRule): number {
  for (const [path, moment] of times) {
    let found: number | undefined;
    visitElements(resource, path, (value) => {
      found ??= instantOf(value, path.type, moment);
    });
    if (found !== undefined) return found;
  }
  const lastUpdated = Date.parse(resource.meta?.lastUpdated ?? "");
  // Of no known time at all: then it is in no state as of any time.
  return Number.isNaN(lastUpdated) ? OPEN_TIME : lastUpdated;
}

function instantOf(value: unknown, type: string, moment: Moment): number | undefined {
  if (type !== "Period") {
    const interval = intervalOf(value, type);
    return type === "Timing" && interval ? interval.high - 1 : interval?.low;
  }
  const { start, end } = value as { start?: string; end?: string }; // a Period
  const preferred = moment === "start" ? (start ?? end) : (end ?? start);
  return preferred === undefined ? undefined : intervalOf(preferred, "dateTime")?.low;
}
