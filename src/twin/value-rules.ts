/**
 * Values that follow from other values alone, whatever their sources: the cholesterol ratio, mean arterial pressure,
 * treated hypertension, categories of race. The twin applies them where the result is not on record; an operation applies
 * them again where a caller supplies what they follow from.
 */
import type { ConceptName, ConceptValue } from "../concepts/index.ts";
import type { TwinDraft } from "./draft.ts";
import type { FeatureSource } from "./state.ts";
import { momentOf } from "./time.ts";

type Lookup = (name: ConceptName) => ConceptValue | undefined;

export interface ValueRule {
  readonly concept: ConceptName;
  readonly from: readonly ConceptName[];
  /** Those of `from` of which a new value makes even a measured result out of date. */
  readonly triggers: readonly ConceptName[];
  readonly says: string;
  /** The result may be true for reasons that are not in `from`. */
  readonly isPartial?: boolean;
  /** Undefined where `from` does not tell. */
  readonly of: (value: Lookup) => ConceptValue | undefined;
}

/** Creatinine from which on HAS-BLED counts abnormal kidney function: 200 µmol/L, in mg/dL (molar mass 113.12 g/mol). */
const ABNORMAL_CREATININE_MG_DL = 2.2624;
/** Systolic pressure over which HAS-BLED counts hypertension as uncontrolled, mmHg. */
const UNCONTROLLED_MMHG = 160;
const ROOM_AIR_PERCENT = 21;
/** QRISK3: fewer than 10 cigarettes a day are light, 20 and more heavy. */
const MODERATE_FROM = 10;
const HEAVY_FROM = 20;

const DAYS_A_WEEK = 7;
const DAILY_MINUTES = 30;
const ACTIVE_DAYS = 2;

/** AUDIT-C by points of item 1: the fewest and the most days a week with a drink; a month has 30 days at least. */
const DRINKING_DAYS: readonly (readonly [number, number])[] = [
  [0, 0],
  [0, 7 / 28],
  [14 / 31, 1],
  [2, 3],
  [4, 7],
];
/** By points of item 2: the fewest and the most drinks on such a day. */
const DRINKS_A_DAY: readonly (readonly [number, number])[] = [
  [1, 2],
  [3, 4],
  [5, 6],
  [7, 9],
  [10, Infinity],
];
const EIGHT_DRINKS = 8;

const numbers = (value: Lookup, names: readonly ConceptName[]): readonly number[] | undefined => {
  const found = names.map(value).filter((one) => typeof one === "number");
  return found.length === names.length ? found : undefined;
};

/** A category of another scheme for each census category that has exactly one there. */
const raceRule = (concept: ConceptName, says: string, categories: Readonly<Record<string, string>>): ValueRule => ({
  concept,
  from: ["race"],
  triggers: ["race"],
  says: `race on record taken as ${says}`,
  of: (value) => categories[String(value("race"))],
});

/** Cigarettes in a pack. */
const PACK = 20;

/** In an order in which none needs the result of a later one. */
export const VALUE_RULES: readonly ValueRule[] = [
  {
    concept: "cholesterolHdlRatio",
    from: ["totalCholesterol", "hdlCholesterol"],
    triggers: ["totalCholesterol", "hdlCholesterol"],
    says: "total cholesterol / HDL cholesterol",
    of: (value) => {
      const [total = 0, hdl = 0] = numbers(value, ["totalCholesterol", "hdlCholesterol"]) ?? [];
      return hdl > 0 && total > hdl ? total / hdl : undefined;
    },
  },
  {
    concept: "meanArterialPressure",
    from: ["systolicBloodPressure", "diastolicBloodPressure"],
    triggers: ["systolicBloodPressure", "diastolicBloodPressure"],
    says: "(systolic + 2 · diastolic) / 3",
    of: (value) => {
      const [systolic = 0, diastolic = 0] = numbers(value, ["systolicBloodPressure", "diastolicBloodPressure"]) ?? [];
      return diastolic > 0 && systolic > diastolic ? (systolic + 2 * diastolic) / 3 : undefined;
    },
  },
  {
    concept: "hasUncontrolledHypertension",
    from: ["systolicBloodPressure"],
    triggers: ["systolicBloodPressure"],
    says: `systolic blood pressure over ${UNCONTROLLED_MMHG} mmHg`,
    of: (value) => {
      const systolic = value("systolicBloodPressure");
      return typeof systolic === "number" ? systolic > UNCONTROLLED_MMHG : undefined;
    },
  },
  {
    concept: "hasTreatedHypertension",
    from: ["hasHypertension", "onAntihypertensive"],
    triggers: ["hasHypertension", "onAntihypertensive"],
    says: "hypertension on record and blood pressure lowering medication in use",
    of: (value) => {
      const parts = [value("hasHypertension"), value("onAntihypertensive")];
      if (parts.includes(false)) return false;
      return parts.includes(undefined) ? undefined : true;
    },
  },
  {
    concept: "hasAbnormalKidneyFunction",
    from: ["hasKidneyFailure", "creatinine"],
    triggers: ["hasKidneyFailure", "creatinine"],
    says: "dialysis or transplant on record, or creatinine of 200 µmol/L or more (HAS-BLED)",
    of: (value) => {
      const creatinine = value("creatinine");
      const isHigh = typeof creatinine === "number" ? creatinine >= ABNORMAL_CREATININE_MG_DL : undefined;
      if (isHigh === true || value("hasKidneyFailure") === true) return true;
      return isHigh === false && value("hasKidneyFailure") === false ? false : undefined;
    },
  },
  {
    concept: "hasAbnormalLiverFunction",
    from: ["hasCirrhosis"],
    triggers: [],
    says: "cirrhosis (HAS-BLED)",
    of: (value) => (value("hasCirrhosis") === true ? true : undefined),
  },
  {
    concept: "glasgowComaScale",
    from: ["glasgowComaEye", "glasgowComaVerbal", "glasgowComaMotor"],
    triggers: ["glasgowComaEye", "glasgowComaVerbal", "glasgowComaMotor"],
    says: "eye + verbal + motor",
    of: (value) =>
      numbers(value, ["glasgowComaEye", "glasgowComaVerbal", "glasgowComaMotor"])?.reduce((sum, one) => sum + one, 0),
  },
  {
    concept: "inspiredOxygenFraction",
    from: ["onSupplementalOxygen"],
    triggers: [],
    says: "room air is 21 % oxygen",
    of: (value) => (value("onSupplementalOxygen") === false ? ROOM_AIR_PERCENT : undefined),
  },
  {
    concept: "qresearchSmoking",
    from: ["smokingStatus", "cigarettesPerDay"],
    triggers: ["smokingStatus", "cigarettesPerDay"],
    says: "smoking status, and cigarettes a day of a smoker",
    of: qresearchSmokingOf,
  },
  {
    concept: "packYears",
    from: ["cigarettesPerDay", "smokingDuration"],
    triggers: ["cigarettesPerDay", "smokingDuration"],
    says: `cigarettes a day / ${PACK} · years of smoking`,
    of: (value) => {
      const [perDay, years] = numbers(value, ["cigarettesPerDay", "smokingDuration"]) ?? [];
      return perDay === undefined || years === undefined ? undefined : (perDay / PACK) * years;
    },
  },
  {
    concept: "physicalActivityMinutes",
    from: ["exerciseDaysPerWeek", "exerciseMinutesPerDay"],
    triggers: ["exerciseDaysPerWeek", "exerciseMinutesPerDay"],
    says: "days of exercise a week · minutes on such a day (Exercise Vital Sign)",
    of: (value) => {
      const [days, minutes] = numbers(value, ["exerciseDaysPerWeek", "exerciseMinutesPerDay"]) ?? [];
      return days === undefined || minutes === undefined ? undefined : days * minutes;
    },
  },
  {
    concept: "isActiveDaily",
    from: ["exerciseDaysPerWeek", "exerciseMinutesPerDay"],
    triggers: ["exerciseDaysPerWeek", "exerciseMinutesPerDay"],
    says: `${DAILY_MINUTES} minutes of exercise and more on every day (FINDRISC)`,
    of: (value) => {
      const [days = 0, minutes = 0] = numbers(value, ["exerciseDaysPerWeek", "exerciseMinutesPerDay"]) ?? [];
      return days === DAYS_A_WEEK && minutes >= DAILY_MINUTES ? true : undefined;
    },
  },
  {
    concept: "isPhysicallyActive",
    from: ["exerciseDaysPerWeek"],
    triggers: ["exerciseDaysPerWeek"],
    says: "exercise on fewer than two days a week (CAIDE asks for twice, out of breath and sweating)",
    of: (value) => {
      const days = value("exerciseDaysPerWeek");
      return typeof days === "number" && days < ACTIVE_DAYS ? false : undefined;
    },
  },
  {
    concept: "drinksEightOrMoreAWeek",
    from: ["auditCItem1", "auditCItem2"],
    triggers: ["auditCItem1", "auditCItem2"],
    says: "the fewest and the most drinks a week by the answers to AUDIT-C are on one side of eight",
    of: (value) => eightDrinksOf(numbers(value, ["auditCItem1", "auditCItem2"])),
  },
  {
    concept: "hasElevatedCardiacMarkers",
    from: ["troponinTimesUpperLimit"],
    triggers: ["troponinTimesUpperLimit"],
    says: "troponin over the upper limit of its own reference range",
    of: (value) => (Number(value("troponinTimesUpperLimit")) > 1 ? true : undefined),
  },
  {
    concept: "isConfused",
    from: ["consciousness"],
    triggers: ["consciousness"],
    says: "C on the ACVPU scale: confusion that is new (NEWS2)",
    of: (value) => (value("consciousness") === "confusion" ? true : undefined),
  },
  {
    concept: "hasAlteredMentalStatus",
    from: ["consciousness"],
    triggers: ["consciousness"],
    // "alert" does not tell: AVPU has no letter for the confused
    says: "C, V, P or U on the ACVPU scale",
    of: (value) => ((value("consciousness") ?? "alert") === "alert" ? undefined : true),
  },
  raceRule("iwpcRace", "the category of the IWPC", { white: "white", black: "black", asian: "asian" }),
  raceRule("gliEthnicGroup", "the group of GLI-2012", { white: "caucasian", black: "african-american" }),
  raceRule("bcratRace", "the group of the Breast Cancer Risk Assessment Tool", {
    white: "white",
    black: "african-american",
    "american-indian-or-alaska-native": "other",
  }),
];

/** True or false where both ends of what the answers allow agree. Who never drinks has no drinks, whatever item 2 says. */
function eightDrinksOf(points: readonly number[] | undefined): boolean | undefined {
  const [frequency, amount] = points ?? [];
  const days = frequency === undefined ? undefined : DRINKING_DAYS[frequency];
  const drinks = amount === undefined ? undefined : DRINKS_A_DAY[amount];
  if (days === undefined || drinks === undefined) return undefined;
  const most = days[1] === 0 ? 0 : days[1] * drinks[1];
  if (days[0] * drinks[0] >= EIGHT_DRINKS) return true;
  return most < EIGHT_DRINKS ? false : undefined;
}

function qresearchSmokingOf(value: Lookup): ConceptValue | undefined {
  const status = value("smokingStatus");
  if (status === "never") return "non";
  if (status === "former") return "ex";
  const perDay = value("cigarettesPerDay");
  if (status !== "current" || typeof perDay !== "number" || perDay <= 0) return undefined;
  return perDay >= HEAVY_FROM ? "heavy" : perDay >= MODERATE_FROM ? "moderate" : "light";
}

/** Adds to the draft what follows from values in it and is not on record itself. */
export function applyValueRules(draft: TwinDraft): void {
  for (const { concept, from, says, of } of VALUE_RULES) {
    if (draft.features.has(concept)) continue;
    const value = of((name) => draft.features.get(name)?.value);
    if (value === undefined) continue;
    const used = from.flatMap((name) => draft.features.get(name)?.sources ?? []);
    const unique = [...new Map(used.map((source) => [source.reference, source])).values()];
    // The age of a number is that of the oldest value it is made of, and an age is judged by the first source.
    const sources = typeof value === "number" ? unique.toSorted(oldestFirst) : unique;
    draft.add({ concept, value, origin: sources.length > 0 ? "derived" : "absent", rule: says, sources });
  }
}

const oldestFirst = (a: FeatureSource, b: FeatureSource): number => (momentOf(a.time) ?? 0) - (momentOf(b.time) ?? 0);
