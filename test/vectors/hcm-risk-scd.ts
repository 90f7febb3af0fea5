/** Vectors of `hcm-risk-scd`: the 5-year risk, 0 to 1. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, predictRequest, probabilityOf, quantity } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly max_wall_thickness_mm: number;
  readonly la_diameter_mm: number;
  readonly max_lvot_gradient_mmhg: number;
  readonly family_history_scd: boolean;
  readonly nsvt: boolean;
  readonly unexplained_syncope: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("hcm-risk-scd", {
    age: quantity(inputs.age, "a"),
    leftVentricularWallThickness: quantity(inputs.max_wall_thickness_mm, "mm"),
    leftAtrialDiameter: quantity(inputs.la_diameter_mm, "mm"),
    outflowTractGradient: quantity(inputs.max_lvot_gradient_mmhg, "mm[Hg]"),
    hasRelativeWithSuddenCardiacDeath: boolean(inputs.family_history_scd),
    hasNonSustainedVentricularTachycardia: boolean(inputs.nsvt),
    hasUnexplainedSyncope: boolean(inputs.unexplained_syncope),
  });

export const answer = (bundle: Bundle) => ({ risk5y: probabilityOf(bundle, "hcm-sudden-death-5y") });
