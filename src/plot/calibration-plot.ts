/**
 * A calibration plot as SVG text: for groups of persons with neighbouring predictions, the mean prediction against the
 * share that had the event, with its interval, and the diagonal of perfect agreement. Black on white, readable in print;
 * `title` and `desc` say the same to a screen reader.
 */
import { element, textElement } from "./svg.ts";
import { ticksTo } from "./ticks.ts";

export interface CalibrationPoint {
  readonly persons: number;
  /** Probability, 0 to 1. */
  readonly meanPrediction: number;
  /** Share with the event, 0 to 1. */
  readonly observed: number;
  /** Of `observed`, 95 %. */
  readonly interval: readonly [number, number];
}

export interface CalibrationPlot {
  readonly title: string;
  /** Lines below the title: the cohort, the figures. */
  readonly lines?: readonly string[];
  readonly points: readonly CalibrationPoint[];
}

const WIDTH = 480;
const LINE = 16;
const MARGIN = { left: 64, right: 20, below: 52, text: 20 } as const;
const SIDE = WIDTH - MARGIN.left - MARGIN.right;
/** Letters that fit at the sizes of type used, in a wide typeface too. */
const TITLE_LETTERS = 50;
const LINE_LETTERS = 60;
const INK = "#111";
const FAINT = "#ddd";
/** Where nothing was predicted and nothing happened, the axes still need a length. */
const SMALLEST_AXIS = 0.001;

/** The plot; both axes are equally long, in percent, and reach the largest number shown. */
export function calibrationPlot({ title, lines = [], points }: CalibrationPlot): string {
  const heading = wrapped(title, TITLE_LETTERS);
  const below = lines.flatMap((line) => wrapped(line, LINE_LETTERS));
  const top = (heading.length + below.length) * LINE + 24;
  const height = top + SIDE + MARGIN.below;
  const highest = Math.max(SMALLEST_AXIS, ...points.flatMap((point) => [point.meanPrediction, point.interval[1]]));
  const ticks = ticksTo(Math.min(1, highest));
  const end = ticks.at(-1) ?? 1;
  const place: Place = {
    x: (value) => hundredths(MARGIN.left + (value / end) * SIDE),
    y: (value) => hundredths(top + SIDE - (value / end) * SIDE),
  };
  const drawn = [
    textElement("title", { id: "plot-title" }, title),
    textElement("desc", { id: "plot-desc" }, described(lines, points)),
    element("rect", { width: WIDTH, height, fill: "#fff" }),
    ...heading.map((line, at) =>
      textElement("text", { x: MARGIN.text, y: (at + 1) * LINE, "font-size": 13, "font-weight": "bold" }, line),
    ),
    ...below.map((line, at) => textElement("text", { x: MARGIN.text, y: (heading.length + at + 1) * LINE + 2 }, line)),
    ...ticks.map((tick) => gridAt(tick, place, end)),
    ...axes(place, end),
    ...points.map((point) => pointAt(point, place)),
  ];
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${WIDTH} ${height}`,
      width: WIDTH,
      height,
      role: "img",
      "aria-labelledby": "plot-title plot-desc",
      "font-family": "Helvetica, Arial, sans-serif",
      "font-size": 12,
      fill: INK,
    },
    `\n${drawn.join("\n")}\n`,
  );
}

interface Place {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** The marks of both axes at one value, with their lines across. */
function gridAt(value: number, { x, y }: Place, end: number): string {
  const label = percent(value);
  return [
    element("path", { d: `M${x(value)} ${y(0)}V${y(end)}M${x(0)} ${y(value)}H${x(end)}`, stroke: FAINT, fill: "none" }),
    textElement("text", { x: x(value), y: y(0) + 18, "text-anchor": "middle" }, label),
    textElement("text", { x: x(0) - 8, y: y(value) + 4, "text-anchor": "end" }, label),
  ].join("");
}

function axes({ x, y }: Place, end: number): readonly string[] {
  const middle = (y(0) + y(end)) / 2;
  return [
    element("path", {
      class: "diagonal",
      d: `M${x(0)} ${y(0)}L${x(end)} ${y(end)}`,
      stroke: INK,
      "stroke-dasharray": "5 4",
      fill: "none",
    }),
    element("path", { d: `M${x(0)} ${y(end)}V${y(0)}H${x(end)}`, stroke: INK, fill: "none" }),
    textElement("text", { x: (x(0) + x(end)) / 2, y: y(0) + 40, "text-anchor": "middle" }, "Predicted, %"),
    textElement(
      "text",
      { x: 18, y: middle, "text-anchor": "middle", transform: `rotate(-90 18 ${middle})` },
      "Observed, %",
    ),
  ];
}

function pointAt(point: CalibrationPoint, { x, y }: Place): string {
  const at = x(point.meanPrediction);
  const [low, high] = point.interval;
  return element(
    "g",
    { class: "group" },
    [
      textElement("title", {}, inWords(point)),
      element("path", {
        d: `M${at} ${y(low)}V${y(high)}M${at - 4} ${y(low)}h8M${at - 4} ${y(high)}h8`,
        stroke: INK,
        fill: "none",
      }),
      element("circle", { cx: at, cy: y(point.observed), r: 4, fill: INK }),
    ].join(""),
  );
}

const described = (lines: readonly string[], points: readonly CalibrationPoint[]): string =>
  [...lines, `${points.length} groups of persons by prediction.`, ...points.map(inWords)].join("\n");

const inWords = ({ persons, meanPrediction, observed, interval: [low, high] }: CalibrationPoint): string =>
  `Predicted ${shown(meanPrediction)} %, observed ${shown(observed)} % (${shown(low)} to ${shown(high)} %), ${persons} persons.`;

/** The text in lines of at most so many letters, broken at spaces; a longer word stays whole. */
function wrapped(text: string, letters: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;
const shown = (share: number): string => (share * 100).toFixed(1);
const percent = (share: number): string => String(Number((share * 100).toPrecision(12)));
