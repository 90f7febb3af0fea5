/** The registry of simulations, by id. */
import type { Simulation } from "./contract.ts";
import { simulation as hovorka } from "./hovorka-2004/simulation.ts";
import { simulation as t2dFiveYears } from "./t2d-five-year-scenarios/simulation.ts";
import { simulation as ukpds } from "./ukpds-om2/simulation.ts";

export const SIMULATIONS: ReadonlyMap<string, Simulation> = new Map(
  [t2dFiveYears, ukpds, hovorka].map((simulation) => [simulation.metadata.id, simulation]),
);
