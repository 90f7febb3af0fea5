/**
 * Every model with each of its quantities in each unit that it may come in, through `$predict`: the answer is that of the
 * value in our own unit, and the input table says what was given. A unit that does not fit is refused by name.
 */
import assert from "node:assert/strict";
import { type ConceptName, conceptOf, isConceptName } from "../../src/concepts/index.ts";
import { DomainError } from "../../src/errors.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { convertConcept } from "../../src/operations/inputs/convert.ts";
import { quantity } from "../vectors/parameters.ts";
import { hasOneUnit, type OtherUnit, otherUnitsOf } from "./other-units.ts";
import {
  answerOf,
  callsOf,
  type Inputs,
  numbersIn,
  partOf,
  refusalOf,
  rowOf,
  textOf,
  triedOn,
} from "./registry-calls.ts";

/** How far a printed factor may be from the exact one: 1 mg/dL of bilirubin is 17.1 or 17.104 µmol/L. */
const OF_A_PRINTED_FACTOR = 5e-4;
/** Converted there and back a value is the same but for its last binary digits. */
const OF_A_DEFINITION = 1e-9;

describe("models given other units", () => {
  for (const [id, { metadata }] of RISK_MODELS) {
    it(`${id} answers the same`, async () => {
      for (const call of await callsOf(id)) {
        for (const name of Object.keys(metadata.inputs)) {
          const value = ownValueOf(call, name);
          if (!isConceptName(name) || value === undefined) continue;
          for (const other of otherUnitsOf(name)) await assertSame({ id, call, name, value }, other);
        }
      }
    });

    it(`${id} refuses a unit that does not fit, by name`, async () => {
      const [call = {}] = await callsOf(id);
      for (const name of Object.keys(metadata.inputs)) {
        const definition = isConceptName(name) ? conceptOf(name) : undefined;
        if (definition?.kind !== "quantity") continue;
        const inCandela = { ...call, [name]: quantity(10, "cd") };
        const text = textOf(await refusalOf(id, inCandela, `${name} is given in candela`));
        assert.ok(text.includes(`unit of input '${name}' does not convert to ${definition.unit}`), text);
      }
    });
  }

  it("has other units for every quantity that has any", () => {
    const names = new Set([...RISK_MODELS.values()].flatMap(({ metadata }) => Object.keys(metadata.inputs)));
    for (const name of [...names].filter(isConceptName)) {
      const definition = conceptOf(name);
      if (definition.kind !== "quantity" || hasOneUnit(definition.unit)) continue;
      assert.ok(otherUnitsOf(name).length > 0, `${name} in ${definition.unit}`);
    }
  });
});

/** The value of a call in the concept's own unit. */
function ownValueOf(call: Inputs, name: string): number | undefined {
  const definition = isConceptName(name) ? conceptOf(name) : undefined;
  const given = call[name]?.valueQuantity;
  if (definition?.kind !== "quantity" || given?.value === undefined) return undefined;
  return convertConcept(definition, given.value, given.code ?? definition.unit, definition.unit);
}

async function assertSame(
  { id, call, name, value }: { id: string; call: Inputs; name: ConceptName; value: number },
  { unit, of, isExact }: OtherUnit,
): Promise<void> {
  const definition = conceptOf(name);
  assert.ok(definition.kind === "quantity");
  const at = async (own: number) => {
    const tried = await triedOn(id, { ...call, [name]: quantity(own, definition.unit) });
    return tried instanceof DomainError ? [] : [numbersIn(tried)];
  };
  const answer = await answerOf(id, { ...call, [name]: quantity(of(value), unit) });
  const spread = isExact ? OF_A_DEFINITION : OF_A_PRINTED_FACTOR;
  const near = (await Promise.all([value, value * (1 - spread), value * (1 + spread)].map(at))).flat();
  for (const [code, number] of Object.entries(numbersIn(answer))) {
    const values = near.flatMap((numbers) => numbers[code] ?? []);
    const margin = 1e-9 * Math.max(1, Math.abs(number));
    const isWithin = number >= Math.min(...values) - margin && number <= Math.max(...values) + margin;
    assert.ok(isWithin, `${id} ${code} with ${name} in ${unit}: ${number}, and ${values} in ${definition.unit}`);
  }
  const asFound = partOf(rowOf(answer, name), "asFound")?.valueString;
  assert.equal(asFound, `${of(value)} ${unit}`, `${name} in ${unit}`);
}
