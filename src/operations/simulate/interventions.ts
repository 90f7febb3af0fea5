/**
 * The `intervention` parts of a scenario. `code` is a short name or a key that the simulation lists, or a coding of a drug
 * (ATC, RxNorm, SNOMED CT) whose class the value sets of the twin know.
 */
import type { Coding, ParametersParameter } from "@medplum/fhirtypes";
import { SYSTEM } from "../../codes.ts";
import { InvalidInput } from "../../errors.ts";
import { allNamed, oneNamed, refuseUnknown } from "../../fhir/parameters.ts";
import type { Intervention, InterventionDeclaration, SimulationMetadata } from "../../simulation/contract.ts";
import { VALUE_SETS } from "../../twin/value-sets.ts";
import { numberIn } from "./number-in.ts";

const MAX_INTERVENTIONS = 30;

/** Codings that are more exact than a class, or that no value set of the twin holds; the last part is the short name. */
const CODINGS: readonly (readonly [system: string, code: RegExp, name: string])[] = [
  [SYSTEM.atc, /^A10BX16/, "tirzepatide"],
  [SYSTEM.rxnorm, /^2601723$/, "tirzepatide"],
  [SYSTEM.atc, /^A10BG/, "tzd"],
  [SYSTEM.atc, /^C03DA05/, "finerenone"],
  [SYSTEM.snomed, /^(109081006|372567009)$/, "metformin"],
  [SYSTEM.snomed, /^229065009$/, "exercise"],
];

/** The value set of each drug class, and its short name. */
const CLASS_SETS: Readonly<Record<string, string>> = {
  "on-metformin": "metformin",
  "on-sulfonylurea": "sulfonylurea",
  "on-dpp4-inhibitor": "dpp4i",
  "on-sglt2-inhibitor": "sglt2i",
  "on-glp1-agonist": "glp1ra",
  "on-insulin": "insulin",
  "on-statin": "statin",
};

/** The interventions of one scenario. @throws InvalidInput for one that the simulation does not know, or its dose */
export function interventionsOf(
  scenario: ParametersParameter,
  metadata: SimulationMetadata,
  at: string,
): readonly Intervention[] {
  const parts = allNamed(scenario, "intervention");
  if (parts.length > MAX_INTERVENTIONS) {
    throw new InvalidInput(`a scenario has at most ${MAX_INTERVENTIONS} interventions`, { expression: at });
  }
  return parts.map((part, index) => {
    const here = `${at}.part.where(name='intervention')[${index}]`;
    refuseUnknown(part, ["code", "dose", "start", "end"]);
    const declaration = declarationOf(part, metadata, here);
    const dose = doseOf(part, declaration, here);
    const start = timeOf(part, "start", metadata, here);
    const end = timeOf(part, "end", metadata, here);
    if (start !== undefined && end !== undefined && end <= start) {
      throw new InvalidInput(`intervention '${declaration.code}' ends before it starts`, { expression: here });
    }
    return {
      code: declaration.code,
      ...(dose === undefined ? {} : { dose }),
      ...(start === undefined ? {} : { start }),
      ...(end === undefined ? {} : { end }),
    };
  });
}

function declarationOf(part: ParametersParameter, metadata: SimulationMetadata, at: string): InterventionDeclaration {
  const expression = `${at}.part.where(name='code')`;
  const parameter = oneNamed(part, "code");
  if (parameter === undefined)
    throw new InvalidInput("an intervention needs a 'code'", { code: "required", expression });
  const codings = parameter.valueCodeableConcept?.coding ?? (parameter.valueCoding ? [parameter.valueCoding] : []);
  const text = parameter.valueCode ?? parameter.valueString;
  const names = text === undefined ? codings.flatMap(namesOf) : [text];
  const found = names
    .map((name) => metadata.interventions.find(({ code }) => code === name))
    .find((declaration) => declaration !== undefined);
  if (found !== undefined) return found;
  const given = text ?? codings.map(({ system, code }) => `${system ?? ""}|${code ?? ""}`).join(", ");
  const known = metadata.interventions.map(({ code }) => code).join(", ");
  throw new InvalidInput(`unknown intervention '${given.slice(0, 80)}' of ${metadata.id}; known are: ${known}`, {
    code: "code-invalid",
    expression,
  });
}

/** Short names that a coding may stand for, the most exact first. */
function namesOf(coding: Coding): readonly string[] {
  const { system, code = "" } = coding;
  const exact = CODINGS.filter(([own, pattern]) => own === system && pattern.test(code)).map(([, , name]) => name);
  const classes = VALUE_SETS.setsOf(coding).flatMap((set) => CLASS_SETS[set] ?? []);
  const own = system === undefined || system === SYSTEM.intervention ? [code] : [];
  return [...exact, ...classes, ...own];
}

function doseOf(part: ParametersParameter, declaration: InterventionDeclaration, at: string): number | undefined {
  const parameter = oneNamed(part, "dose");
  if (parameter === undefined) return undefined;
  const { code, doseUnit, doses, doseRange } = declaration;
  const expression = `${at}.part.where(name='dose')`;
  if (doseUnit === undefined) throw new InvalidInput(`intervention '${code}' takes no dose`, { expression });
  const dose = numberIn(parameter, doseUnit, expression);
  const isKnown = doses?.includes(dose) ?? (doseRange === undefined || (dose >= doseRange[0] && dose <= doseRange[1]));
  if (isKnown) return dose;
  const wanted = doses?.join(", ") ?? `${doseRange?.[0]} to ${doseRange?.[1]}`;
  throw new InvalidInput(`the dose of intervention '${code}' must be ${wanted} ${doseUnit}`, {
    code: "value",
    expression,
  });
}

function timeOf(
  part: ParametersParameter,
  name: "start" | "end",
  { time }: SimulationMetadata,
  at: string,
): number | undefined {
  const parameter = oneNamed(part, name);
  if (parameter === undefined) return undefined;
  const expression = `${at}.part.where(name='${name}')`;
  const value = numberIn(parameter, time.unit, expression);
  if (value >= 0 && value <= time.horizon.max) return value;
  throw new InvalidInput(`'${name}' must be from 0 to ${time.horizon.max} ${time.unit} after the start of the run`, {
    code: "value",
    expression,
  });
}
