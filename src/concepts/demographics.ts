import { choice, fact, quantity } from "./concept.ts";

/** Who the person is and how they live. */
export const DEMOGRAPHICS = {
  age: quantity("Age", "a", [0, 125], { loinc: "30525-0" }),
  /** Recorded administrative sex; models are derived on cohorts' recorded sex. */
  sex: choice("Sex", { female: "Female", male: "Male" }),
  ethnicity: choice("Ethnicity", {
    white: "White",
    "afro-caribbean": "Afro-Caribbean",
    "asian-indian": "Asian Indian",
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
  /** Categories of the United States census, Hispanic of any race first. */
  race: choice("Race and ethnicity (United States categories)", {
    white: "White",
    black: "Black or African American",
    hispanic: "Hispanic",
    asian: "Asian",
    "american-indian-or-alaska-native": "American Indian or Alaska Native",
    "native-hawaiian-or-pacific-islander": "Native Hawaiian or other Pacific Islander",
  }),
  /** Categories of the QResearch models (QRISK3, QDiabetes). */
  qresearchEthnicity: choice("Ethnicity (QResearch categories)", {
    "white-or-not-stated": "White or not stated",
    indian: "Indian",
    pakistani: "Pakistani",
    bangladeshi: "Bangladeshi",
    "other-asian": "Other Asian",
    "black-caribbean": "Black Caribbean",
    "black-african": "Black African",
    chinese: "Chinese",
    other: "Other ethnic group",
  }),
  /** Categories of the QResearch models (QRISK3, QDiabetes). */
  qresearchSmoking: choice("Smoking (QResearch categories)", {
    non: "Non-smoker",
    ex: "Ex-smoker",
    light: "Light smoker",
    moderate: "Moderate smoker",
    heavy: "Heavy smoker",
  }),
  /** Deprivation of the area of a United Kingdom postcode; higher is more deprived. */
  townsendScore: quantity("Townsend deprivation score", "{score}", [-8, 13], { hasFractions: true }),
  /** Eight drinks a week or more (HAS-BLED). */
  drinksEightOrMoreAWeek: fact("Eight alcoholic drinks a week or more"),
} as const;
