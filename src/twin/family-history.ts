/**
 * Diseases of relatives, from FamilyMemberHistory: who has which, and how old they were. What is on record makes a fact
 * true; that nothing is on record makes none false, for families are seldom asked for everything.
 * https://hl7.org/fhir/R4/familymemberhistory.html
 */
import type { FamilyMemberHistory } from "@medplum/fhirtypes";
import type { ConceptName, ConceptValue } from "../concepts/index.ts";
import { convert } from "../units.ts";
import type { TwinDraft } from "./draft.ts";
import { setsOf } from "./readings.ts";
import type { FeatureSource } from "./state.ts";
import { momentOf } from "./time.ts";
import type { ValueSetIndex } from "./value-set-index.ts";

/** Relationships by v3-RoleCode, and the SNOMED CT codes of the nearest. */
const PARENTS = ["PRN", "MTH", "NMTH", "GESTM", "FTH", "NFTH", "72705000", "66839005"];
// biome-ignore format: one row a generation
const FIRST_DEGREE = [
  ...PARENTS,
  "SIB", "NSIB", "BRO", "NBRO", "TWINBRO", "FTWINBRO", "ITWINBRO", "SIS", "NSIS", "TWINSIS", "FTWINSIS", "ITWINSIS", "TWIN", "70924004", "27733009",
  "CHILD", "NCHILD", "SON", "NSON", "SONC", "DAU", "NDAU", "DAUC", "65616008", "66089001",
];
// biome-ignore format: one row a generation
const SECOND_DEGREE = [
  "GRPRN", "GRMTH", "GRFTH", "MGRPRN", "MGRMTH", "MGRFTH", "PGRPRN", "PGRMTH", "PGRFTH",
  "AUNT", "MAUNT", "PAUNT", "UNCLE", "MUNCLE", "PUNCLE", "COUSN", "MCOUSN", "PCOUSN",
];
const isOneOf = (codes: readonly string[]) => {
  const known = new Set(codes);
  return (relation: readonly string[]) => relation.some((code) => known.has(code));
};
const isParent = isOneOf(PARENTS);
const isMother = isOneOf(["MTH", "NMTH", "GESTM", "72705000"]);
const isFirstDegree = isOneOf(FIRST_DEGREE);
const isSecondDegree = isOneOf(SECOND_DEGREE);

/** One disease of one relative. */
interface Disease {
  readonly relation: readonly string[];
  readonly sets: ReadonlyMap<string, string>;
  /** Completed years at onset, where given. */
  readonly onsetAge: number | undefined;
  readonly source: FeatureSource;
}

const PREMATURE_YEARS = 60;
/** HCM Risk-SCD; at any age only with confirmed hypertrophic cardiomyopathy, which a family's history seldom says. */
const SUDDEN_DEATH_YEARS = 40;
const isUnder = (years: number, { onsetAge }: Disease): boolean => onsetAge !== undefined && onsetAge < years;
const isBefore60 = (disease: Disease): boolean => isUnder(PREMATURE_YEARS, disease);
const has =
  (...sets: readonly string[]) =>
  ({ sets: found }: Disease): boolean =>
    sets.some((set) => found.has(set));
const hasHeartDisease = has("ischaemic-heart-disease", "myocardial-infarction");
const hasInfarction = has("myocardial-infarction");

interface FamilyRule {
  readonly concept: ConceptName;
  readonly says: string;
  readonly counts: (disease: Disease) => boolean;
}

const RULES: readonly FamilyRule[] = [
  {
    concept: "hasRelativeWithHeartDiseaseBefore60",
    says: "ischaemic heart disease of a first-degree relative before 60",
    counts: (disease) => isFirstDegree(disease.relation) && hasHeartDisease(disease) && isBefore60(disease),
  },
  {
    concept: "hasParentWithInfarctionBefore60",
    says: "heart attack of a parent before 60",
    counts: (disease) => isParent(disease.relation) && hasInfarction(disease) && isBefore60(disease),
  },
  {
    concept: "hasRelativeWithInfarction",
    says: "heart attack of a first-degree relative",
    counts: (disease) => isFirstDegree(disease.relation) && hasInfarction(disease),
  },
  {
    concept: "hasRelativeWithSuddenCardiacDeath",
    says: "sudden cardiac death of a first-degree relative under 40",
    counts: (disease) =>
      isFirstDegree(disease.relation) && has("sudden-cardiac-death")(disease) && isUnder(SUDDEN_DEATH_YEARS, disease),
  },
  {
    concept: "hasFamilyHistoryOfLungCancer",
    says: "lung cancer of a first-degree relative",
    counts: (disease) => isFirstDegree(disease.relation) && has("lung-cancer")(disease),
  },
  {
    concept: "hasMotherWithPreeclampsia",
    says: "pre-eclampsia of the mother",
    counts: (disease) => isMother(disease.relation) && has("preeclampsia")(disease),
  },
];

interface Reading {
  readonly valueSets: ValueSetIndex;
  readonly referenceOf: (history: FamilyMemberHistory) => string;
}

/** Adds what is on record of the family, as of the draft's time. */
export function findFamilyHistory(draft: TwinDraft, histories: readonly FamilyMemberHistory[], reading: Reading): void {
  const relatives = histories
    .filter(({ status, date }) => isKnown(status) && (momentOf(date) ?? 0) <= draft.asOf)
    .toSorted((a, b) => (reading.referenceOf(a) < reading.referenceOf(b) ? -1 : 1))
    .map((history) => diseasesOf(history, reading));
  const diseases = relatives.flat();
  for (const { concept, says, counts } of RULES) add(draft, concept, true, says, diseases.filter(counts));
  const diabetes = diseases.filter(has("diabetes", "type1-diabetes", "type2-diabetes"));
  const nearest = diabetes.filter(({ relation }) => isFirstDegree(relation));
  const others = diabetes.filter(({ relation }) => isSecondDegree(relation));
  add(draft, "familyHistoryOfDiabetes", "first-degree", "diabetes of a first-degree relative", nearest);
  if (nearest.length === 0) {
    add(draft, "familyHistoryOfDiabetes", "second-degree", "diabetes of a second-degree relative or cousin", others);
  }
  const withBreastCancer = relatives.flatMap(
    (one) => one.find((disease) => isFirstDegree(disease.relation) && has("breast-cancer")(disease)) ?? [],
  );
  const says = "first-degree relatives with breast cancer on record";
  add(draft, "relativesWithBreastCancer", withBreastCancer.length, says, withBreastCancer);
}

const isKnown = (status: FamilyMemberHistory["status"]): boolean => status === "completed" || status === "partial";

function diseasesOf(history: FamilyMemberHistory, { valueSets, referenceOf }: Reading): readonly Disease[] {
  const relation = (history.relationship?.coding ?? []).flatMap(({ code }) => code ?? []);
  const source = {
    reference: referenceOf(history),
    ...(history.date === undefined ? {} : { time: history.date }),
  };
  return (history.condition ?? []).map(({ code, onsetAge }) => {
    const given = onsetAge?.code ?? onsetAge?.unit;
    const years =
      onsetAge?.value === undefined || given === undefined ? undefined : convert(onsetAge.value, given, "a");
    return { relation, sets: setsOf(code, valueSets), onsetAge: years, source };
  });
}

function add(
  draft: TwinDraft,
  concept: ConceptName,
  value: ConceptValue,
  says: string,
  diseases: readonly Disease[],
): void {
  if (diseases.length === 0) return;
  const sources = diseases.map(({ source }) => source);
  draft.add({ concept, value, origin: "measured", rule: `${says}, FamilyMemberHistory`, sources });
}
