/**
 * The value sets of the twin, by id: which codes mean which clinical concept. They are data, files in `profiles/`, served
 * as FHIR ValueSets like any other and compiled here once. Each names its sources in its description.
 */

import albumin from "../../profiles/ValueSet-albumin.json" with { type: "json" };
import albuminuria from "../../profiles/ValueSet-albuminuria.json" with { type: "json" };
import amputation from "../../profiles/ValueSet-amputation.json" with { type: "json" };
import atrialFibrillation from "../../profiles/ValueSet-atrial-fibrillation.json" with { type: "json" };
import bicarbonate from "../../profiles/ValueSet-bicarbonate.json" with { type: "json" };
import blindness from "../../profiles/ValueSet-blindness.json" with { type: "json" };
import bodyHeight from "../../profiles/ValueSet-body-height.json" with { type: "json" };
import bodyMassIndex from "../../profiles/ValueSet-body-mass-index.json" with { type: "json" };
import bodyTemperature from "../../profiles/ValueSet-body-temperature.json" with { type: "json" };
import bodyWeight from "../../profiles/ValueSet-body-weight.json" with { type: "json" };
import calcium from "../../profiles/ValueSet-calcium.json" with { type: "json" };
import cardiovascularDisease from "../../profiles/ValueSet-cardiovascular-disease.json" with { type: "json" };
import consciousness from "../../profiles/ValueSet-consciousness.json" with { type: "json" };
import creatinine from "../../profiles/ValueSet-creatinine.json" with { type: "json" };
import cystatinC from "../../profiles/ValueSet-cystatin-c.json" with { type: "json" };
import diabetes from "../../profiles/ValueSet-diabetes.json" with { type: "json" };
import diastolicBloodPressure from "../../profiles/ValueSet-diastolic-blood-pressure.json" with { type: "json" };
import egfr from "../../profiles/ValueSet-egfr.json" with { type: "json" };
import egfrOtherEquation from "../../profiles/ValueSet-egfr-other-equation.json" with { type: "json" };
import footUlcer from "../../profiles/ValueSet-foot-ulcer.json" with { type: "json" };
import glucose from "../../profiles/ValueSet-glucose.json" with { type: "json" };
import haemoglobin from "../../profiles/ValueSet-haemoglobin.json" with { type: "json" };
import hba1c from "../../profiles/ValueSet-hba1c.json" with { type: "json" };
import hdlCholesterol from "../../profiles/ValueSet-hdl-cholesterol.json" with { type: "json" };
import heartFailure from "../../profiles/ValueSet-heart-failure.json" with { type: "json" };
import heartRate from "../../profiles/ValueSet-heart-rate.json" with { type: "json" };
import hypertension from "../../profiles/ValueSet-hypertension.json" with { type: "json" };
import inspiredOxygen from "../../profiles/ValueSet-inspired-oxygen.json" with { type: "json" };
import ischaemicHeartDisease from "../../profiles/ValueSet-ischaemic-heart-disease.json" with { type: "json" };
import kidneyFailure from "../../profiles/ValueSet-kidney-failure.json" with { type: "json" };
import ldlCholesterol from "../../profiles/ValueSet-ldl-cholesterol.json" with { type: "json" };
import myocardialInfarction from "../../profiles/ValueSet-myocardial-infarction.json" with { type: "json" };
import onAntihypertensive from "../../profiles/ValueSet-on-antihypertensive.json" with { type: "json" };
import onDpp4Inhibitor from "../../profiles/ValueSet-on-dpp4-inhibitor.json" with { type: "json" };
import onGlp1Agonist from "../../profiles/ValueSet-on-glp1-agonist.json" with { type: "json" };
import onInsulin from "../../profiles/ValueSet-on-insulin.json" with { type: "json" };
import onMetformin from "../../profiles/ValueSet-on-metformin.json" with { type: "json" };
import onSglt2Inhibitor from "../../profiles/ValueSet-on-sglt2-inhibitor.json" with { type: "json" };
import onStatin from "../../profiles/ValueSet-on-statin.json" with { type: "json" };
import onSulfonylurea from "../../profiles/ValueSet-on-sulfonylurea.json" with { type: "json" };
import oxygenSaturation from "../../profiles/ValueSet-oxygen-saturation.json" with { type: "json" };
import peripheralArterialDisease from "../../profiles/ValueSet-peripheral-arterial-disease.json" with { type: "json" };
import phosphate from "../../profiles/ValueSet-phosphate.json" with { type: "json" };
import pregnancy from "../../profiles/ValueSet-pregnancy.json" with { type: "json" };
import pregnancyStatus from "../../profiles/ValueSet-pregnancy-status.json" with { type: "json" };
import respiratoryRate from "../../profiles/ValueSet-respiratory-rate.json" with { type: "json" };
import smokingStatus from "../../profiles/ValueSet-smoking-status.json" with { type: "json" };
import stroke from "../../profiles/ValueSet-stroke.json" with { type: "json" };
import strokeTiaOrThromboembolism from "../../profiles/ValueSet-stroke-tia-or-thromboembolism.json" with {
  type: "json",
};
import systolicBloodPressure from "../../profiles/ValueSet-systolic-blood-pressure.json" with { type: "json" };
import tobaccoUse from "../../profiles/ValueSet-tobacco-use.json" with { type: "json" };
import totalCholesterol from "../../profiles/ValueSet-total-cholesterol.json" with { type: "json" };
import triglycerides from "../../profiles/ValueSet-triglycerides.json" with { type: "json" };
import type1Diabetes from "../../profiles/ValueSet-type1-diabetes.json" with { type: "json" };
import type2Diabetes from "../../profiles/ValueSet-type2-diabetes.json" with { type: "json" };
import urineAlbumin from "../../profiles/ValueSet-urine-albumin.json" with { type: "json" };
import urineAlbuminCreatinineRatio from "../../profiles/ValueSet-urine-albumin-creatinine-ratio.json" with {
  type: "json",
};
import vascularDisease from "../../profiles/ValueSet-vascular-disease.json" with { type: "json" };
import whiteBloodCells from "../../profiles/ValueSet-white-blood-cells.json" with { type: "json" };
import { type ValueSetFile, ValueSetIndex } from "./value-set-index.ts";

const FILES = [
  systolicBloodPressure,
  diastolicBloodPressure,
  heartRate,
  respiratoryRate,
  bodyTemperature,
  oxygenSaturation,
  bodyWeight,
  bodyHeight,
  bodyMassIndex,
  totalCholesterol,
  hdlCholesterol,
  ldlCholesterol,
  triglycerides,
  hba1c,
  glucose,
  creatinine,
  cystatinC,
  egfr,
  egfrOtherEquation,
  urineAlbuminCreatinineRatio,
  urineAlbumin,
  albumin,
  phosphate,
  bicarbonate,
  calcium,
  haemoglobin,
  whiteBloodCells,
  inspiredOxygen,
  smokingStatus,
  pregnancyStatus,
  consciousness,
  type1Diabetes,
  type2Diabetes,
  diabetes,
  hypertension,
  heartFailure,
  atrialFibrillation,
  myocardialInfarction,
  ischaemicHeartDisease,
  stroke,
  strokeTiaOrThromboembolism,
  peripheralArterialDisease,
  vascularDisease,
  cardiovascularDisease,
  amputation,
  blindness,
  footUlcer,
  kidneyFailure,
  pregnancy,
  albuminuria,
  tobaccoUse,
  onStatin,
  onAntihypertensive,
  onInsulin,
  onMetformin,
  onSulfonylurea,
  onDpp4Inhibitor,
  onSglt2Inhibitor,
  onGlp1Agonist,
] as const satisfies readonly ValueSetFile[];

/** Finds the value sets that a coding is in. */
export const VALUE_SETS = new ValueSetIndex(FILES);
