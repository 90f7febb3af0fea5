/** What the adapters of the simulations' reference files share: the Parameters of a call, and how an answer is read. */
import type { Bundle, Observation, Parameters, ParametersParameter, RiskAssessment } from "@medplum/fhirtypes";
import { boolean, code, quantity } from "./parameters.ts";

type Given = Partial<ParametersParameter> | undefined;

export interface SimulateRequest {
  readonly operation: "$simulate";
  readonly parameters: Parameters;
}

/** A call of `$simulate` at system level with one scenario; undefined inputs are left out. */
export function simulateRequest(call: {
  readonly model: string;
  readonly inputs: Readonly<Record<string, Given>>;
  readonly interventions?: readonly { readonly code: string; readonly dose?: Given }[];
  readonly horizon: number;
  readonly step: number;
  readonly members: number;
  readonly outputs?: readonly string[];
}): SimulateRequest {
  const inputs = Object.entries(call.inputs).flatMap(([name, value]): ParametersParameter[] =>
    value === undefined
      ? []
      : [
          {
            name: "input",
            part: [
              { name: "name", valueCode: name },
              { name: "value", ...value },
            ],
          },
        ],
  );
  const interventions = (call.interventions ?? []).map(
    ({ code: name, dose }): ParametersParameter => ({
      name: "intervention",
      part: [{ name: "code", valueCode: name }, ...(dose === undefined ? [] : [{ name: "dose", ...dose }])],
    }),
  );
  return {
    operation: "$simulate",
    parameters: {
      resourceType: "Parameters",
      parameter: [
        { name: "model", valueCode: call.model },
        { name: "scenario", part: [{ name: "name", valueString: "reference case" }, ...interventions] },
        ...inputs,
        { name: "horizon", valueInteger: call.horizon },
        { name: "step", valueInteger: call.step },
        { name: "members", valueInteger: call.members },
        { name: "seed", valueInteger: 1 },
        ...(call.outputs ?? []).map((output): ParametersParameter => ({ name: "output", valueCode: output })),
      ],
    },
  };
}

/** The person as the reference files of the UKPDS model write one. */
export interface UkpdsPatient {
  readonly age: number;
  readonly dur: number;
  readonly female: number;
  readonly black: number;
  readonly indian: number;
  readonly smoke: number;
  readonly a1c: number;
  readonly bmi: number;
  readonly egfr_v: number;
  readonly hdl_v: number;
  readonly ldl_v: number;
  readonly sbp_v: number;
  readonly hr_v: number;
  readonly wbc: number;
  readonly heamo: number;
  readonly albumin_mm: number;
  readonly atria_fib: number;
  readonly pvd_event: number;
  readonly amp_hist?: number;
  readonly blindness_hist?: number;
  readonly chf_hist?: number;
  readonly esrd_hist?: number;
  readonly ihd_hist?: number;
  readonly mi_hist?: number;
  readonly stroke_hist?: number;
  readonly ulcer_hist?: number;
}

const fact = (value: number | undefined) => boolean(value === 1);

export const ukpdsInputs = (patient: UkpdsPatient) => ({
  age: quantity(patient.age, "a"),
  sex: code(patient.female === 1 ? "female" : "male"),
  diabetesDuration: quantity(patient.dur, "a"),
  ethnicity: code(patient.black === 1 ? "afro-caribbean" : patient.indian === 1 ? "asian-indian" : "white"),
  currentSmoker: fact(patient.smoke),
  hba1c: quantity(patient.a1c, "%"),
  bodyMassIndex: quantity(patient.bmi, "kg/m2"),
  egfr: quantity(patient.egfr_v, "mL/min/{1.73_m2}"),
  hdlCholesterol: quantity(patient.hdl_v, "mmol/L"),
  ldlCholesterol: quantity(patient.ldl_v, "mmol/L"),
  systolicBloodPressure: quantity(patient.sbp_v, "mm[Hg]"),
  heartRate: quantity(patient.hr_v, "/min"),
  whiteBloodCells: quantity(patient.wbc, "10*9/L"),
  haemoglobin: quantity(patient.heamo, "g/dL"),
  hasAlbuminuria: fact(patient.albumin_mm),
  hasAtrialFibrillation: fact(patient.atria_fib),
  hasPeripheralArterialDisease: fact(patient.pvd_event),
  hasAmputation: fact(patient.amp_hist),
  hasBlindness: fact(patient.blindness_hist),
  hasHeartFailure: fact(patient.chf_hist),
  hasKidneyFailure: fact(patient.esrd_hist),
  hasIschaemicHeartDisease: fact(patient.ihd_hist),
  hasMyocardialInfarction: fact(patient.mi_hist),
  hasStroke: fact(patient.stroke_hist),
  hasFootUlcer: fact(patient.ulcer_hist),
});

const resourcesIn = (bundle: Bundle) => (bundle.entry ?? []).flatMap(({ resource }) => (resource ? [resource] : []));
const isObservation = (resource: { readonly resourceType: string }): resource is Observation =>
  resource.resourceType === "Observation";
const isRisk = (resource: { readonly resourceType: string }): resource is RiskAssessment =>
  resource.resourceType === "RiskAssessment";
const coded = (observation: Observation, output: string) =>
  observation.code.coding?.some((coding) => coding.code === output) === true;

/** The one run (or median) of an output, point by point. */
export function courseOf(bundle: Bundle, output: string): readonly number[] {
  const component = componentOf(bundle, output, "p50");
  const single = component?.valueQuantity?.value;
  return single !== undefined ? [single] : (component?.valueSampledData?.data ?? "").split(" ").map(Number);
}

/** Milliseconds between the points of an output. */
export const periodOf = (bundle: Bundle, output: string): number =>
  componentOf(bundle, output, "p50")?.valueSampledData?.period ?? Number.NaN;

export function componentOf(bundle: Bundle, output: string, statistic: string) {
  const observation = resourcesIn(bundle)
    .filter(isObservation)
    .find((one) => coded(one, output));
  return observation?.component?.find((one) => one.code.coding?.some((coding) => coding.code === statistic));
}

/** A probability, 0 to 1, from the percentage of the answer. */
export function riskOf(bundle: Bundle, endpoint: string): number | undefined {
  const percent = resourcesIn(bundle)
    .filter(isRisk)
    .flatMap(({ prediction }) => prediction ?? [])
    .find(({ outcome }) => outcome?.coding?.some((coding) => coding.code === endpoint))?.probabilityDecimal;
  return percent === undefined ? undefined : percent / 100;
}
