import { choice, fact, quantity } from "./concept.ts";

/** Amounts of opioids taken, and what the warfarin dose depends on. */
export const PHARMACOLOGY = {
  codeineDailyDose: quantity("Codeine, daily amount", "mg/d", [0, 5000]),
  hydrocodoneDailyDose: quantity("Hydrocodone, daily amount", "mg/d", [0, 5000]),
  hydromorphoneDailyDose: quantity("Hydromorphone, daily amount", "mg/d", [0, 5000]),
  methadoneDailyDose: quantity("Methadone, daily amount", "mg/d", [0, 5000]),
  morphineDailyDose: quantity("Morphine, daily amount", "mg/d", [0, 5000]),
  oxycodoneDailyDose: quantity("Oxycodone, daily amount", "mg/d", [0, 5000]),
  oxymorphoneDailyDose: quantity("Oxymorphone, daily amount", "mg/d", [0, 5000]),
  tapentadolDailyDose: quantity("Tapentadol, daily amount", "mg/d", [0, 5000]),
  tramadolDailyDose: quantity("Tramadol, daily amount", "mg/d", [0, 5000]),
  fentanylPatchRate: quantity("Fentanyl patch, rate of delivery", "ug/h", [0, 1000]),
  onBuprenorphine: fact("Takes buprenorphine"),
  onOpioidUseDisorderTreatment: fact("Opioids are a treatment of opioid use disorder"),

  vkorc1Genotype: choice("VKORC1 -1639 genotype", {
    GG: "G/G",
    AG: "A/G",
    AA: "A/A",
    unknown: "Not known",
  }),
  cyp2c9Genotype: choice("CYP2C9 genotype", {
    "*1/*1": "*1/*1",
    "*1/*2": "*1/*2",
    "*1/*3": "*1/*3",
    "*2/*2": "*2/*2",
    "*2/*3": "*2/*3",
    "*3/*3": "*3/*3",
    unknown: "Not known",
  }),
  iwpcRace: choice("Race (categories of the IWPC)", {
    white: "White",
    asian: "Asian",
    black: "Black",
    "missing-or-mixed": "Missing or mixed",
  }),
  onCytochromeInducer: fact("Takes carbamazepine, phenytoin or rifampicin"),
  onAmiodarone: fact("Takes amiodarone"),
} as const;
