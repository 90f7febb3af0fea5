/** Vectors of `charlson`: the groups that count, and the index with two sets of weights. */
import type { Bundle } from "@medplum/fhirtypes";
import { groupsOf, predictOnDiagnoses } from "./diagnoses.ts";
import { detailOf, scoreOf } from "./parameters.ts";

interface Inputs {
  /** Codes without the dot. */
  readonly icd10: readonly string[];
}

export const request = ({ icd10 }: Inputs) => predictOnDiagnoses("charlson", icd10);

export const answer = (bundle: Bundle) => ({
  categories_with_hierarchy: groupsOf(detailOf(bundle, "charlson-1987", "groups")),
  score_original_1987: scoreOf(bundle, "charlson-1987"),
  score_quan_2011: scoreOf(bundle, "charlson-quan-2011"),
});
