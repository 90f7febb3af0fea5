/**
 * Invariants written out as functions, for the types that come by the thousand. Each stands beside its FHIRPath in
 * `structures.json` under the same key and says the same; where R4's own expression is wrong or cannot be evaluated, a
 * comment says so. Each gets a value that is sound in its structure.
 */
import { rangeIsOrdered } from "./amounts.ts";
import { CONFORMANCE_RULES } from "./conformance-rules.ts";
import { has, hasAny, hasChoice, type NativeRule, objects, rule } from "./rule.ts";
import { isObject, type JsonObject } from "./walk.ts";
import { isAfter } from "./when.ts";

/** ref-1: `references.ts`; txt-1, txt-2: `narrative.ts`; bdl: `bundle-rules.ts`. */
export const CHECKED_ELSEWHERE: ReadonlySet<string> = new Set([
  "Reference ref-1",
  "Narrative.div txt-1",
  "Narrative.div txt-2",
  ...["1", "2", "3", "4", "7", "9", "10", "11", "12"].map((number) => `Bundle bdl-${number}`),
  "Bundle.entry bdl-5",
  "Bundle.entry bdl-8",
]);

const hasCoding = (concept: unknown, system: string, codes: readonly string[]) =>
  isObject(concept) &&
  objects(concept.coding).some((coding) => coding.system === system && codes.includes(String(coding.code)));

const UCUM = "http://unitsofmeasure.org";
const isUcum = (value: JsonObject) => !has(value, "system") || value.system === UCUM;
const isMeasured = (value: JsonObject) => has(value, "code") || !has(value, "value");
const isPositive = ({ value }: JsonObject) => typeof value !== "number" || value > 0;
const ALLERGY_VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
const CONDITION_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
const CONDITION_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical";

/** By the definition's path and the rule's key. */
export const NATIVE_RULES: Readonly<Record<string, NativeRule>> = {
  ...CONFORMANCE_RULES,

  // Datatypes
  "Age age-1": rule((value) => isMeasured(value) && isUcum(value) && isPositive(value)),
  "Attachment att-1": rule((value) => !has(value, "data") || has(value, "contentType")),
  "ContactPoint cpt-2": rule((value) => !has(value, "value") || has(value, "system")),
  "Distance dis-1": rule((value) => isMeasured(value) && isUcum(value)),
  "Duration drt-1": rule((value) => !has(value, "code") || (value.system === UCUM && has(value, "value"))),
  "Expression exp-1": rule((value) => hasAny(value, "expression", "reference")),
  "Period per-1": rule(({ start, end }) => !isAfter(start, end)),
  "Quantity qty-3": rule((value) => !has(value, "code") || has(value, "system")),
  "SimpleQuantity sqty-1": rule((value) => !has(value, "comparator")),
  "Range rng-2": rule(({ low, high }) => rangeIsOrdered(low, high)),
  "Ratio rat-1": rule(
    (value) => has(value, "numerator") === has(value, "denominator") && hasAny(value, "numerator", "extension"),
  ),
  "Timing.repeat tim-1": rule((value) => !has(value, "duration") || has(value, "durationUnit")),
  "Timing.repeat tim-2": rule((value) => !has(value, "period") || has(value, "periodUnit")),
  "Timing.repeat tim-4": rule(({ duration }) => typeof duration !== "number" || duration >= 0),
  "Timing.repeat tim-5": rule(({ period }) => typeof period !== "number" || period >= 0),
  "Timing.repeat tim-6": rule((value) => !has(value, "periodMax") || has(value, "period")),
  "Timing.repeat tim-7": rule((value) => !has(value, "durationMax") || has(value, "duration")),
  "Timing.repeat tim-8": rule((value) => !has(value, "countMax") || has(value, "count")),
  // R4's expression compares the list of events with one code and so fails for two events; its text is what is checked.
  "Timing.repeat tim-9": rule(
    (value) =>
      !has(value, "offset") ||
      (has(value, "when") && !(Array.isArray(value.when) && value.when.some((code) => /^C[MDV]?$/.test(String(code))))),
  ),
  "Timing.repeat tim-10": rule((value) => !has(value, "timeOfDay") || !has(value, "when")),

  // Resources
  "AllergyIntolerance ait-1": rule(
    (value) =>
      hasCoding(value.verificationStatus, ALLERGY_VERIFICATION, ["entered-in-error"]) || has(value, "clinicalStatus"),
  ),
  "AllergyIntolerance ait-2": rule(
    (value) =>
      !hasCoding(value.verificationStatus, ALLERGY_VERIFICATION, ["entered-in-error"]) || !has(value, "clinicalStatus"),
  ),
  "Appointment.participant app-1": rule((value) => hasAny(value, "type", "actor")),
  "CarePlan.activity cpl-3": rule((value) => !has(value, "detail") || !has(value, "reference")),
  // R4 resolves the member; here only what the reference itself says is known.
  "CareTeam.participant ctm-1": rule(
    ({ onBehalfOf, member }) =>
      onBehalfOf === undefined ||
      !isObject(member) ||
      typeof member.reference !== "string" ||
      !/(^|\/)[A-Z][A-Za-z]+\/[^/]+$/.test(member.reference) ||
      /(^|\/)Practitioner\/[^/]+$/.test(member.reference),
  ),
  "Composition.section cmp-1": rule((value) => hasAny(value, "text", "entry", "section")),
  "Composition.section cmp-2": rule((value) => !has(value, "emptyReason") || !has(value, "entry")),
  "Condition con-4": rule(
    (value) =>
      !hasChoice(value, "abatement") ||
      hasCoding(value.clinicalStatus, CONDITION_CLINICAL, ["resolved", "remission", "inactive"]),
  ),
  "Condition con-5": rule(
    (value) =>
      !hasCoding(value.verificationStatus, CONDITION_VERIFICATION, ["entered-in-error"]) ||
      !has(value, "clinicalStatus"),
  ),
  "Condition.stage con-1": rule((value) => hasAny(value, "summary", "assessment")),
  "Condition.evidence con-2": rule((value) => hasAny(value, "code", "detail")),
  "Goal.target gol-1": rule((value) => !hasChoice(value, "detail") || has(value, "measure")),
  "Immunization.education imm-1": rule((value) => hasAny(value, "documentType", "reference")),
  "MedicationAdministration.dosage mad-1": rule((value) => has(value, "dose") || hasChoice(value, "rate")),
  "MedicationDispense mdd-1": rule(({ whenPrepared, whenHandedOver }) => !isAfter(whenPrepared, whenHandedOver)),
  "Observation obs-6": rule((value) => !has(value, "dataAbsentReason") || !hasChoice(value, "value")),
  "Observation obs-7": rule(
    (value) => !Array.isArray(value.component) || !hasChoice(value, "value") || !repeatsOwnCode(value),
  ),
  "Observation.referenceRange obs-3": rule((value) => hasAny(value, "low", "high", "text")),
  "Organization org-1": rule((value) => hasAny(value, "identifier", "name")),
  "Organization.telecom org-3": rule(({ use }) => use !== "home"),
  "Organization.address org-2": rule(({ use }) => use !== "home"),
  "Parameters.parameter inv-1": rule((value) => {
    const content = Number(hasChoice(value, "value")) + Number(has(value, "resource"));
    return has(value, "part") ? content === 0 : content === 1;
  }),
  "Patient.contact pat-1": rule((value) => hasAny(value, "name", "telecom", "address", "organization")),
  "QuestionnaireResponse.item qrs-1": rule((value) => !has(value, "answer") || !has(value, "item")),
  "RiskAssessment.prediction ras-2": rule(
    ({ probabilityDecimal }) => typeof probabilityDecimal !== "number" || probabilityDecimal <= 100,
  ),
  "ServiceRequest prr-1": rule((value) => !has(value, "orderDetail") || has(value, "code")),
  "Task inv-1": rule(({ authoredOn, lastModified }) => !isAfter(authoredOn, lastModified)),
};

/** Whether a component has a coding of the Observation's own code; equal means equal in every element. */
function repeatsOwnCode(observation: JsonObject): boolean {
  const own = new Set(codingsOf(observation.code));
  return objects(observation.component).some(({ code }) => codingsOf(code).some((coding) => own.has(coding)));
}

/** The codings of a concept as texts that are equal if the codings are, extensions aside. */
function codingsOf(concept: unknown): string[] {
  return objects(isObject(concept) ? concept.coding : []).map(({ system, version, code, display, userSelected }) =>
    JSON.stringify([system, version, code, display, userSelected]),
  );
}
