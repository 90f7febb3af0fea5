/**
 * The worked example of the PREVENT paper, in the names of its vectors: base equations 14.7, 9.2 and 8.1 % in 10 years
 * (Khan SS et al. Circulation 2024;149:430-449, doi:10.1161/CIRCULATIONAHA.123.067626, supplement, table S25).
 */
export const PREVENT_EXAMPLE = {
  model: "base",
  age: 50,
  sex: "female",
  sbp: 160,
  bp_tx: true,
  total_c: 200,
  hdl_c: 45,
  statin: false,
  dm: true,
  smoking: false,
  egfr: 90,
  bmi: 35,
};
