/**
 * Every model without each of its inputs in turn, through `$predict`: what is required is asked for by name, code and
 * unit; what its source imputes is marked with the source's value; what it can do without is said to be missing. Never is
 * an input that was not given taken silently for the reference, for "no" or for 0.
 */
import assert from "node:assert/strict";
import type { Bundle } from "@medplum/fhirtypes";
import { EXTENSION } from "../../src/codes.ts";
import { conceptOf } from "../../src/concepts/index.ts";
import { DomainError } from "../../src/errors.ts";
import type { InputDeclaration } from "../../src/models/contract.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { callsOf, type Inputs, partOf, resultsIn, rowOf, textOf, triedOn, without } from "./registry-calls.ts";

describe("models without an input", () => {
  for (const [id, { metadata }] of RISK_MODELS) {
    it(`${id} asks for it, or marks what it does without it`, async () => {
      for (const call of await callsOf(id)) {
        for (const [name, declaration] of Object.entries(metadata.inputs)) {
          if (call[name] === undefined) continue;
          const answer = await triedOn(id, without(call, name));
          if (isRequired(declaration, call)) assertAskedFor(answer, id, declaration);
          else if (declaration.missing?.rule === "impute") assertImputed(answer, name, declaration);
          else assertMissing(answer, id, name);
        }
      }
    });
  }
});

/** Whether the declaration asks it of the person of a call. */
function isRequired({ missing, onlyOf }: InputDeclaration, call: Inputs): boolean {
  if (missing === undefined) return true;
  return (
    onlyOf?.every(({ concept, is }) => call[concept]?.valueBoolean === is || call[concept]?.valueCode === is) ?? false
  );
}

function assertAskedFor(answer: Bundle | DomainError, id: string, { concept, unit }: InputDeclaration): void {
  assert.ok(answer instanceof DomainError, `${id} was computed without ${concept}`);
  const issue = answer.issues.find(({ message }) => message.startsWith(`${id}: ${concept} (`));
  assert.ok(issue, `${concept} is not named: ${textOf(answer)}`);
  assert.equal(issue.code, "required");
  assert.match(issue.expression ?? "", new RegExp(`value='${concept}'`));
  assert.match(issue.message, /is not known/);
  const definition = conceptOf(concept);
  if (definition.kind !== "quantity") return;
  assert.ok(issue.message.includes(`in ${unit ?? definition.unit})`), issue.message);
  if (definition.loinc !== undefined) assert.ok(issue.message.includes(`LOINC ${definition.loinc}`), issue.message);
}

function assertImputed(answer: Bundle | DomainError, name: string, { missing }: InputDeclaration): void {
  assert.ok(!(answer instanceof DomainError), `${name} is imputed, but: ${answer instanceof Error && textOf(answer)}`);
  const row = rowOf(answer, name);
  assert.equal(partOf(row, "origin")?.valueCode, "imputed", name);
  const value = partOf(row, "value");
  assert.equal(value?.valueQuantity?.value ?? value?.valueBoolean ?? value?.valueCode, missing?.value);
  assert.ok(partOf(row, "remark")?.valueString?.includes(missing?.says ?? "?"), name);
  assertPartial(answer, name, "imputed");
}

/** Refused by name, or computed by equations that do not have it, or computed as a partial run. */
function assertMissing(answer: Bundle | DomainError, id: string, name: string): void {
  if (answer instanceof DomainError) {
    assert.ok(textOf(answer).includes(`${name} (`), `${id} without ${name}: ${textOf(answer)}`);
    return;
  }
  const row = rowOf(answer, name);
  if (row === undefined) {
    assertOtherEquations(answer, id, name);
    return;
  }
  assert.equal(partOf(row, "origin")?.valueCode, "missing", name);
  assert.equal(partOf(row, "value"), undefined, name);
  assert.match(partOf(row, "remark")?.valueString ?? "", /is not known: ./, name);
  assertPartial(answer, name, "missing");
}

function assertOtherEquations(answer: Bundle, id: string, name: string): void {
  const metadata = RISK_MODELS.get(id)?.metadata;
  if (metadata?.inputs[name]?.onlyOf !== undefined) return; // not asked of this person
  const variants = metadata?.variants ?? [];
  for (const { method } of resultsIn(answer)) {
    const code = method?.coding?.[1]?.code?.replace(`${id}:`, "");
    const variant = variants.find((one) => one.code === code);
    assert.ok(variant && !variant.uses.includes(name), `${id} uses ${name}, but does not say that it is missing`);
  }
}

function assertPartial(answer: Bundle, name: string, what: "imputed" | "missing"): void {
  const statuses = resultsIn(answer)
    .flatMap(({ extension = [] }) => extension)
    .filter(({ url }) => url === EXTENSION.predictionStatus);
  const named = statuses.filter(({ extension = [] }) =>
    extension.some(({ url, valueCode }) => url === what && valueCode === name),
  );
  assert.ok(named.length > 0, `no status names ${name} as ${what}`);
  for (const { extension } of named) assert.equal(partOf(extension, "status")?.valueCoding?.code, "partial");
}
