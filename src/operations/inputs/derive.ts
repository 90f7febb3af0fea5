/**
 * What follows from other inputs: eGFR from creatinine, body mass index from weight and height, and so on.
 *
 * A rule is applied where its result is not known, and again where the caller supplies what it follows from, so that an
 * override of creatinine never stands beside the eGFR of the old one. A value that no longer follows is dropped, not
 * kept. A disease that is more than the sum of the parts listed here can only be made true by a part, never false.
 */
import { CONCEPTS, type ConceptName, type ConceptValue } from "../../concepts/index.ts";
import { InvalidInput } from "../../errors.ts";
import { metadata as ckdEpi, egfrCreatinine2021 } from "../../models/kidney/ckd-epi.ts";
import { VALUE_RULES, type ValueRule } from "../../twin/value-rules.ts";
import type { KnownValue } from "../inputs.ts";
import { withoutNoise } from "./convert.ts";

type Values = ReadonlyMap<ConceptName, KnownValue>;
type Lookup = Parameters<ValueRule["of"]>[0];
type Rule = ValueRule;

const partsOf = (concept: ConceptName, says: string, from: readonly ConceptName[]): Rule => ({
  concept,
  from,
  triggers: from,
  says,
  isPartial: true,
  of: (value) => (from.some((name) => value(name) === true) ? true : undefined),
});

/** In an order in which none needs the result of a later one. */
const RULES: readonly Rule[] = [
  {
    concept: "bodyMassIndex",
    from: ["bodyWeight", "bodyHeight"],
    triggers: ["bodyWeight", "bodyHeight"],
    says: "weight (kg) / height (m)²",
    of: bodyMassIndexOf,
  },
  {
    concept: "egfr",
    from: ["creatinine", "age", "sex"],
    triggers: ["creatinine"],
    says: "CKD-EPI 2021 from creatinine, age and sex (doi:10.1056/NEJMoa2102953)",
    of: egfrOf,
  },
  {
    concept: "currentSmoker",
    from: ["smokingStatus"],
    triggers: ["smokingStatus"],
    says: "smoking status",
    of: (value) => {
      const status = value("smokingStatus");
      return status === undefined ? undefined : status === "current";
    },
  },
  {
    concept: "smokingStatus",
    from: ["currentSmoker"],
    triggers: ["currentSmoker"],
    says: "current smoker",
    of: (value) => {
      if (value("currentSmoker") === true) return "current";
      const status = value("smokingStatus");
      return status === "current" ? undefined : status;
    },
  },
  partsOf("hasDiabetes", "diabetes of type 1 or 2", ["hasType1Diabetes", "hasType2Diabetes"]),
  partsOf("hasStrokeTiaOrThromboembolism", "prior stroke", ["hasStroke"]),
  partsOf("hasVascularDisease", "prior myocardial infarction or peripheral arterial disease", [
    "hasMyocardialInfarction",
    "hasPeripheralArterialDisease",
  ]),
  partsOf("hasCardiovascularDisease", "coronary, cerebrovascular or peripheral arterial disease, or heart failure", [
    "hasMyocardialInfarction",
    "hasIschaemicHeartDisease",
    "hasStroke",
    "hasPeripheralArterialDisease",
    "hasHeartFailure",
  ]),
  ...VALUE_RULES,
];

/**
 * The values with what follows from them.
 * @param supplied those of `values` that the caller gave
 * @throws InvalidInput where two supplied values contradict each other
 */
export function withDerived(values: Values, supplied: Values): Values {
  const joined = new Map(values);
  const changed = new Set<ConceptName>(supplied.keys());
  for (const rule of RULES) {
    if (supplied.has(rule.concept)) refuseContradiction(rule, supplied);
    else if (isDue(rule, joined.get(rule.concept), changed)) apply(rule, joined, changed);
  }
  return joined;
}

function refuseContradiction(rule: Rule, supplied: Values): void {
  const followsAs = rule.of(lookupIn(supplied));
  const given = supplied.get(rule.concept)?.value;
  if (typeof followsAs !== "boolean" || followsAs === given) return;
  const others = rule.from.filter((name) => supplied.has(name)).join(", ");
  throw new InvalidInput(`input '${rule.concept}' contradicts ${others}`, {
    code: "value",
    expression: "Parameters.parameter.where(name='input')",
  });
}

/** Values as they were meant: a rule compares them with bounds that were printed in another unit. */
const lookupIn =
  (values: Values): Lookup =>
  (name) => {
    const value = values.get(name)?.value;
    return typeof value === "number" ? withoutNoise(value) : value;
  };

function isDue(rule: Rule, known: KnownValue | undefined, changed: ReadonlySet<ConceptName>): boolean {
  if (known === undefined || rule.triggers.some((name) => changed.has(name))) return true;
  return known.origin === "derived" && rule.from.some((name) => changed.has(name));
}

function apply(rule: Rule, joined: Map<ConceptName, KnownValue>, changed: Set<ConceptName>): void {
  const value = rule.of(lookupIn(joined));
  const before = joined.get(rule.concept);
  if (value === before?.value || (value === undefined && rule.isPartial === true)) return;
  changed.add(rule.concept);
  if (value === undefined) joined.delete(rule.concept);
  else joined.set(rule.concept, derived(rule, value, joined));
}

function derived(rule: Rule, value: ConceptValue, values: Values): KnownValue {
  const sources = rule.from.flatMap((name) => values.get(name)?.sources ?? []);
  const unique = new Map(sources.map((source) => [source.reference, source]));
  return { value, origin: "derived", rule: rule.says, sources: [...unique.values()] };
}

function bodyMassIndexOf(value: Lookup): number | undefined {
  const weightKg = value("bodyWeight");
  const heightCm = value("bodyHeight");
  if (typeof weightKg !== "number" || typeof heightCm !== "number") return undefined;
  return withinPlausible("bodyMassIndex", weightKg / (heightCm / 100) ** 2);
}

function egfrOf(value: Lookup): number | undefined {
  const age = value("age");
  const sex = value("sex");
  const creatinine = value("creatinine");
  if (typeof age !== "number" || typeof creatinine !== "number") return undefined;
  if ((sex !== "female" && sex !== "male") || age < ckdEpi.inputs.age.range[0]) return undefined;
  return withinPlausible("egfr", egfrCreatinine2021({ age: Math.floor(age), sex, creatinine }));
}

function withinPlausible(name: "egfr" | "bodyMassIndex", value: number): number | undefined {
  const [low, high] = CONCEPTS[name].plausible;
  return value >= low && value <= high ? value : undefined;
}
