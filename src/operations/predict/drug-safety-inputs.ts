/**
 * The `input` parameters that are of drug safety alone, and no concepts: a proposed MedicationRequest; the number of
 * QT-prolonging drugs by the caller's own list; a file of variants (VCF) with what the test says of positions that are not
 * listed.
 */
import { gunzipSync } from "node:zlib";
import type { MedicationRequest, ParametersParameter } from "@medplum/fhirtypes";
import { InvalidInput } from "../../errors.ts";
import type { OperationRequest } from "../../fhir/operation.ts";
import { booleanOf, integerOf, oneNamed, refuseUnknown, resourceOf, textOf } from "../../fhir/parameters.ts";
import { MOST_CHARACTERS, readVcf, type VcfReading } from "../../genomics/vcf.ts";

export interface SafetyInputs {
  readonly proposal?: MedicationRequest;
  readonly qtProlongingDrugs?: number;
  readonly vcf?: VcfReading;
  readonly unlistedAreReference?: boolean;
}

const PROPOSAL = "proposedMedication";
const QT_DRUGS = "qtProlongingDrugs";
const VCF = "variantCallFile";
const UNLISTED = "unlistedPositionsAreReference";
const MOST_DRUGS = 100;
const at = (name: string) => `Parameters.parameter.where(name='input').where(part.value='${name}')`;
export const PROPOSAL_AT = at(PROPOSAL);

/** By name of the input: what it gives. */
const READERS: Readonly<Record<string, (input: ParametersParameter) => SafetyInputs>> = {
  [PROPOSAL]: (input) => ({ proposal: proposalOf(input) }),
  [QT_DRUGS]: (input) => ({ qtProlongingDrugs: countOf(input) }),
  [VCF]: (input) => ({ vcf: variantsOf(input) }),
  [UNLISTED]: (input) => ({ unlistedAreReference: booleanOf(valuePart(input, UNLISTED)) }),
};

/**
 * The inputs of drug safety in a call, if there are any, and the call without them.
 * @throws InvalidInput where one is given twice, or is not what it should be
 */
export function takeSafetyInputs(request: OperationRequest): {
  readonly own: SafetyInputs | undefined;
  readonly request: OperationRequest;
} {
  const { parameter = [], ...parameters } = request.parameters;
  const found = Object.keys(READERS).flatMap((name) => {
    const input = oneInput(parameter, name);
    return input === undefined ? [] : [{ name, input }];
  });
  if (found.length === 0) return { own: undefined, request };
  const own: SafetyInputs = Object.assign({}, ...found.map(({ name, input }) => READERS[name]?.(input)));
  const rest = parameter.filter((one) => found.every(({ input }) => input !== one));
  return { own, request: { ...request, parameters: { ...parameters, parameter: rest } } };
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
  const count = integerOf(valuePart(input, QT_DRUGS));
  if (count >= 0 && count <= MOST_DRUGS) return count;
  throw new InvalidInput(`input '${QT_DRUGS}' is a number of drugs, 0 to ${MOST_DRUGS}`, {
    code: "value",
    expression: at(QT_DRUGS),
  });
}

/** VCF text as a string, or as the data of an Attachment, gzipped or not. */
function variantsOf(input: ParametersParameter): VcfReading {
  const part = valuePart(input, VCF);
  const data = part.valueAttachment?.data;
  try {
    return readVcf(data === undefined ? textOf(part) : inflated(Buffer.from(data, "base64")));
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput(`input '${VCF}': ${error.message}`, { expression: at(VCF), cause: error });
  }
}

function inflated(bytes: Buffer): string {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString("utf8");
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_CHARACTERS }).toString("utf8");
  } catch (cause) {
    throw new InvalidInput("the data begin as gzip has it and do not inflate, or to too much", { cause });
  }
}

function valuePart(input: ParametersParameter, name: string): ParametersParameter {
  refuseUnknown(input, ["name", "value"]);
  const part = oneNamed(input, "value");
  if (part !== undefined) return part;
  throw new InvalidInput(`input '${name}' has no part 'value'`, { code: "required", expression: at(name) });
}
