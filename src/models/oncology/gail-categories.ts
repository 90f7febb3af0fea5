/**
 * The categories of the BCRAT (Gail) model: how answers become the numbers that its coefficients multiply. They differ
 * by group, because the studies of the groups found different categories to matter.
 */

export type BcratRace =
  | "white"
  | "african-american"
  | "hispanic-us-born"
  | "other"
  | "hispanic-foreign-born"
  | "chinese"
  | "japanese"
  | "filipino"
  | "hawaiian"
  | "pacific-islander"
  | "other-asian";

/** What the model knows of a woman; undefined is "unknown". */
export interface Woman {
  /** Completed years. */
  readonly age: number;
  readonly bcratRace: BcratRace;
  readonly breastBiopsies: number | undefined;
  readonly hasAtypicalHyperplasia: boolean | undefined;
  /** Completed years. */
  readonly ageAtMenarche: number | undefined;
  readonly isNulliparous: boolean | undefined;
  /** Completed years. */
  readonly ageAtFirstBirth: number | undefined;
  readonly relativesWithBreastCancer: number | undefined;
  /** Completed years, 90 at most. */
  readonly projectionAge: number;
}

export interface Categories {
  readonly biopsies: number;
  readonly menarche: number;
  readonly firstBirth: number;
  readonly relatives: number;
}

const isHispanic = (race: BcratRace) => race === "hispanic-us-born" || race === "hispanic-foreign-born";
/** Groups in which two relatives count as one. */
const hasOneRelativeAtMost = (race: BcratRace) => race !== "white" && race !== "african-american" && race !== "other";

export function categoriesOf(woman: Woman): Categories {
  const { bcratRace: race, breastBiopsies = 0, relativesWithBreastCancer = 0 } = woman;
  return {
    biopsies: Math.min(breastBiopsies, isHispanic(race) ? 1 : 2),
    menarche: menarcheCategory(woman),
    firstBirth: firstBirthCategory(woman),
    relatives: Math.min(relativesWithBreastCancer, hasOneRelativeAtMost(race) ? 1 : 2),
  };
}

/** 14 years and over, or unknown, 0; 12 and 13 1; under 12 2. */
function menarcheCategory({ bcratRace, ageAtMenarche }: Woman): number {
  if (bcratRace === "hispanic-us-born" || ageAtMenarche === undefined || ageAtMenarche >= 14) return 0;
  if (ageAtMenarche >= 12 || bcratRace === "african-american") return 1;
  return 2;
}

/** Under 20 years, or unknown, 0; 20 to 24 1; 25 to 29, or never, 2; 30 and over 3. */
function firstBirthCategory({ bcratRace, isNulliparous, ageAtFirstBirth }: Woman): number {
  if (bcratRace === "african-american") return 0;
  if (isNulliparous === true) return 2;
  if (ageAtFirstBirth === undefined || ageAtFirstBirth < 20) return 0;
  if (isHispanic(bcratRace)) return ageAtFirstBirth < 30 ? 1 : 2;
  return ageAtFirstBirth < 25 ? 1 : ageAtFirstBirth < 30 ? 2 : 3;
}

/** Of a biopsy in which atypical hyperplasia was found or not; 1 without a biopsy and where it is not known. */
export const HYPERPLASIA_FACTORS = { found: 1.82, notFound: 0.93 } as const;

export function hyperplasiaFactor({ breastBiopsies = 0, hasAtypicalHyperplasia }: Woman): number {
  if (breastBiopsies === 0 || hasAtypicalHyperplasia === undefined) return 1;
  return hasAtypicalHyperplasia ? HYPERPLASIA_FACTORS.found : HYPERPLASIA_FACTORS.notFound;
}
