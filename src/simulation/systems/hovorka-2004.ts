/**
 * Hovorka 2004: glucose and insulin in type 1 diabetes, ten states.
 *
 * Source    Hovorka R, Canonico V, Chassin LJ, et al. Nonlinear model predictive control of glucose concentration in
 *           subjects with type 1 diabetes. Physiol Meas 2004;25:905-920. doi:10.1088/0967-3334/25/4/010
 * Equations gut        D1' = AG·D − D1/tmaxG          D2' = (D1 − D2)/tmaxG        UG = D2/tmaxG
 *           insulin    S1' = u − S1/tmaxI             S2' = (S1 − S2)/tmaxI        I' = S2/(tmaxI·VI) − ke·I
 *           action     xi' = −kai·xi + Si·kai·I       (i = 1 transport, 2 disposal, 3 endogenous production)
 *           glucose    Q1' = −F01c − FR − x1·Q1 + k12·Q2 + UG + max(EGP0·(1 − x3), 0)
 *                      Q2' = x1·Q1 − (k12 + x2)·Q2    G = Q1/VG
 *                      F01c = F01 if G ≥ 4.5, else F01·G/4.5;  FR = 0.003·(G − 9)·VG if G ≥ 9, else 0
 * Units     time min, insulin mU, glucose mmol, weight kg. 1 g of carbohydrate is 5.551 mmol.
 */

/** In the order of the state vector: name, unit, meaning. */
export const STATES = [
  ["D1", "mmol", "glucose in the first gut compartment"],
  ["D2", "mmol", "glucose in the second gut compartment"],
  ["S1", "mU", "insulin in the first subcutaneous compartment"],
  ["S2", "mU", "insulin in the second subcutaneous compartment"],
  ["I", "mU/L", "plasma insulin"],
  ["x1", "/min", "insulin action on glucose transport"],
  ["x2", "/min", "insulin action on glucose disposal"],
  ["x3", "1", "insulin action on endogenous glucose production"],
  ["Q1", "mmol", "glucose in the accessible compartment"],
  ["Q2", "mmol", "glucose in the non-accessible compartment"],
] as const;

/** Name, value, unit, meaning; the population means of the paper's tables 1 and 2. */
export const PARAMETERS = {
  ka1: { value: 0.006, unit: "/min", meaning: "deactivation rate of x1" },
  ka2: { value: 0.06, unit: "/min", meaning: "deactivation rate of x2" },
  ka3: { value: 0.03, unit: "/min", meaning: "deactivation rate of x3" },
  SIT: { value: 51.2e-4, unit: "/min per mU/L", meaning: "insulin sensitivity of transport" },
  SID: { value: 8.2e-4, unit: "/min per mU/L", meaning: "insulin sensitivity of disposal" },
  SIE: { value: 520e-4, unit: "per mU/L", meaning: "insulin sensitivity of endogenous production" },
  ke: { value: 0.138, unit: "/min", meaning: "elimination of insulin from plasma" },
  k12: { value: 0.066, unit: "/min", meaning: "transfer from the non-accessible compartment" },
  tmaxI: { value: 55, unit: "min", meaning: "time to peak of subcutaneous insulin" },
  tmaxG: { value: 40, unit: "min", meaning: "time to peak of glucose from the gut" },
  AG: { value: 0.8, unit: "1", meaning: "share of carbohydrate that reaches the blood" },
  VI: { value: 0.12, unit: "L/kg", meaning: "volume of distribution of insulin" },
  VG: { value: 0.16, unit: "L/kg", meaning: "volume of distribution of glucose" },
  F01: { value: 0.0097, unit: "mmol/kg/min", meaning: "glucose flux that does not depend on insulin" },
  EGP0: { value: 0.0161, unit: "mmol/kg/min", meaning: "endogenous production without insulin" },
} as const;

/** mmol of glucose in 1 g of carbohydrate. */
export const MMOL_PER_GRAM = 5.551;

/** Rates that hold over one piece of time: carbohydrate eaten (mmol/min) and insulin given (mU/min). */
export interface Rates {
  readonly carbohydrateMmolPerMin: number;
  readonly insulinMuPerMin: number;
}

const value = (name: keyof typeof PARAMETERS): number => PARAMETERS[name].value;
const [ka1, ka2, ka3] = [value("ka1"), value("ka2"), value("ka3")];
const [SIT, SID, SIE] = [value("SIT"), value("SID"), value("SIE")];
const [ke, k12, tmaxI, tmaxG, AG] = [value("ke"), value("k12"), value("tmaxI"), value("tmaxG"), value("AG")];

/** The right-hand side for a person of this weight; `rates` by piece of time. */
export function hovorkaDerivatives(weightKg: number, rates: readonly Rates[]) {
  const VI = value("VI") * weightKg;
  const VG = value("VG") * weightKg;
  const F01 = value("F01") * weightKg;
  const EGP0 = value("EGP0") * weightKg;
  return (_tMinutes: number, state: Float64Array, out: Float64Array, piece: number): void => {
    const [D1, D2, S1, S2, I, x1, x2, x3, Q1, Q2] = state as unknown as StateTuple;
    const { carbohydrateMmolPerMin: D, insulinMuPerMin: u } = rates[piece] as Rates; // one for each piece
    const G = Q1 / VG;
    const F01c = G >= 4.5 ? F01 : (F01 * G) / 4.5;
    const FR = G >= 9 ? 0.003 * (G - 9) * VG : 0;
    const UG = D2 / tmaxG;
    out[0] = AG * D - D1 / tmaxG;
    out[1] = (D1 - D2) / tmaxG;
    out[2] = u - S1 / tmaxI;
    out[3] = (S1 - S2) / tmaxI;
    out[4] = S2 / (tmaxI * VI) - ke * I;
    out[5] = -ka1 * x1 + SIT * ka1 * I;
    out[6] = -ka2 * x2 + SID * ka2 * I;
    out[7] = -ka3 * x3 + SIE * ka3 * I;
    out[8] = -F01c - FR - x1 * Q1 + k12 * Q2 + UG + Math.max(EGP0 * (1 - x3), 0);
    out[9] = x1 * Q1 - (k12 + x2) * Q2;
  };
}

// The state vector in the order of STATES; its length is fixed, which a Float64Array cannot say.
type StateTuple = readonly [number, number, number, number, number, number, number, number, number, number];

/**
 * The steady state at a glucose concentration: the plasma insulin at which Q1' = 0, found by bisection, and the basal
 * insulin that keeps it.
 * @throws RangeError if no insulin level between 0 and 1000 mU/L holds this glucose
 */
export function hovorkaSteadyState(weightKg: number, glucoseMmolPerL: number) {
  const VI = value("VI") * weightKg;
  const balance = (insulin: number): number => {
    const out = new Float64Array(STATES.length);
    const state = stateAt(weightKg, glucoseMmolPerL, insulin);
    hovorkaDerivatives(weightKg, [{ carbohydrateMmolPerMin: 0, insulinMuPerMin: 0 }])(0, state, out, 0);
    return out[8] as number;
  };
  let low = 0;
  let high = 1000;
  if (balance(low) <= 0 || balance(high) >= 0) throw new RangeError("no insulin level holds this glucose");
  for (let halving = 0; halving < 200 && high - low > 0; halving++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (balance(middle) > 0) low = middle;
    else high = middle;
  }
  const insulinMuPerL = (low + high) / 2;
  return {
    state: stateAt(weightKg, glucoseMmolPerL, insulinMuPerL),
    insulinMuPerL,
    basalMuPerMin: ke * VI * insulinMuPerL,
  };
}

function stateAt(weightKg: number, glucoseMmolPerL: number, insulinMuPerL: number): Float64Array {
  const VI = value("VI") * weightKg;
  const Q1 = glucoseMmolPerL * value("VG") * weightKg;
  const [x1, x2, x3] = [SIT * insulinMuPerL, SID * insulinMuPerL, SIE * insulinMuPerL];
  const depot = ke * VI * insulinMuPerL * tmaxI;
  return Float64Array.of(0, 0, depot, depot, insulinMuPerL, x1, x2, x3, Q1, (x1 * Q1) / (k12 + x2));
}
