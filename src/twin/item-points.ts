/**
 * How many points a coded answer to an item of a score stands for: by LOINC's answer lists, or, for an item of a score
 * alone, by the `ordinalValue` (in R5 `itemWeight`) that the sender gives with the answer.
 * https://hl7.org/fhir/R4/extension-ordinalvalue.html
 */
import type { Coding } from "@medplum/fhirtypes";
import { SYSTEM } from "../codes.ts";
import { ITEM_SETS } from "./item-sets.ts";
import { systemOf } from "./value-set-index.ts";

type Points = Readonly<Record<string, number>>;

/** Codes of a LOINC answer list in the order of their points. */
const inOrder = (first: number, codes: readonly string[]): Points =>
  Object.fromEntries(codes.map((code, at) => [`${SYSTEM.loinc}|${code}`, first + at]));

/** List LL358-3: how often in two weeks, from not at all to nearly every day. */
const FREQUENCY = inOrder(0, ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]);

/** Lists LL2179-1, LL2180-9 and LL2181-7, of AUDIT-C alone, as in public questionnaires checked against LOINC 2.82. */
const AUDIT_C = {
  auditCItem1: inOrder(0, ["LA6270-8", "LA18926-8", "LA18927-6", "LA18928-4", "LA18929-2"]),
  auditCItem2: inOrder(0, ["LA15694-5", "LA15695-2", "LA18930-0", "LA18931-8", "LA18932-6"]),
  auditCItem3: inOrder(0, ["LA6270-8", "LA18933-4", "LA18876-5", "LA18891-4", "LA18934-2"]),
} as const;

/** Lists LL355-9, LL356-7 and LL357-5, as in R4's example Questionnaire/gcs. */
const GLASGOW_COMA_SCALE = {
  glasgowComaEye: inOrder(1, ["LA6553-7", "LA6554-5", "LA6555-2", "LA6556-0"]),
  glasgowComaVerbal: inOrder(1, ["LA6557-8", "LA6558-6", "LA6559-4", "LA6560-2", "LA6561-0"]),
  glasgowComaMotor: inOrder(1, ["LA6562-8", "LA6563-6", "LA6564-4", "LA6565-1", "LA6566-9", "LA6567-7"]),
} as const;

const itemsOf = (prefix: string, points: Points): Readonly<Record<string, Points>> =>
  Object.fromEntries(
    Object.keys(ITEM_SETS)
      .filter((name) => name.startsWith(prefix))
      .map((name) => [name, points]),
  );

const BY_CONCEPT: Readonly<Record<string, Points>> = {
  ...itemsOf("phq9Item", FREQUENCY),
  ...itemsOf("gad7Item", FREQUENCY),
  ...AUDIT_C,
  ...GLASGOW_COMA_SCALE,
};

const ORDINAL = new Set([
  "http://hl7.org/fhir/StructureDefinition/ordinalValue",
  "http://hl7.org/fhir/StructureDefinition/itemWeight",
]);

/** The ordinal value that a sender gives with a coding. */
export function ordinalOf(coding: Coding): number | undefined {
  return coding.extension?.find(({ url }) => ORDINAL.has(url ?? ""))?.valueDecimal;
}

/** Points of a concept's coded answer; undefined where no coding tells, or where two codings tell different points. */
export function pointsOf(concept: string, codings: readonly Coding[]): number | undefined {
  const byCode = BY_CONCEPT[concept];
  const told = codings.flatMap((coding) => {
    const listed = byCode?.[`${systemOf(coding) ?? ""}|${coding.code ?? ""}`];
    return listed ?? (Object.hasOwn(ITEM_SETS, concept) ? ordinalOf(coding) : undefined) ?? [];
  });
  const [first, ...others] = told;
  return others.every((one) => one === first) ? first : undefined;
}
