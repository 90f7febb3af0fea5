import { choice, fact } from "./concept.ts";

/** Habits and history that only the models of diabetes ask. */
export const METABOLIC = {
  /** At least 30 minutes a day, at work or in leisure time. */
  isActiveDaily: fact("Physically active for 30 minutes a day"),
  eatsFruitOrVegetablesDaily: fact("Eats vegetables, fruit or berries every day"),
  /** High blood glucose found before: at a check, in illness, in pregnancy. */
  hasPreviousHighGlucose: fact("High blood glucose found before"),
  familyHistoryOfDiabetes: choice("Diabetes in the family, nearest relative", {
    none: "None",
    "second-degree": "Grandparent, aunt, uncle or first cousin",
    "first-degree": "Parent, brother, sister or own child",
  }),
} as const;
