/** The subgroups that every evaluation looks at: a model can be right on the whole and wrong for one of these. */
import type { ConceptName } from "../../concepts/index.ts";
import { ageBandOf } from "../../evaluation/subgroups.ts";
import type { KnownValue } from "../inputs.ts";

/** Concepts under which an ethnicity may be known; the first that is. */
const ETHNICITIES: readonly ConceptName[] = ["race", "qresearchEthnicity", "ethnicity"];

/** Sex, age band and ethnicity of a person, each where it is known. */
export function personSubgroups(known: ReadonlyMap<ConceptName, KnownValue>): Readonly<Record<string, string>> {
  const age = known.get("age")?.value;
  const sex = known.get("sex")?.value;
  const ethnicity = ETHNICITIES.map((name) => known.get(name)?.value).find((value) => value !== undefined);
  return {
    ...(sex === undefined ? {} : { sex: String(sex) }),
    ...(typeof age === "number" ? { age: ageBandOf(age) } : {}),
    ...(ethnicity === undefined ? {} : { ethnicity: String(ethnicity) }),
  };
}
