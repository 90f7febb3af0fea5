/** The Questionnaires that a patient's responses name, which tell what each answer is about. */
import type { Resource } from "@medplum/fhirtypes";
import { parseJson } from "../json.ts";
import type { Store } from "../storage/port.ts";

/** Different questionnaires of one patient that are looked up at most; answers to others are read by their linkId. */
const MAX_QUESTIONNAIRES = 200;
/** Versions of one questionnaire that are read. */
const VERSIONS = 20;

/** Those in the store, found by canonical URL or by id. */
export async function readQuestionnaires(store: Store, resources: readonly Resource[]): Promise<readonly Resource[]> {
  const named = resources.flatMap((resource) =>
    resource.resourceType === "QuestionnaireResponse" ? (resource.questionnaire?.split("|")[0] ?? []) : [],
  );
  const urls = [...new Set(named)].filter((url) => url !== "" && !url.startsWith("#")).slice(0, MAX_QUESTIONNAIRES);
  const found = await Promise.all(urls.map((url) => readOne(store, url)));
  return found.flat();
}

async function readOne(store: Store, url: string): Promise<readonly Resource[]> {
  const id = /^Questionnaire\/([A-Za-z0-9.-]{1,64})$/.exec(url)?.[1];
  const clause =
    id === undefined
      ? ({ kind: "uri", param: "url", match: "exact", value: url } as const)
      : ({ kind: "id", ids: [id] } as const);
  const plan = { type: "Questionnaire", where: [clause], realm: "record", sort: [], count: VERSIONS } as const;
  const { items } = await store.search(plan);
  // stored under type Questionnaire
  return items.flatMap(({ json }) => (json === undefined ? [] : [parseJson(json) as Resource]));
}
