/**
 * From the names that v2 senders use for coding systems (table 0396) and assigning authorities (HD) to URIs.
 *
 * Two tables name the known ones. For the rest a rule makes a URI that two senders share only if they use the same
 * name: an OID becomes `urn:oid:`, a UUID `urn:uuid:`, a URI stays, any other name becomes `urn:id:<name>`.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Value } from "../parse.ts";
import { readCsv } from "./rows.ts";

export interface Systems {
  /** URI of a coding system by its v2 name; undefined for no name. */
  codingSystem(name: string): string | undefined;
  /** URI of an assigning authority: namespace id, universal id, universal id type. Undefined if all are empty. */
  authority(value: Value): string | undefined;
}

const OID = /^[0-2](\.(0|[1-9]\d*))+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const URI = /^[a-z][a-z0-9+.-]*:\S+$/i;

/** Reads `codesystems.csv` and `namespaces.csv` of the layers; later layers win. */
export function readSystems(layers: readonly { readonly folder: string }[]): Systems {
  const names = new Map<string, string>();
  const namespaces = new Map<string, string>();
  for (const { folder } of layers) {
    readInto(names, join(folder, "codesystems.csv"), "name", "uri");
    readInto(namespaces, join(folder, "namespaces.csv"), "namespace", "uri");
  }
  const codingSystem = (name: string) => {
    if (name === "") return undefined;
    const known = names.get(name.toUpperCase());
    if (known !== undefined) return known;
    const table = /^(?:HL7|V2-)(\d{4})$/i.exec(name)?.[1];
    return table === undefined ? uriOf(name) : `http://terminology.hl7.org/CodeSystem/v2-${table}`;
  };
  const authority = (value: Value) => {
    const [namespace, id, type] = [value.at(1).text(), value.at(2).text(), value.at(3).text().toUpperCase()];
    const known = namespaces.get(id.toUpperCase()) ?? namespaces.get(namespace.toUpperCase());
    if (known !== undefined) return known;
    if (id !== "") return type === "DNS" ? `urn:id:${encode(id)}` : uriOf(id);
    return namespace === "" ? undefined : uriOf(namespace);
  };
  return { codingSystem, authority };
}

/** A URI for any name. */
export function uriOf(name: string): string {
  if (OID.test(name)) return `urn:oid:${name}`;
  if (UUID.test(name)) return `urn:uuid:${name.toLowerCase()}`;
  return URI.test(name) ? name : `urn:id:${encode(name)}`;
}

const encode = (text: string) => encodeURIComponent(text.toWellFormed());

function readInto(map: Map<string, string>, file: string, key: string, value: string): void {
  if (!existsSync(file)) return;
  for (const row of readCsv(file)) map.set((row[key] ?? "").toUpperCase(), row[value] ?? "");
}
