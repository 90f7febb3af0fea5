/**
 * Writes Bundles as text around the stored text of their resources, which is never parsed on the way: exact and fast.
 * https://hl7.org/fhir/R4/bundle.html
 */
import type { BundleEntryRequest, BundleEntryResponse } from "@medplum/fhirtypes";

export interface EntryText {
  readonly fullUrl?: string;
  /** JSON text of the resource. */
  readonly resource?: string;
  readonly mode?: "match" | "include" | "outcome";
  readonly request?: BundleEntryRequest;
  /** `outcome` as JSON text, because it may hold exact decimals of its own. */
  readonly response?: Omit<BundleEntryResponse, "outcome"> & { readonly outcome?: string };
}

export interface BundleText {
  readonly type: "searchset" | "history" | "batch-response" | "transaction-response" | "collection";
  readonly total?: number;
  readonly links?: readonly { readonly relation: "self" | "next"; readonly url: string }[];
  readonly entries: readonly EntryText[];
}

/** The JSON text of a Bundle; empty lists are left out, as FHIR asks. */
export function bundleText({ type, total, links = [], entries }: BundleText): string {
  const parts = [`"resourceType":"Bundle","type":"${type}"`];
  if (total !== undefined) parts.push(`"total":${total}`);
  if (links.length > 0) parts.push(`"link":${JSON.stringify(links)}`);
  if (entries.length > 0) parts.push(`"entry":[${entries.map(entryText).join(",")}]`);
  return `{${parts.join(",")}}`;
}

function entryText({ fullUrl, resource, mode, request, response }: EntryText): string {
  const parts: string[] = [];
  if (fullUrl !== undefined) parts.push(`"fullUrl":${JSON.stringify(fullUrl)}`);
  if (resource !== undefined) parts.push(`"resource":${resource}`);
  if (mode !== undefined) parts.push(`"search":{"mode":"${mode}"}`);
  if (request !== undefined) parts.push(`"request":${JSON.stringify(request)}`);
  if (response !== undefined) parts.push(`"response":${responseText(response)}`);
  return `{${parts.join(",")}}`;
}

function responseText({ outcome, ...rest }: NonNullable<EntryText["response"]>): string {
  const text = JSON.stringify(rest);
  return outcome === undefined ? text : `${text.slice(0, -1)},"outcome":${outcome}}`;
}
