import { choice, fact, quantity } from "./concept.ts";

const RECEPTOR = { positive: "Positive", negative: "Negative" } as const;

/** What only the models of cancer ask: tumour, exposure, family, planned treatment. */
export const ONCOLOGY = {
  /** Khorana: stomach and pancreas very high; lung, lymphoma, gynaecological, bladder, testicular high. */
  cancerSiteThrombosisRisk: choice("Cancer site, by its risk of thrombosis (Khorana)", {
    "very-high": "Stomach or pancreas",
    high: "Lung, lymphoma, gynaecological, bladder or testicular",
    other: "Any other site",
  }),
  /** PLCO, 1 less than high school, 2 high school, 3 training after it, 4 some college, 5 college, 6 postgraduate. */
  educationLevel: quantity("Education, PLCO level", "{level}", [1, 6]),
  hasFamilyHistoryOfLungCancer: fact("Lung cancer in the family"),
  cigarettesPerDay: quantity("Cigarettes a day, when smoking", "/d", [0, 200]),
  /** Of 20 cigarettes a day for a year. */
  packYears: quantity("Pack-years smoked", "{PackYears}", [0, 400], { loinc: "8664-5" }),
  smokingDuration: quantity("Years of smoking", "a", [0, 110], { loinc: "88029-4" }),
  yearsSinceQuitting: quantity("Years since quitting smoking", "a", [0, 110]),
  noduleDiameter: quantity("Largest diameter of the lung nodule", "mm", [0.5, 300]),
  noduleType: choice("Type of the lung nodule", {
    solid: "Solid",
    "part-solid": "Part-solid",
    "non-solid": "Non-solid (ground glass)",
  }),
  noduleCount: quantity("Lung nodules on the scan", "{count}", [1, 500]),
  isNoduleInUpperLobe: fact("Lung nodule in an upper lobe"),
  hasNoduleSpiculation: fact("Spiculated lung nodule"),
  /** Mayo model: a cancer outside the chest that was diagnosed five years ago or earlier. */
  hasExtrathoracicCancerFiveYearsAgo: fact("Cancer outside the chest, five or more years ago"),
  breastBiopsies: quantity("Breast biopsies so far", "{count}", [0, 50]),
  hasAtypicalHyperplasia: fact("Atypical hyperplasia in a breast biopsy"),
  ageAtMenarche: quantity("Age at menarche", "a", [5, 30]),
  isNulliparous: fact("Has never given birth"),
  ageAtFirstBirth: quantity("Age at the first live birth", "a", [8, 65]),
  relativesWithBreastCancer: quantity("First-degree relatives with breast cancer", "{count}", [0, 30]),
  /** Groups of the Breast Cancer Risk Assessment Tool. */
  bcratRace: choice("Race and ethnicity (BCRAT groups)", {
    white: "White",
    "african-american": "African American",
    "hispanic-us-born": "Hispanic, born in the United States",
    other: "Other, Native American or unknown",
    "hispanic-foreign-born": "Hispanic, born elsewhere",
    chinese: "Chinese",
    japanese: "Japanese",
    filipino: "Filipino",
    hawaiian: "Hawaiian",
    "pacific-islander": "Other Pacific Islander",
    "other-asian": "Other Asian",
  }),
  /** Age to which a risk is asked for (BCRAT). */
  projectionAge: quantity("Age to which the risk is projected", "a", [1, 125]),
  hasLobularCarcinomaInSitu: fact("Lobular carcinoma in situ"),
  hasBrcaMutation: fact("BRCA1 or BRCA2 mutation"),
  isScreenDetected: fact("Tumour found by screening"),
  tumourSize: quantity("Largest diameter of the invasive tumour", "mm", [0.1, 500]),
  tumourGrade: quantity("Histological grade of the tumour", "{grade}", [1, 3]),
  positiveNodes: quantity("Lymph nodes with tumour", "{count}", [0, 150]),
  oestrogenReceptor: choice("Oestrogen receptor", RECEPTOR),
  progesteroneReceptor: choice("Progesterone receptor", RECEPTOR),
  her2: choice("HER2", RECEPTOR),
  ki67: choice("Ki-67", RECEPTOR),
  plannedChemotherapy: choice("Planned chemotherapy, generation", {
    none: "None",
    second: "Second generation",
    third: "Third generation",
  }),
  isHormoneTherapyPlanned: fact("Hormone therapy planned"),
  isTrastuzumabPlanned: fact("Trastuzumab planned"),
  isBisphosphonatePlanned: fact("Bisphosphonate planned"),
  isRadiotherapyPlanned: fact("Radiotherapy planned"),
  meanHeartDose: quantity("Mean heart dose of the planned radiotherapy", "Gy", [0, 100]),
  hasMetastasis: fact("Distant metastasis"),
} as const;
