/**
 * Page links. A store's cursor goes out signed together with the query it belongs to, so that nobody makes one up or
 * carries it to another query. https://hl7.org/fhir/R4/http.html#paging
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { InvalidInput } from "../errors.ts";
import type { Store } from "../storage/port.ts";
import type { FhirRequest, Query } from "./exchange.ts";

const CURSOR = "_cursor";
const SIGNATURE_BYTES = 16;

/** The cursor of the request's page, checked, and the query without it. @throws InvalidInput for a forged one */
export async function pageOf(
  store: Store,
  path: string,
  query: Query,
): Promise<{ readonly query: Query; readonly cursor?: string }> {
  const rest = query.filter(([name]) => name !== CURSOR);
  const token = query.find(([name]) => name === CURSOR)?.[1];
  if (token === undefined) return { query: rest };
  const bytes = Buffer.from(token, "base64url");
  const cursor = bytes.subarray(SIGNATURE_BYTES).toString("utf8");
  const signature = bytes.subarray(0, SIGNATURE_BYTES);
  const expected = await sign(store, path, rest, cursor);
  if (signature.length !== SIGNATURE_BYTES || !timingSafeEqual(signature, expected)) {
    throw new InvalidInput("_cursor is not one that this server gave for this query", { expression: CURSOR });
  }
  return { query: rest, cursor };
}

/** URL of the page that begins at `cursor`. */
export async function nextLink(
  store: Store,
  { base, path, query, cursor }: { base: string; path: string; query: Query; cursor: string },
): Promise<string> {
  const token = Buffer.concat([await sign(store, path, query, cursor), Buffer.from(cursor, "utf8")]);
  return link(base, path, [...query, [CURSOR, token.toString("base64url")]]);
}

/** URL of a query on this server, with `:`, `|`, `,`, `/` and `$` left readable. */
export function link(base: string, path: string, query: Query): string {
  const text = queryText(query);
  return `${base}${path === "" ? "" : `/${path}`}${text === "" ? "" : `?${text}`}`;
}

const queryText = (query: Query) => query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
const encode = (text: string) =>
  encodeURIComponent(text).replace(/%(3A|7C|2C|2F|24)/g, (encoded) => decodeURIComponent(encoded));

async function sign(store: Store, path: string, query: Query, cursor: string): Promise<Buffer> {
  const hmac = createHmac("sha256", await store.secret("paging"));
  return hmac
    .update(`${path}\n${queryText(query)}\n${cursor}`)
    .digest()
    .subarray(0, SIGNATURE_BYTES);
}

/** The path of a request below the base, as it stands in links. */
export const pathOf = (request: FhirRequest): string => request.path.map(encodeURIComponent).join("/");
