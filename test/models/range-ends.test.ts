/**
 * Every model at each end of each range that it declares, and a step beyond, through `$predict`: the ends are computed, in
 * another unit too; beyond them a value is refused by name, or computed on the end and marked where the source clamps.
 */
import assert from "node:assert/strict";
import { type ConceptName, conceptOf, isConceptName, isWholeNumbered } from "../../src/concepts/index.ts";
import type { DomainError } from "../../src/errors.ts";
import type { InputDeclaration } from "../../src/models/contract.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { quantity } from "../vectors/parameters.ts";
import { otherUnitsOf } from "./other-units.ts";
import {
  answerOf,
  callsOf,
  type Inputs,
  numbersIn,
  partOf,
  refusalOf,
  rowOf,
  textOf,
  type Value,
} from "./registry-calls.ts";

interface Case {
  readonly id: string;
  readonly call: Inputs;
  readonly name: ConceptName;
  readonly declaration: InputDeclaration;
  /** In which the model takes it, or, where it sets no range of its own, in which a living person's range is known. */
  readonly unit: string;
  readonly range: readonly [number, number];
}

/** Ends that contradict another input of the example: what to change beside them. */
const BESIDE: Readonly<Record<string, Inputs>> = {
  "plcom2012 smokingDuration 70": { age: quantity(74, "a"), yearsSinceQuitting: quantity(0, "a") },
  "plcom2012 yearsSinceQuitting 65": { age: quantity(74, "a"), smokingDuration: quantity(5, "a") },
  "gail-bcrat age 84": { projectionAge: quantity(90, "a") },
  "gail-bcrat ageAtMenarche 30": {
    age: quantity(60, "a"),
    ageAtFirstBirth: quantity(35, "a"),
    projectionAge: quantity(90, "a"),
  },
  "gail-bcrat ageAtFirstBirth 8": { ageAtMenarche: quantity(7, "a") },
  "gail-bcrat ageAtFirstBirth 65": { age: quantity(70, "a"), projectionAge: quantity(90, "a") },
};

describe("models at the ends of their ranges", () => {
  for (const id of RISK_MODELS.keys()) {
    it(`${id} takes each end`, async () => {
      for (const one of await casesOf(id)) {
        const [min, max] = one.range;
        await answerOf(id, at(one, min));
        if (one.declaration.maxExcluded) {
          await answerOf(id, at(one, max - stepOf(one)));
          assertOutside(one, await refusalOf(id, at(one, max), `${one.name} is ${max}`));
        } else {
          await answerOf(id, at(one, max));
        }
      }
    });

    it(`${id} takes each end in another unit`, async () => {
      for (const one of await casesOf(id)) {
        const { declaration, range, name } = one;
        for (const end of declaration.maxExcluded ? [range[0]] : range) {
          for (const [unit, value] of inOtherUnits(one, end)) {
            const answer = await answerOf(id, { ...at(one, end), [name]: quantity(value, unit) });
            const inOwn = numbersIn(await answerOf(id, at(one, end)));
            for (const [code, number] of Object.entries(numbersIn(answer))) {
              assert.ok(
                Math.abs(number - (inOwn[code] ?? Number.NaN)) < 1e-9,
                `${id} ${code}: ${name} ${value} ${unit}`,
              );
            }
          }
        }
      }
    });

    it(`${id} refuses a step beyond, or computes on the end and says so`, async () => {
      for (const one of await casesOf(id)) {
        const [min, max] = one.range;
        const beyond = one.declaration.maxExcluded ? max : max + stepOf(one);
        for (const [value, end] of [
          [min - stepOf(one), min],
          [beyond, max],
        ] as const) {
          if (one.declaration.outOfRange === "clamp") await assertClamped(one, value, end);
          else assertOutside(one, await refusalOf(id, at(one, value), `${one.name} is ${value}`));
        }
      }
    });
  }
});

async function casesOf(id: string): Promise<readonly Case[]> {
  const calls = await callsOf(id);
  return Object.entries(RISK_MODELS.get(id)?.metadata.inputs ?? {}).flatMap(([name, declaration]): Case[] => {
    const call = calls.find((one) => one[name] !== undefined);
    const definition = conceptOf(declaration.concept);
    if (definition.kind !== "quantity" || !isConceptName(name)) return [];
    assert.ok(call, `${id} ${name}`);
    const { range, unit } = declaration;
    if (range === undefined)
      return [{ id, call, name, declaration, unit: definition.unit, range: definition.plausible }];
    return [{ id, call, name, declaration, unit: unit ?? definition.unit, range }];
  });
}

function at({ id, call, name, unit }: Case, value: number): Inputs {
  const given: Value = quantity(value, unit);
  return { ...call, ...BESIDE[`${id} ${name} ${value}`], [name]: given };
}

/** One of what is counted or completed; of anything else a ten-thousandth of the range. */
function stepOf({ declaration, range: [min, max] }: Case): number {
  const definition = conceptOf(declaration.concept);
  const isCounted = definition.kind === "quantity" && isWholeNumbered(definition);
  return declaration.completed || isCounted ? 1 : (max - min) / 10_000;
}

/** An end in the other units of the concept, by their definitions; none where a factor is only known rounded. */
function inOtherUnits({ name, unit }: Case, end: number): readonly (readonly [string, number])[] {
  const definition = conceptOf(name);
  if (definition.kind !== "quantity") return [];
  if (definition.unit === unit) {
    return otherUnitsOf(name).flatMap((other) => (other.isExact ? [[other.unit, other.of(end)] as const] : []));
  }
  // declared in another unit than the vocabulary's: only the degrees are so by a definition
  return unit === "[degF]" ? [["Cel", (end - 32) / 1.8]] : [];
}

function assertOutside({ id, name }: Case, error: DomainError): void {
  const text = textOf(error);
  assert.ok(text.includes(name), `${id} ${name}: ${text}`);
  assert.match(
    text,
    /is outside the model's range, from|is outside .* which no living person is|must be a whole number/,
  );
  assert.ok(
    error.issues.every(({ code }) => code === "value"),
    `${id} ${name}`,
  );
}

async function assertClamped(one: Case, value: number, end: number): Promise<void> {
  const answer = await answerOf(one.id, at(one, value));
  assert.deepEqual(numbersIn(answer), numbersIn(await answerOf(one.id, at(one, end))), `${one.id} ${one.name}`);
  const row = rowOf(answer, one.name);
  assert.equal(partOf(row, "value")?.valueQuantity?.value, end);
  assert.match(partOf(row, "remark")?.valueString ?? "", /is outside the model's range, from/);
}
