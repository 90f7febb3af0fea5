/**
 * The `input` parameters that are of drug safety alone, and no concepts: `proposedMedication`, with a MedicationRequest in
 * its part `resource`; `qtProlongingDrugs`, with their number, by the caller's own list, in its part `value`.
 */
import type { MedicationRequest, ParametersParameter } from "@medplum/fhirtypes";
import { InvalidInput } from "../../errors.ts";
import type { OperationRequest } from "../../fhir/operation.ts";
import { integerOf, oneNamed, refuseUnknown, resourceOf } from "../../fhir/parameters.ts";

export interface SafetyInputs {
  readonly proposal?: MedicationRequest;
  readonly qtProlongingDrugs?: number;
}

const PROPOSAL = "proposedMedication";
const QT_DRUGS = "qtProlongingDrugs";
const MOST_DRUGS = 100;
const at = (name: string) => `Parameters.parameter.where(name='input').where(part.value='${name}')`;
export const PROPOSAL_AT = at(PROPOSAL);

/**
 * The inputs of drug safety in a call, if there are any, and the call without them.
 * @throws InvalidInput where one is given twice, or is not what it should be
 */
export function takeSafetyInputs(request: OperationRequest): {
  readonly own: SafetyInputs | undefined;
  readonly request: OperationRequest;
} {
  const { parameter = [], ...parameters } = request.parameters;
  const proposal = oneInput(parameter, PROPOSAL);
  const drugs = oneInput(parameter, QT_DRUGS);
  if (proposal === undefined && drugs === undefined) return { own: undefined, request };
  const rest = parameter.filter((one) => one !== proposal && one !== drugs);
  return {
    own: {
      ...(proposal === undefined ? {} : { proposal: proposalOf(proposal) }),
      ...(drugs === undefined ? {} : { qtProlongingDrugs: countOf(drugs) }),
    },
    request: { ...request, parameters: { ...parameters, parameter: rest } },
  };
}

function oneInput(list: readonly ParametersParameter[], wanted: string): ParametersParameter | undefined {
  const [first, second] = list.filter((one) => {
    const name = one.name === "input" ? one.part?.find((part) => part.name === "name") : undefined;
    return name !== undefined && (name.valueCode ?? name.valueString) === wanted;
  });
  if (second !== undefined) throw new InvalidInput(`input '${wanted}' is given twice`, { expression: at(wanted) });
  return first;
}

function proposalOf(input: ParametersParameter): MedicationRequest {
  refuseUnknown(input, ["name", "resource"]);
  const part = oneNamed(input, "resource");
  if (part === undefined) {
    throw new InvalidInput(`input '${PROPOSAL}' has no part 'resource'`, { code: "required", expression: PROPOSAL_AT });
  }
  const proposal = resourceOf(part, "MedicationRequest");
  if (proposal.doNotPerform === true) {
    throw new InvalidInput(`the MedicationRequest of '${PROPOSAL}' says not to perform it`, {
      expression: PROPOSAL_AT,
    });
  }
  if (proposal.medicationCodeableConcept === undefined && proposal.medicationReference === undefined) {
    throw new InvalidInput(`the MedicationRequest of '${PROPOSAL}' has no medication`, {
      code: "required",
      expression: PROPOSAL_AT,
    });
  }
  return proposal;
}

function countOf(input: ParametersParameter): number {
  refuseUnknown(input, ["name", "value"]);
  const part = oneNamed(input, "value");
  if (part === undefined) {
    throw new InvalidInput(`input '${QT_DRUGS}' has no part 'value'`, { code: "required", expression: at(QT_DRUGS) });
  }
  const count = integerOf(part);
  if (count >= 0 && count <= MOST_DRUGS) return count;
  throw new InvalidInput(`input '${QT_DRUGS}' is a number of drugs, 0 to ${MOST_DRUGS}`, {
    code: "value",
    expression: at(QT_DRUGS),
  });
}
