import { choice, fact, quantity } from "./concept.ts";

/** Who the person is and how they live. */
export const DEMOGRAPHICS = {
  age: quantity("Age", "a", [0, 125], { loinc: "30525-0" }),
  /** Recorded administrative sex; models are derived on cohorts' recorded sex. */
  sex: choice("Sex", { female: "Female", male: "Male" }),
  ethnicity: choice("Ethnicity", {
    "white-indian": "White or Indian (UKPDS category)",
    "afro-caribbean": "Afro-Caribbean",
    asian: "Asian Indian",
  }),
  isDeceased: fact("Deceased"),
  isPregnant: fact("Pregnant"),
  smokingStatus: choice("Smoking status", {
    never: "Never smoked",
    former: "Former smoker",
    current: "Current smoker",
  }),
  currentSmoker: fact("Current smoker"),
  /** Social Deprivation Index of the area, national decile: 1 least deprived to 10 most. */
  socialDeprivationDecile: quantity("Social Deprivation Index decile", "{decile}", [1, 10]),
  /** Risk region of the ESC 2021 guideline, by country of residence. */
  cardiovascularRiskRegion: choice("ESC cardiovascular risk region", {
    low: "Low risk",
    moderate: "Moderate risk",
    high: "High risk",
    "very-high": "Very high risk",
  }),
  livesInNorthAmerica: fact("Lives in North America"),
} as const;
