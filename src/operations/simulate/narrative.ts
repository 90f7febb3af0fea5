/** What a run says, for a reader: plain language, rounded for display, no instruction, valid XHTML. */
import type { Narrative } from "@medplum/fhirtypes";
import { conceptOf } from "../../concepts/index.ts";
import type { Confidence } from "../../models/contract.ts";
import type { Comparison, Endpoint, Series, SimulationMetadata } from "../../simulation/contract.ts";
import type { SelectedInput } from "../inputs.ts";
import { sourceTime } from "../predict/extensions.ts";
import type { FinishedRun } from "./resources.ts";
import { type TimeUnit, UNIT_NAME } from "./time.ts";

export const DISCLAIMER =
  "Simulated from published equations and average effects on the inputs listed. It shows what they imply for people like this one; it is not a measurement, not a prognosis of this person and not a recommendation of treatment. A clinician interprets it.";

const CONFIDENCE: Readonly<Record<Confidence, string>> = {
  A: "A, read in the source or in two sources that agree",
  B: "B, read in one source or recalled from it",
  C: "C, an assumption of this project",
};

/** The run as a whole: what was compared, what came out, on what, and how sure it is. */
export function runNarrative(run: FinishedRun): Narrative {
  const { plan, result, scenarios, known, cautions } = run;
  const { metadata } = plan.simulation;
  const span = `${plan.horizon} ${plural(UNIT_NAME[metadata.time.unit], plan.horizon)}`;
  const first = scenarios[0]?.scenario.name ?? "";
  return div([
    paragraph(`${metadata.title}, simulated over ${span} from ${known.asOf.slice(0, 10)}.`, true),
    paragraph(
      `${scenarios.length === 1 ? "Scenario" : "Scenarios"}: ${scenarios.map(({ scenario }) => scenarioText(scenario)).join("; ")}.`,
    ),
    endpointTable(run),
    outputTable(run),
    result.comparisons.length === 0 ? "" : paragraph(`Differences from the scenario "${first}":`),
    comparisonTable(result.comparisons),
    paragraph("Inputs:"),
    inputTable(scenarios[0]?.selection.inputs ?? []),
    list([...cautions, ...result.notes, ...metadata.limits]),
    paragraph(`For: ${metadata.population} ${metadata.wrongUse}.`),
    paragraph(`Confidence in the weakest number used: ${CONFIDENCE[result.confidence]}.`),
    paragraph(`Computed by ${metadata.id} version ${metadata.version}, seed ${plan.seed}: ${result.method}.`),
    paragraph(DISCLAIMER),
  ]);
}

/** One output of one scenario. */
export function outputText(
  { display, unit }: SimulationMetadata["outputs"][number],
  series: Series,
  timeUnit: TimeUnit,
): Narrative {
  const last = series.times.at(-1) ?? 0;
  const at = series.times.length === 1 ? "" : ` after ${last} ${plural(UNIT_NAME[timeUnit], last)}`;
  const start = series.times.length === 1 ? "" : `${rounded(series.p50[0] ?? 0)} at the start, `;
  const end = `${rounded(series.p50.at(-1) ?? 0)} ${unitText(unit)}${bandText(series)}${at}`;
  return div([paragraph(`Simulated, not measured. ${display}, scenario "${series.scenario}": ${start}${end}.`)]);
}

/** The probabilities of one scenario. */
export function riskText(run: FinishedRun, scenario: string, endpoints: readonly Endpoint[]): Narrative {
  const { metadata } = run.plan.simulation;
  const rows = endpoints.map(
    ({ display, probability, interval }) => `${display}: ${percent(probability)}${intervalText(interval, percent)}`,
  );
  return div([
    paragraph(
      `${metadata.title}, scenario "${scenario}", within ${run.plan.horizon} ${plural(UNIT_NAME[metadata.time.unit], run.plan.horizon)}:`,
    ),
    list(rows),
    paragraph(DISCLAIMER),
  ]);
}

function scenarioText({ name, interventions, supplied }: FinishedRun["scenarios"][number]["scenario"]): string {
  const changes = [
    ...interventions.map(({ code, dose }) => (dose === undefined ? code : `${code} ${dose}`)),
    ...[...supplied].map(([concept, { value }]) => `${conceptOf(concept).display} set to ${value}`),
  ];
  return `"${name}" (${changes.join(", ") || "no change"})`;
}

function endpointTable({ result, scenarios }: FinishedRun): string {
  const names = scenarios.map(({ scenario: { name } }) => name);
  const rows = new Map(result.endpoints.map(({ code, display }) => [code, display]));
  if (rows.size === 0) return "";
  const cell = (code: string, name: string) => {
    const found = result.endpoints.find((endpoint) => endpoint.code === code && endpoint.scenario === name);
    return found === undefined ? "–" : `${percent(found.probability)}${intervalText(found.interval, percent)}`;
  };
  return table(
    ["Probability (95 % interval)", ...names],
    [...rows].map(([code, display]) => [display, ...names.map((name) => cell(code, name))]),
  );
}

/** The value of each output at the end; probabilities are in the table above. */
function outputTable({ plan, result, scenarios }: FinishedRun): string {
  const names = scenarios.map(({ scenario: { name } }) => name);
  const codes = new Set(result.endpoints.map(({ code }) => code));
  const rows = plan.simulation.metadata.outputs.filter(
    ({ code }) => !codes.has(code) && result.series.some(({ output }) => output === code),
  );
  const cell = (code: string, name: string) => {
    const series = result.series.find(({ output, scenario }) => output === code && scenario === name);
    return series === undefined ? "–" : `${rounded(series.p50.at(-1) ?? 0)}${bandText(series)}`;
  };
  return table(
    ["At the end (5th to 95th percentile)", ...names],
    rows.map(({ code, display, unit }) => [`${display}, ${unitText(unit)}`, ...names.map((name) => cell(code, name))]),
  );
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  return table(
    ["Difference (95 % interval)", "Scenario", "", "Share of members in which lower"],
    comparisons.map(({ display, scenario, difference, unit, interval, probabilityBetter }) => [
      display,
      scenario,
      `${signed(difference)} ${unit === "%" ? "percentage points" : unitText(unit)}${intervalText(interval, signed)}`,
      probabilityBetter === undefined ? "" : percent(probabilityBetter),
    ]),
  );
}

const inputTable = (inputs: readonly SelectedInput[]): string =>
  table(
    ["Input", "Value", "From"],
    inputs
      .filter(({ value }) => value !== undefined)
      .map((input) => [conceptOf(input.concept).display, valueText(input), originText(input)]),
  );

function valueText({ value, unit, concept }: SelectedInput): string {
  if (typeof value === "number") return `${rounded(value)} ${unitText(unit ?? "")}`.trim();
  if (typeof value === "boolean") return value ? "yes" : "no";
  const definition = conceptOf(concept);
  return definition.kind === "code" && value !== undefined ? (definition.values[value] ?? value) : "";
}

function originText(input: SelectedInput): string {
  if (input.state === "imputed") return "imputed";
  if (input.known?.origin === "absent") return "no entry on record";
  const days = input.ageDays === undefined ? undefined : `${input.ageDays} days old`;
  const parts = [input.known?.origin, sourceTime(input)?.slice(0, 10), days];
  return parts.filter((part) => part !== undefined).join(", ");
}

function bandText({ p5, p95 }: Series): string {
  const [low, high] = [p5?.at(-1), p95?.at(-1)];
  return low === undefined || high === undefined ? "" : ` (${rounded(low)} to ${rounded(high)})`;
}

function intervalText(interval: readonly [number, number] | undefined, show: (value: number) => string): string {
  return interval === undefined ? "" : ` (${show(interval[0])} to ${show(interval[1])})`;
}

function percent(probability: number): string {
  const value = probability * 100;
  return value > 0 && value < 0.05 ? "under 0.1 %" : `${value.toFixed(1)} %`;
}

const rounded = (value: number): string => String(Number(value.toPrecision(4)));
/** To two decimals, with its sign; so small that it shows as zero is zero. */
function signed(value: number): string {
  const text = value.toFixed(2);
  if (Number(text) === 0) return "0.00";
  return value > 0 ? `+${text}` : text.replace("-", "−");
}
const plural = (word: string, count: number): string => (count === 1 ? word : `${word}s`);

/** UCUM codes as people write them. */
const UNIT_TEXT: Readonly<Record<string, string>> = {
  a: "years",
  "mm[Hg]": "mmHg",
  "mL/min/{1.73_m2}": "mL/min/1.73 m²",
  "kg/m2": "kg/m²",
  "[IU]/h": "units/h",
  "m[IU]/L": "mU/L",
  "10*9/L": "× 10⁹/L",
  "1": "",
};
const unitText = (ucum: string): string => UNIT_TEXT[ucum] ?? ucum;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const xml = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

const div = (parts: readonly string[]): Narrative => ({
  status: "generated",
  div: `<div xmlns="http://www.w3.org/1999/xhtml">${parts.join("")}</div>`,
});
const paragraph = (text: string, isStrong = false): string =>
  isStrong ? `<p><b>${xml(text)}</b></p>` : `<p>${xml(text)}</p>`;
const list = (items: readonly string[]): string =>
  items.length === 0 ? "" : `<ul>${items.map((item) => `<li>${xml(item)}</li>`).join("")}</ul>`;
const row = (cells: readonly string[], tag: "td" | "th"): string =>
  `<tr>${cells.map((cell) => `<${tag}>${xml(cell)}</${tag}>`).join("")}</tr>`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ""
    : `<table><thead>${row(head, "th")}</thead><tbody>${rows.map((cells) => row(cells, "td")).join("")}</tbody></table>`;
