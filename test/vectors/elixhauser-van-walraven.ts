/** Vectors of `elixhauser-van-walraven`: the groups that count, and the score. */
import type { Bundle } from "@medplum/fhirtypes";
import { groupsOf, predictOnDiagnoses } from "./diagnoses.ts";
import { detailOf, scoreOf } from "./parameters.ts";

interface Inputs {
  /** Codes without the dot. */
  readonly icd10: readonly string[];
}

export const request = ({ icd10 }: Inputs) => predictOnDiagnoses("elixhauser-van-walraven", icd10);

export const answer = (bundle: Bundle) => ({
  categories_with_hierarchy: groupsOf(detailOf(bundle, "elixhauser-van-walraven", "groups")),
  score_van_walraven: scoreOf(bundle, "elixhauser-van-walraven"),
});
