/** Runs one model on what is known of a person: its results, or every reason why there are none. */
import { conceptOf } from "../../concepts/index.ts";
import { DomainError, type IssueCode } from "../../errors.ts";
import type { InputDeclaration, Result, Variant } from "../../models/contract.ts";
import { RISK_MODELS } from "../../models/index.ts";
import { type Awaitable, allOf, andThen, type ServedModel } from "../../models/served-model.ts";
import { describeInput, type KnownInputs, type SelectedInput, type Selection, selectInputs } from "../inputs.ts";

/** A model of the server, with the variant that was asked for, if one was. */
export interface WantedModel {
  readonly model: ServedModel;
  readonly variant?: Variant;
}

export interface Computed {
  readonly model: ServedModel;
  readonly variant?: Variant;
  readonly inputs: readonly SelectedInput[];
  readonly results: readonly Result[];
  /** What a reader must know beside the numbers: inputs taken as absent, imputed or clamped, what was not checked. */
  readonly cautions: readonly string[];
}

export type Reason = "not-applicable" | "out-of-range" | "insufficient-data" | "unavailable";

/** Why a model gave nothing: one entry per cause, the weightiest first, in words without patient data. */
export interface NotComputed {
  readonly model: ServedModel;
  readonly causes: readonly Cause[];
}
export interface Cause {
  readonly reason: Reason;
  readonly code: IssueCode;
  readonly message: string;
  readonly concept?: string;
}

export type ModelRun = Computed | NotComputed;
export const isComputed = (run: ModelRun): run is Computed => "results" in run;
export const isNotComputed = (run: ModelRun): run is NotComputed => "causes" in run;

/** Runs of several models, in their order; awaited only where one of them computes elsewhere. */
export const runModels = (wanted: readonly WantedModel[], known: KnownInputs): Awaitable<readonly ModelRun[]> =>
  allOf(wanted.map((one) => runModel(one, known)));

/** Runs the variant asked for, or else the fullest whose inputs are known. A model that computes elsewhere promises. */
export function runModel({ model, variant }: WantedModel, known: KnownInputs): Awaitable<ModelRun> {
  const { metadata } = model;
  const excluded = excludedBy(model, known);
  if (excluded.length > 0) {
    return {
      model,
      causes: excluded.map(({ says, concept }) => ({
        reason: "not-applicable",
        code: "business-rule",
        concept,
        message: `${metadata.id} does not apply: ${says}${nearest(model, known)}`,
      })),
    };
  }
  const selection = selectInputs(declarationsFor(model, variant), known);
  if (selection.problems.length > 0) return refused(model, selection, known);
  const chosen = variant ?? fullestOf(model, selection);
  if (metadata.variants !== undefined && (chosen === undefined || !isMet(chosen, selection))) {
    return unmet(model, variant, selection);
  }
  const used = selection.inputs.filter(({ key }) => isUsed(model, chosen, key));
  const run = andThen(
    model.compute(selection.values, chosen?.code),
    (results): ModelRun =>
      results.length === 0
        ? withoutResult(model, used)
        : {
            model,
            ...(chosen === undefined ? {} : { variant: chosen }),
            inputs: used,
            results,
            cautions: cautionsOf(model, used, known),
          },
  );
  return run instanceof Promise ? run.catch((error: unknown) => withoutAnswer(model, error)) : run;
}

/** A model that computes elsewhere has not answered: the others of the call are not to suffer for it. */
function withoutAnswer(model: ServedModel, error: unknown): NotComputed {
  if (!(error instanceof DomainError)) throw error;
  const { code } = error;
  return { model, causes: [{ reason: "unavailable", code, message: `${model.metadata.id}: ${error.message}` }] };
}

/** The source has no result for these inputs together, each of which is in range: its limits say for whom. */
function withoutResult(model: ServedModel, used: readonly SelectedInput[]): NotComputed {
  const { id, limits = [] } = model.metadata;
  const unknown = used.filter(({ value }) => value === undefined).map(describeInput);
  const lacking = unknown.length === 0 ? "" : ` Not known: ${unknown.join(", ")}.`;
  const message = `${id} has no result for this combination of inputs.${lacking} ${limits.join(" ")}`.trim();
  return { model, causes: [{ reason: "not-applicable", code: "business-rule", message }] };
}

/** The declarations that a variant uses: those of every variant and its own. */
function declarationsFor(model: ServedModel, variant: Variant | undefined): Readonly<Record<string, InputDeclaration>> {
  const { inputs } = model.metadata;
  if (variant === undefined) return inputs;
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => isUsed(model, variant, key)));
}

function isUsed(model: ServedModel, variant: Variant | undefined, key: string): boolean {
  if (variant === undefined || variant.uses.includes(key)) return true;
  return !(model.metadata.variants ?? []).some(({ uses }) => uses.includes(key));
}

const isMet = ({ needs }: Variant, { values }: Selection): boolean =>
  needs.some((set) => set.every((key) => values[key] !== undefined));

const fullestOf = (model: ServedModel, selection: Selection): Variant | undefined =>
  model.metadata.variants?.find((variant) => isMet(variant, selection));

function refused(model: ServedModel, { problems }: Selection, known: KnownInputs): NotComputed {
  const outOfRange = problems.filter(({ state }) => state === "out-of-range");
  const others = problems.filter(({ state }) => state !== "out-of-range");
  return { model, causes: [...outOfRange, ...others].map((problem) => causeOf(model, problem, known)) };
}

function causeOf(model: ServedModel, problem: SelectedInput, known: KnownInputs): Cause {
  const { state, message = "", concept, optional } = problem;
  const { id, variants } = model.metadata;
  if (state !== "out-of-range") {
    return { reason: "insufficient-data", code: "required", concept, message: `${id}: ${message}` };
  }
  const plainest = variants?.at(-1)?.code;
  const instead =
    optional && plainest !== undefined ? `; model=${id}:${plainest} computes without it` : nearest(model, known);
  return { reason: "out-of-range", code: "value", concept, message: `${id}: ${message}${instead}` };
}

/** No variant, or not the one asked for, has what it needs. */
function unmet(model: ServedModel, variant: Variant | undefined, { inputs }: Selection): NotComputed {
  const { id, variants } = model.metadata;
  const sets = variant?.needs ?? (variants ?? []).flatMap(({ needs }) => needs);
  const lacking = inputs.filter(({ key, value }) => value === undefined && sets.some((set) => set.includes(key)));
  const alternatives = sets.map((set) => set.join(" with ")).join(", or ");
  const asked = variant === undefined ? id : `${id}:${variant.code}`;
  return {
    model,
    causes: lacking.map((input, at) => ({
      reason: "insufficient-data",
      code: "required",
      concept: input.concept,
      // The alternatives are the same for all.
      message: `${asked}: ${withoutRule(input)}${at === 0 ? `; needed are ${alternatives}` : ""}`,
    })),
  };
}

/** What is said of an input, without what its absence means where another set of inputs is chosen. */
function withoutRule({ message = "", declaration }: SelectedInput): string {
  const rule = `: ${declaration.missing?.says}`;
  return message.endsWith(rule) ? message.slice(0, -rule.length) : message;
}

/** Other models that the source of this one leads to, as far as nothing known of the person speaks against them. */
function nearest({ metadata }: ServedModel, known: KnownInputs): string {
  const others = (metadata.insteadOf ?? []).filter(({ id }) => couldApply(RISK_MODELS.get(id), known));
  return others.length === 0 ? "" : `; another model: ${others.map(({ id, when }) => `${id} (${when})`).join(", ")}`;
}

function couldApply(model: ServedModel | undefined, known: KnownInputs): boolean {
  if (model === undefined || excludedBy(model, known).length > 0) return false;
  return selectInputs(model.metadata.inputs, known).problems.every(({ state }) => state !== "out-of-range");
}

const excludedBy = ({ metadata }: ServedModel, known: KnownInputs) =>
  (metadata.exclusions ?? []).filter(({ concept, when }) => known.values.get(concept)?.value === when);

function cautionsOf(model: ServedModel, inputs: readonly SelectedInput[], known: KnownInputs): readonly string[] {
  const exclusions = (model.metadata.exclusions ?? []).filter(({ concept }) => concept !== "isDeceased");
  const unchecked = exclusions.filter(({ concept }) => !known.values.has(concept));
  const concepts = new Set([...inputs.map(({ concept }) => concept), ...exclusions.map(({ concept }) => concept)]);
  const absent = [...concepts].filter((concept) => known.values.get(concept)?.origin === "absent");
  return [
    ...(absent.length === 0
      ? []
      : [`Taken as absent, because the record holds no entry of it: ${absent.map(displayOf).join(", ")}.`]),
    ...(unchecked.length === 0
      ? []
      : [`Not checked, because not known: ${unchecked.map(({ concept }) => displayOf(concept)).join(", ")}.`]),
    ...inputs.flatMap(({ state, message }) => (state === "used" || message === undefined ? [] : [`${message}.`])),
    ...known.findings
      .filter(({ concept }) => concepts.has(concept))
      .map(({ concept, message }) => `${displayOf(concept)}: ${message}.`),
  ];
}

const displayOf = (concept: SelectedInput["concept"]): string => conceptOf(concept).display;
