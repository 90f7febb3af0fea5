/**
 * The value sets of the twin: which codes mean which clinical concept. They are data, the files `profiles/ValueSet-*.json`,
 * served as FHIR ValueSets like any other and compiled once. Each names its sources in its description. They are read in
 * one pass at first use, so that the start of the server does not wait for two hundred files.
 */
import { readdirSync, readFileSync } from "node:fs";
import { type ValueSetFile, ValueSetIndex } from "./value-set-index.ts";

const FOLDER = new URL("../../profiles/", import.meta.url);

function valueSetFiles(): readonly ValueSetFile[] {
  const names = readdirSync(FOLDER).filter((name) => name.startsWith("ValueSet-") && name.endsWith(".json"));
  // our own files, each checked against R4 by a test
  return names.sort().map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as ValueSetFile);
}

/** Finds the value sets that a coding is in. */
export const VALUE_SETS = new ValueSetIndex(valueSetFiles);
