/** From one element of a resource to the entries of a search parameter, by the parameter's type. */
import type { IndexEntry } from "../../storage/port.ts";
import { indexDate } from "./date.ts";
import type { ElementPath } from "./element-path.ts";
import { indexNumber } from "./number.ts";
import type { SimpleType } from "./parameters.ts";
import { indexQuantity } from "./quantity.ts";
import { indexReference } from "./reference.ts";
import { indexString } from "./string.ts";
import { indexToken } from "./token.ts";
import { indexUri } from "./uri.ts";

export interface Element {
  readonly value: unknown;
  /** What holds the value, and under which key. */
  readonly holder: object;
  readonly key: string;
  readonly path: ElementPath;
}

type ElementIndexer = (out: IndexEntry[], param: string, element: Element) => void;
const INDEXERS: Readonly<Record<SimpleType, ElementIndexer>> = {
  token: (out, param, { value, path }) => indexToken(out, param, value, path.type),
  reference: (out, param, { value, path }) => indexReference(out, param, value, path),
  date: (out, param, { value, path }) => indexDate(out, param, value, path.type),
  quantity: (out, param, { value, path }) => indexQuantity(out, param, value, path.type),
  string: (out, param, { value, path }) => indexString(out, param, value, path.type),
  number: (out, param, { value, holder, key, path }) =>
    indexNumber(out, param, { value, type: path.type, holder, key }),
  uri: (out, param, { value, path }) => indexUri(out, param, value, path.type),
};

export function indexElement(out: IndexEntry[], param: string, type: SimpleType, element: Element): void {
  INDEXERS[type](out, param, element);
}
