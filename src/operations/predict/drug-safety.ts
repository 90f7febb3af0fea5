/**
 * `$predict?model=drug-safety`: DetectedIssues of the medications in use, and of one that is proposed by the `input`
 * `proposedMedication` with a MedicationRequest in its part `resource`.
 */
import type { DetectedIssue, MedicationRequest, OperationOutcomeIssue, ParametersParameter } from "@medplum/fhirtypes";
import { checkDrugSafety } from "../../drug-safety/check.ts";
import { InvalidInput } from "../../errors.ts";
import type { OperationRequest } from "../../fhir/operation.ts";
import { oneNamed, refuseUnknown, resourceOf, textOf } from "../../fhir/parameters.ts";
import type { InputDeps, KnownInputs } from "../inputs.ts";
import { genomicReadings } from "./drug-safety-genomics.ts";
import { detectedIssues, safetyOutcome } from "./drug-safety-issues.ts";
import {
  bundleSafetyResources,
  medicationsAndAllergies,
  type SafetyResources,
  storedSafetyResources,
} from "./drug-safety-record.ts";

export interface SafetyAnswer {
  readonly issues: readonly DetectedIssue[];
  readonly outcome: readonly OperationOutcomeIssue[];
  /** Whether there was any medication to check. */
  readonly hasMedications: boolean;
}

const PROPOSAL = "proposedMedication";
const AT = `Parameters.parameter.where(name='input').where(part.value='${PROPOSAL}')`;

/**
 * The proposed medication of a call, and the call without it, for the other inputs are concepts.
 * @throws InvalidInput where there are two, or it is no MedicationRequest, or one not to perform
 */
export function takeProposal(request: OperationRequest): {
  readonly proposal: MedicationRequest | undefined;
  readonly request: OperationRequest;
} {
  const { parameter = [], ...parameters } = request.parameters;
  const [first, second] = parameter.filter(isProposal);
  if (first === undefined) return { proposal: undefined, request };
  if (second !== undefined) throw new InvalidInput("one medication may be proposed in a call", { expression: AT });
  const rest = parameter.filter((one) => !isProposal(one));
  return { proposal: proposalOf(first), request: { ...request, parameters: { ...parameters, parameter: rest } } };
}

const isProposal = (parameter: ParametersParameter): boolean => {
  const name = parameter.name === "input" ? parameter.part?.find((part) => part.name === "name") : undefined;
  return name !== undefined && (name.valueCode ?? name.valueString) === PROPOSAL && textOf(name) === PROPOSAL;
};

function proposalOf(input: ParametersParameter): MedicationRequest {
  refuseUnknown(input, ["name", "resource"]);
  const part = oneNamed(input, "resource");
  if (part === undefined) {
    throw new InvalidInput(`input '${PROPOSAL}' has no part 'resource'`, { code: "required", expression: AT });
  }
  const proposal = resourceOf(part, "MedicationRequest");
  if (proposal.doNotPerform === true) {
    throw new InvalidInput(`the MedicationRequest of '${PROPOSAL}' says not to perform it`, { expression: AT });
  }
  if (proposal.medicationCodeableConcept === undefined && proposal.medicationReference === undefined) {
    throw new InvalidInput(`the MedicationRequest of '${PROPOSAL}' has no medication`, {
      code: "required",
      expression: AT,
    });
  }
  return proposal;
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
  { proposal, isNamed }: { readonly proposal?: MedicationRequest | undefined; readonly isNamed: boolean },
): Promise<SafetyAnswer> {
  const asOf = Date.parse(known.asOf);
  refuseOtherSubject(proposal, known.patientId);
  const resources = await resourcesOf(deps, request);
  const age = known.values.get("age")?.value;
  const record = {
    ...medicationsAndAllergies(resources, { asOf, proposal }),
    readings: genomicReadings(resources, asOf),
    context: {
      ...(typeof age === "number" ? { ageYears: age } : {}),
      isTreatedForOpioidUseDisorder: known.values.get("onOpioidUseDisorderTreatment")?.value === true,
    },
  };
  const report = checkDrugSafety(record);
  return {
    issues: detectedIssues(report, { patientId: known.patientId, asOf: known.asOf, proposal }),
    outcome: safetyOutcome(report, isNamed ? "warning" : "information"),
    hasMedications: record.medications.length > 0,
  };
}

async function resourcesOf(deps: InputDeps, request: OperationRequest): Promise<SafetyResources> {
  if (request.level === "instance" && request.id !== undefined) {
    return storedSafetyResources(deps.store, request.id);
  }
  const data = oneNamed(request.parameters, "data");
  return bundleSafetyResources(
    data === undefined ? { resourceType: "Bundle", type: "collection" } : resourceOf(data, "Bundle"),
  );
}

function refuseOtherSubject(proposal: MedicationRequest | undefined, patientId: string | undefined): void {
  const subject = /^Patient\/([^/]+)/.exec(proposal?.subject?.reference ?? "")?.[1];
  if (subject !== undefined && patientId !== undefined && subject !== patientId) {
    throw new InvalidInput("the proposed medication is for another patient", { expression: `${AT}.resource.subject` });
  }
}
