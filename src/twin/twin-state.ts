/**
 * The state of a person's digital twin as of a time, from the resources of the record: a pure function, so that the same
 * resources in any order give the same twin. `src/twin/README.md` tells the rules in one place.
 */
import type { Condition, Encounter, Medication, Procedure, Resource } from "@medplum/fhirtypes";
import { SYSTEM } from "../codes.ts";
import { findAnswers, findPregnancy } from "./answers.ts";
import { deriveApgarScores } from "./apgar-signs.ts";
import { findArrival } from "./arrival.ts";
import { findBirths } from "./births.ts";
import { deriveOxygenGradient } from "./blood-gas.ts";
import { findCancerSites } from "./cancer-site.ts";
import { findComorbidities } from "./comorbidities.ts";
import { conditionAssertions, findConditions, procedureAssertions } from "./conditions.ts";
import { settleContradictions } from "./contradictions.ts";
import { findDemographics } from "./demographics.ts";
import { deriveAlbuminuria, deriveBodyMassIndex, deriveDiabetesDuration, deriveEgfr } from "./derived.ts";
import { deriveAgeAtDiabetesDiagnosis, deriveGestationalAge, deriveLongHeartFailure } from "./derived-times.ts";
import { TwinDraft, type TwinInput, versionedReference } from "./draft.ts";
import { findFamilyHistory } from "./family-history.ts";
import { findGenes } from "./genes.ts";
import { findHospitalStay } from "./hospital-stays.ts";
import { findInfusionRates } from "./infusions.ts";
import { findMedications, type MedicationUse, medicationAssertions } from "./medications.ts";
import { keepLatestResponses } from "./one-response.ts";
import { findOpioidDoses } from "./opioids.ts";
import { findPresentProcedures } from "./present-procedures.ts";
import { findQuantities } from "./quantities.ts";
import { observationsOf } from "./questionnaire-responses.ts";
import { readingsOf } from "./readings.ts";
import { findByReferenceRange } from "./reference-ranges.ts";
import { findReportedSigns } from "./reported-signs.ts";
import { findSiteQuantities } from "./site-quantities.ts";
import { findSmoking } from "./smoking.ts";
import { findSmokingHistory } from "./smoking-history.ts";
import type { TwinState } from "./state.ts";
import { momentOf } from "./time.ts";
import { findTumour } from "./tumour.ts";
import { applyValueRules } from "./value-rules.ts";
import { VALUE_SETS } from "./value-sets.ts";
import { deriveSystolicVariability } from "./variability.ts";
import { addWindows } from "./windows.ts";

const MEDICATION_USES = [
  "MedicationRequest",
  "MedicationStatement",
  "MedicationDispense",
  "MedicationAdministration",
] as const;

/** Computes the state; never throws on odd resources, which it leaves out and tells of in `findings`. */
export function twinState(input: TwinInput): TwinState {
  const { patient, asOf } = input;
  const referenceOf = input.referenceOf ?? versionedReference;
  const of = sorted(input.resources);
  const reading = { valueSets: VALUE_SETS, asOf, referenceOf, birthDate: patient?.birthDate };
  const draft = new TwinDraft(asOf);

  const answered = observationsOf(of("QuestionnaireResponse"), of("Questionnaire"), patient?.id);
  const allReadings = readingsOf([...of("Observation"), ...answered.keys()], VALUE_SETS, {
    asOf,
    referenceOf: (observation) => referenceOf(answered.get(observation) ?? observation),
  });
  const readings = keepLatestResponses(draft, allReadings);
  const conditions = conditionAssertions(of("Condition"), byReference(of("Encounter"), referenceOf), reading);
  const procedures = procedureAssertions(of("Procedure"), reading);
  const uses = MEDICATION_USES.flatMap((type) => of(type));
  const drugs = byReference(of("Medication"), referenceOf);
  const medications = medicationAssertions(uses, drugs, reading);
  // Observations alone (a laboratory's feed) do not show that anyone keeps this person's conditions and medication.
  const witnesses = [...of("Condition"), ...of("Encounter"), ...of("Procedure"), ...uses];
  const recordSaysSomething = witnesses.some((resource) => hasBegun(resource, asOf));

  if (patient) findDemographics(draft, patient, referenceOf(patient));
  findQuantities(draft, readings);
  findSiteQuantities(draft, of("Observation"), reading);
  findSmoking(draft, readings, conditions);
  findSmokingHistory(draft, readings);
  findAnswers(draft, readings);
  findBirths(draft, readings);
  findTumour(draft, readings, conditions);
  findConditions(draft, [...conditions, ...procedures], recordSaysSomething);
  findReportedSigns(draft, readings, VALUE_SETS);
  findCancerSites(draft, conditions);
  findComorbidities(draft, conditions, recordSaysSomething);
  findMedications(draft, medications, recordSaysSomething);
  findOpioidDoses(draft, uses, { drugs, asOf, referenceOf, assertions: medications, conditions });
  findInfusionRates(draft, of("MedicationAdministration"), { ...reading, medications: drugs });
  findPregnancy(draft, readings, conditions);
  findArrival(draft, of("Encounter"), allReadings);
  const stay = findHospitalStay(draft, of("Encounter"), referenceOf);
  findPresentProcedures(draft, of("Procedure"), { ...reading, stay });
  findFamilyHistory(draft, of("FamilyMemberHistory"), reading);
  findByReferenceRange(draft, readings);
  findGenes(draft, of("Observation"), referenceOf);
  deriveGestationalAge(draft, readings);
  settleContradictions(draft);
  deriveBodyMassIndex(draft, patient);
  deriveEgfr(draft, patient, readings);
  deriveAlbuminuria(draft, conditions);
  deriveDiabetesDuration(draft, conditions);
  deriveAgeAtDiabetesDiagnosis(draft, patient, conditions);
  deriveLongHeartFailure(draft, conditions);
  deriveSystolicVariability(draft, readings);
  deriveOxygenGradient(draft);
  deriveApgarScores(draft, readings);
  applyValueRules(draft);
  addWindows(draft, allReadings);

  return {
    patientId: patient?.id,
    asOf: new Date(asOf).toISOString(),
    features: draft.features,
    findings: draft.findings,
  };
}

type Witness = Condition | Encounter | Procedure | MedicationUse;

/** Whether a resource tells of something at or before the time; one without any date does. */
function hasBegun(resource: Witness, asOf: number): boolean {
  return (momentOf(beginningOf(resource)) ?? asOf) <= asOf;
}

function beginningOf(resource: Witness): string | undefined {
  switch (resource.resourceType) {
    case "Condition":
      return resource.onsetDateTime ?? resource.onsetPeriod?.start ?? resource.recordedDate;
    case "Encounter":
      return resource.period?.start;
    case "Procedure":
      return resource.performedDateTime ?? resource.performedPeriod?.start;
    case "MedicationRequest":
      return resource.authoredOn;
    case "MedicationStatement":
      return resource.effectiveDateTime ?? resource.effectivePeriod?.start ?? resource.dateAsserted;
    case "MedicationDispense":
      return resource.whenHandedOver ?? resource.whenPrepared;
    case "MedicationAdministration":
      return resource.effectiveDateTime ?? resource.effectivePeriod?.start;
  }
}

type OfType<T extends Resource["resourceType"]> = Extract<Resource, { resourceType: T }>;

/** Resources of the record by type; what this server computed is not part of it. */
function sorted(resources: readonly Resource[]): <T extends Resource["resourceType"]>(type: T) => readonly OfType<T>[] {
  const byType = Map.groupBy(
    resources.filter((resource) => !resource.meta?.tag?.some((tag) => tag.system === SYSTEM.tag)),
    (resource) => resource.resourceType,
  );
  // grouped by resourceType, so that each group holds resources of that type only
  return <T extends Resource["resourceType"]>(type: T) => (byType.get(type) ?? []) as unknown as readonly OfType<T>[];
}

/** Resources under every way in which others may refer to them. */
function byReference<T extends Encounter | Medication>(
  resources: readonly T[],
  referenceOf: (resource: T) => string,
): ReadonlyMap<string, T> {
  return new Map(
    resources.flatMap((resource) => [
      [`${resource.resourceType}/${resource.id ?? ""}`, resource] as const,
      [referenceOf(resource), resource] as const,
    ]),
  );
}
