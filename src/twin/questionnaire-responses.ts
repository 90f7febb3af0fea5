/**
 * Answers to questionnaires, read as the Observations that they would be: of each answered item one component, under the
 * LOINC code of the item. It is the observation-based extraction of Structured Data Capture, done in memory; nothing of
 * it is stored. https://hl7.org/fhir/uv/sdc/extraction.html#observation-based-extraction
 *
 * The code of an item is that of the Questionnaire's item with its linkId, where the Questionnaire is at hand (contained,
 * or among the resources); else the LOINC code that its `definition` names, or that ends its linkId, as LOINC's own
 * questionnaires write it (`/44250-9`). A response counts when it is completed or amended, says when it was answered, and
 * is about the patient: the answers of a mother about her child are in her compartment too.
 */
import type {
  Coding,
  Observation,
  ObservationComponent,
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from "@medplum/fhirtypes";
import { SYSTEM } from "../codes.ts";

const COUNTED: Readonly<Record<string, Observation["status"]>> = { completed: "final", amended: "amended" };
/** Items lie within items and answers; deeper ones than this are not looked for. */
const MAX_DEPTH = 20;

/** For each response that counts, the Observation that holds its answers; without an id, to be referred to as the response. */
export function observationsOf(
  responses: readonly QuestionnaireResponse[],
  questionnaires: readonly Questionnaire[],
  patientId: string | undefined,
): ReadonlyMap<Observation, QuestionnaireResponse> {
  const observations = new Map<Observation, QuestionnaireResponse>();
  for (const response of responses) {
    const status = COUNTED[response.status ?? ""];
    if (status === undefined || response.authored === undefined || !isAbout(response, patientId)) continue;
    const codes = codesByLinkId(questionnaireOf(response, questionnaires));
    const component = answersIn(response.item, (item) => codes?.get(item.linkId ?? "") ?? loincOf(item), 0);
    if (component.length === 0) continue;
    const { id, authored } = response;
    observations.set(
      {
        resourceType: "Observation",
        ...(id === undefined ? {} : { id }),
        status,
        code: {},
        effectiveDateTime: authored,
        component: [...component],
      },
      response,
    );
  }
  return observations;
}

/** By its subject: a Patient of the id, or one that only a Bundle's own references name. */
function isAbout({ subject }: QuestionnaireResponse, patientId: string | undefined): boolean {
  const reference = subject?.reference;
  if (reference === undefined) return false;
  const id = /(?:^|\/)Patient\/([^/]+)(?:\/_history\/[^/]+)?$/.exec(reference)?.[1];
  return id === undefined ? reference.startsWith("urn:") : patientId === undefined || id === patientId;
}

function questionnaireOf(
  response: QuestionnaireResponse,
  questionnaires: readonly Questionnaire[],
): Questionnaire | undefined {
  const canonical = response.questionnaire ?? "";
  if (canonical.startsWith("#")) {
    const contained = response.contained?.find(({ id }) => `#${id}` === canonical);
    return contained?.resourceType === "Questionnaire" ? contained : undefined;
  }
  const [url = "", version] = canonical.split("|");
  return questionnaires.find(
    (one) =>
      (one.url === url || `Questionnaire/${one.id}` === url) && (version === undefined || one.version === version),
  );
}

/** Codes of every item that has any. */
function codesByLinkId(questionnaire: Questionnaire | undefined): ReadonlyMap<string, readonly Coding[]> | undefined {
  if (questionnaire === undefined) return undefined;
  const codes = new Map<string, readonly Coding[]>();
  const add = (items: readonly QuestionnaireItem[] | undefined, depth: number) => {
    for (const { linkId, code, item } of items ?? []) {
      if (linkId !== undefined && code !== undefined) codes.set(linkId, code);
      if (depth < MAX_DEPTH) add(item, depth + 1);
    }
  };
  add(questionnaire.item, 0);
  return codes;
}

const LOINC_CODE = /^\d{3,7}-\d$/;
const LOINC_DEFINITION = /^https?:\/\/loinc\.org\//;

/** The code in a definition of LOINC, or at the end of a linkId. */
function loincOf({ definition, linkId }: QuestionnaireResponseItem): readonly Coding[] {
  const named = definition !== undefined && LOINC_DEFINITION.test(definition) ? definition : linkId;
  const code = named?.split("/").at(-1) ?? "";
  return LOINC_CODE.test(code) ? [{ system: SYSTEM.loinc, code }] : [];
}

function answersIn(
  items: readonly QuestionnaireResponseItem[] | undefined,
  codesOf: (item: QuestionnaireResponseItem) => readonly Coding[],
  depth: number,
): readonly ObservationComponent[] {
  if (depth > MAX_DEPTH) return [];
  return (items ?? []).flatMap((item) => {
    const answers = item.answer ?? [];
    const nested = [item.item, ...answers.map((answer) => answer.item)].flatMap((one) =>
      answersIn(one, codesOf, depth + 1),
    );
    const [only, second] = answers;
    const coding = codesOf(item);
    // Several answers to one question are a choice of many: no value of the concept.
    const value = only === undefined || second !== undefined || coding.length === 0 ? undefined : answeredValue(only);
    return value === undefined ? nested : [{ code: { coding: [...coding] }, ...value }, ...nested];
  });
}

type Value = Omit<ObservationComponent, "code">;

/** An answer as the value of a component; a decimal is a quantity without unit. */
function answeredValue(answer: QuestionnaireResponseItemAnswer): Value | undefined {
  const { valueCoding, valueQuantity, valueInteger, valueDecimal, valueBoolean, valueDate, valueDateTime } = answer;
  if (valueCoding !== undefined) return { valueCodeableConcept: { coding: [valueCoding] } };
  if (valueQuantity !== undefined) return { valueQuantity };
  if (valueInteger !== undefined) return { valueInteger };
  if (valueDecimal !== undefined) return { valueQuantity: { value: valueDecimal } };
  if (valueBoolean !== undefined) return { valueBoolean };
  const date = valueDateTime ?? valueDate;
  return date === undefined ? undefined : { valueDateTime: date };
}
