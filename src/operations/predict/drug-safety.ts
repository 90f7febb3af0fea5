/** `$predict?model=drug-safety`: DetectedIssues of the medications in use, and of one that is proposed. */
import type { DetectedIssue, MedicationRequest, OperationOutcomeIssue } from "@medplum/fhirtypes";
import type { ConceptName } from "../../concepts/index.ts";
import { checkDrugSafety, type SafetyRecord } from "../../drug-safety/check.ts";
import type { SafetyNote } from "../../drug-safety/contract.ts";
import { InvalidInput } from "../../errors.ts";
import type { OperationRequest } from "../../fhir/operation.ts";
import { oneNamed, resourceOf } from "../../fhir/parameters.ts";
import { VARIANT_CODE } from "../../genomics/observations.ts";
import type { VcfReading } from "../../genomics/vcf.ts";
import { momentOf } from "../../twin/time.ts";
import type { InputDeps, KnownInputs, KnownValue } from "../inputs.ts";
import { genomicReadingsOf } from "./drug-safety-genomics.ts";
import { PROPOSAL_AT, type SafetyInputs } from "./drug-safety-inputs.ts";
import { detectedIssues, safetyOutcome } from "./drug-safety-issues.ts";
import { kidneyContext } from "./drug-safety-kidney.ts";
import { latestQtcMs } from "./drug-safety-qtc.ts";
import {
  bundleSafetyResources,
  medicationsAndAllergies,
  OBSERVATIONS_PER_CODE,
  type SafetyResources,
  storedSafetyResources,
  withProposed,
} from "./drug-safety-record.ts";

export interface SafetyAnswer {
  readonly issues: readonly DetectedIssue[];
  readonly outcome: readonly OperationOutcomeIssue[];
  /** Whether there was any medication to check. */
  readonly hasMedications: boolean;
}

/**
 * Checks the medications of the call's person; what could not be checked is told in the outcome, as a warning where drug
 * safety was asked for by name.
 * @throws InvalidInput where the proposal is for another patient
 */
export async function predictDrugSafety(
  deps: InputDeps,
  request: OperationRequest,
  known: KnownInputs,
  { own, isNamed }: { readonly own?: SafetyInputs; readonly isNamed: boolean },
): Promise<SafetyAnswer> {
  const asOf = Date.parse(known.asOf);
  const proposal = own?.proposal;
  refuseOtherSubject(proposal, known.patientId);
  const resources = await resourcesOf(deps, request, proposal);
  const record = {
    ...medicationsAndAllergies(resources, { asOf, proposal }),
    readings: genomicReadingsOf(resources, {
      asOf,
      vcf: own?.vcf,
      unlistedAreReference: own?.unlistedAreReference,
    }),
    context: {
      ...contextOf(known, resources, own?.qtProlongingDrugs),
      ...(await kidneyContext(known, resources)),
    },
    notes: [...unreadSites(own?.vcf), ...tooManyVariants(resources)],
  };
  const report = checkDrugSafety(record);
  return {
    issues: detectedIssues(report, { patientId: known.patientId, asOf: known.asOf, proposal }),
    outcome: safetyOutcome(report, { isNamed }),
    hasMedications: record.medications.length > 0,
  };
}

function contextOf(
  { values, asOf }: KnownInputs,
  resources: SafetyResources,
  qtProlongingDrugs: number | undefined,
): SafetyRecord["context"] {
  const number = (concept: ConceptName) => {
    const value = values.get(concept)?.value;
    return typeof value === "number" ? value : undefined;
  };
  const fact = (concept: ConceptName) => {
    const value = values.get(concept)?.value;
    return typeof value === "boolean" ? value : undefined;
  };
  const now = Date.parse(asOf);
  const sex = values.get("sex")?.value;
  return defined({
    qtProlongingDrugs,
    ageYears: number("age"),
    isFemale: sex === undefined ? undefined : sex === "female",
    potassiumMmolPerL: isRecent(values.get("potassium"), now) ? number("potassium") : undefined,
    qtcMs: latestQtcMs(resources, { from: now - RECENT_MS, to: now }),
    hasHeartFailure: fact("hasHeartFailure"),
    isTreatedForOpioidUseDisorder: fact("onOpioidUseDisorderTreatment"),
  });
}

/** Sites of the table that a given file has and that could not be read. */
function unreadSites(vcf: VcfReading | undefined): readonly SafetyNote[] {
  if (vcf === undefined || vcf.unread.length === 0) return [];
  const more = vcf.unread.length > MOST_TOLD ? `; and ${vcf.unread.length - MOST_TOLD} more` : "";
  const message = `variant file: ${vcf.unread.length} positions were not read: ${vcf.unread.slice(0, MOST_TOLD).join("; ")}${more}`;
  return [{ code: "incomplete", message, references: [] }];
}
const MOST_TOLD = 5;

function tooManyVariants({ resources }: SafetyResources): readonly SafetyNote[] {
  const variants = resources.filter(
    (resource) =>
      resource.resourceType === "Observation" && resource.code?.coding?.some(({ code }) => code === VARIANT_CODE),
  );
  if (variants.length < OBSERVATIONS_PER_CODE) return [];
  const message = `genes: of Observations of variants the latest ${OBSERVATIONS_PER_CODE} were read; there may be more`;
  return [{ code: "incomplete", message, references: [] }];
}

/** How old potassium and QTc may be for Tisdale's score, which is of a stay in hospital: a limit of ours. */
const RECENT_MS = 7 * 86_400_000;

/** Whether a value was supplied, or is of a time that is near enough. */
function isRecent(value: KnownValue | undefined, now: number): boolean {
  const [source] = value?.sources ?? [];
  return value?.origin === "supplied" || now - (momentOf(source?.time) ?? -Infinity) <= RECENT_MS;
}

/** Without the members that are undefined. */
function defined<T extends object>(members: { [K in keyof T]: T[K] | undefined }): T {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as T; // what is left of the members of T
}

async function resourcesOf(
  { store }: InputDeps,
  request: OperationRequest,
  proposal: MedicationRequest | undefined,
): Promise<SafetyResources> {
  if (request.level === "instance" && request.id !== undefined) {
    return withProposed(store, await storedSafetyResources(store, request.id), proposal);
  }
  const data = oneNamed(request.parameters, "data");
  return bundleSafetyResources(
    data === undefined ? { resourceType: "Bundle", type: "collection" } : resourceOf(data, "Bundle"),
  );
}

function refuseOtherSubject(proposal: MedicationRequest | undefined, patientId: string | undefined): void {
  const subject = /^Patient\/([^/]+)/.exec(proposal?.subject?.reference ?? "")?.[1];
  if (subject !== undefined && patientId !== undefined && subject !== patientId) {
    throw new InvalidInput("the proposed medication is for another patient", {
      expression: `${PROPOSAL_AT}.resource.subject`,
    });
  }
}
