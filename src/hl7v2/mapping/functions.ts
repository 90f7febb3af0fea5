/**
 * The conversions that the `map` column may name and that are rules rather than tables of rows.
 */

import { SYSTEM } from "../../codes.ts";
import { ucumOf } from "../../units.ts";
import type { ZoneRule } from "../datetime.ts";
import { Value } from "../parse.ts";
import { decimalHolder, plainText } from "./primitives.ts";
import type { Systems } from "./systems.ts";
import type { TraceEntry } from "./target.ts";

/** What conversions need to know of the message at hand. */
export interface MessageContext {
  readonly zone: ZoneRule;
  readonly systems: Systems;
  /** URI for identifiers without an assigning authority: the sender's own. */
  readonly defaultAuthority: string;
  /** Positions with a value that could not be read, `PID-7`; filled during conversion. */
  readonly unread: Set<string>;
  /** Collected only for `explain`. */
  readonly traces?: WeakMap<object, TraceEntry[]>;
}

export interface NamedFunction {
  /** The components that it reads, or all. */
  readonly reads: readonly number[] | "all";
  readonly convert: (value: Value, context: MessageContext) => unknown;
}

export const FUNCTIONS: Readonly<Record<string, NamedFunction>> = {
  /** Assigning authority → URI. */
  "HD[uri]": { reads: [1, 2, 3], convert: (value, { systems }) => systems.authority(value) },
  /** The system of a CX: CX.4, else the sender. */
  "CX[system]": {
    reads: [4],
    convert: (value, context) => context.systems.authority(value.at(4)) ?? context.defaultAuthority,
  },
  /** The system of an EI: its components 2 to 4 are an HD. */
  "EI[system]": { reads: [2, 3, 4], convert: entitySystem },
  /** Table 0396 name of a coding system → URI. */
  CodingSystem: { reads: "all", convert: (value, { systems }) => systems.codingSystem(value.text()) },
  /** A text whose unescaped delimiters are part of it. */
  WholeText: { reads: "all", convert: (value) => plainText(value.wholeText()) },
  "NM[Quantity]": { reads: "all", convert: (value) => decimalHolder(value.text()) },
  /** OBX-6: unit text as sent, UCUM code where the unit is known. */
  "CWE[Quantity]": { reads: [1, 2, 3, 9], convert: (value) => unitOf(value) },
  /** A CQ: value and unit. */
  "CQ[Quantity]": {
    reads: [1, 2],
    convert: (value) => {
      const number = decimalHolder(value.at(1).text());
      return number && Object.assign(number, unitOf(value.at(2)));
    },
  },
  /** Days, as PV2-10 and PV2-11 count them. */
  "NM[Quantity-LengthOfStay]": {
    reads: "all",
    convert: (value) => {
      const number = decimalHolder(value.text());
      return number && Object.assign(number, { unit: "d", system: SYSTEM.ucum, code: "d" });
    },
  },
  /** First word of an identifier-like text for `subscriberId` and the like. */
  "CX[string]": { reads: [1], convert: (value) => plainText(value.at(1).text()) },
  "XPN[string]": { reads: [1, 2, 3, 4, 5, 6, 7], convert: (value) => personName(value, 1) },
  "XON[string]": { reads: [1], convert: (value) => plainText(value.at(1).text()) },
  "CWE[string]": { reads: [1, 2], convert: (value) => plainText(value.at(2).text() || value.at(1).text()) },
  /** XCN and CNN: the name begins at component 2. */
  "XCN[display]": { reads: [2, 3, 4, 5, 6, 7], convert: (value) => personName(value, 2) },
  /** Point of care, room, bed, facility, as people say it. */
  "PL[display]": { reads: [1, 2, 3, 4, 7, 8, 9], convert: placeName },
};

function entitySystem(value: Value, { systems, defaultAuthority }: MessageContext): string {
  const [namespace, id, type] = [value.at(2), value.at(3).text(), value.at(4).text()];
  // Read as one HD.
  const { component } = value.encoding;
  const authority = new Value([namespace.raw, id, type].join(component), 0, value.encoding);
  return systems.authority(authority) ?? defaultAuthority;
}

/** Unit of an OBX-6 or a CQ.2: the text as sent, and `system` and `code` only if the unit is known. */
export function unitOf(value: Value): Record<string, string> | undefined {
  const code = plainText(value.at(1).text());
  const text = plainText(value.at(9).text()) ?? plainText(value.at(2).text()) ?? code;
  if (text === undefined) return undefined;
  const ucum = (code === undefined ? undefined : ucumOf(code)) ?? ucumOf(text);
  return { unit: code ?? text, ...(ucum === undefined ? {} : { system: SYSTEM.ucum, code: ucum }) };
}

/** `Dr. Kathleen Anne Woolfson Jr` from components in the order family, given, further, suffix, prefix, degree. */
function personName(value: Value, first: number): string | undefined {
  const part = (offset: number) =>
    value
      .at(first + offset)
      .at(1)
      .text();
  const words = [part(4), part(1), part(2), part(0), part(3), part(5)].filter((word) => word !== "");
  return plainText(words.join(" "));
}

function placeName(value: Value): string | undefined {
  const described = value.at(9).text();
  if (described !== "") return plainText(described);
  const parts = [value.at(4), value.at(7), value.at(8), value.at(1), value.at(2), value.at(3)];
  return plainText(
    parts
      .map((part) => part.text())
      .filter((text) => text !== "")
      .join(" / "),
  );
}
