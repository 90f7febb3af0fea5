/** Vectors of `qdiabetes-2018-a`: the 10-year risk in percent. */
import type { Bundle } from "@medplum/fhirtypes";
import { predictionOf } from "./parameters.ts";
import { type QDiabetesInputs, qDiabetesRequest } from "./qdiabetes.ts";

export const request = (inputs: QDiabetesInputs) => qDiabetesRequest("qdiabetes-2018-a", inputs);

export const answer = (bundle: Bundle) => ({
  risk10y_percent: predictionOf(bundle, "qdiabetes-2018-a-diabetes-10y")?.probabilityDecimal,
});
