/** A made-up person with type 2 diabetes, as inputs in the units that the UKPDS simulations declare. */
export const PERSON = {
  age: 58,
  sex: "female",
  diabetesDuration: 6,
  ethnicity: "white",
  currentSmoker: false,
  hba1c: 8.4,
  systolicBloodPressure: 142,
  ldlCholesterol: 2.9,
  hdlCholesterol: 1.1,
  bodyMassIndex: 33,
  bodyHeight: 168,
  egfr: 70,
  heartRate: 76,
  whiteBloodCells: 7.2,
  haemoglobin: 13.8,
  hasAlbuminuria: true,
} as const;
