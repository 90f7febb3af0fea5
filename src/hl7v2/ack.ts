/**
 * Acknowledgements: HL7 v2 chapter 2, "Message acknowledgment", segments MSA and ERR, tables 0008 and 0357.
 *
 * Original mode (MSH-15 and MSH-16 empty) answers AA, AE or AR. In enhanced mode MSH-15 asks for an accept
 * acknowledgement (CA, CE, CR) and MSH-16 for an application one; here both are known at once, because the message has
 * been stored and applied in one transaction, so each that was asked for is sent, in this order. A sender that asks for
 * none still gets the accept acknowledgement: a listener that says nothing cannot be told from a dead one.
 */
import { DomainError, Forbidden, NotFound, NotSupported, RuleViolation, TooLarge, Unavailable } from "../errors.ts";
import { fromMillis } from "./datetime.ts";
import { type Encoding, escapeText } from "./escape.ts";
import type { Header } from "./header.ts";
import type { Message, Segment } from "./parse.ts";

/** What became of a message. */
export interface Outcome {
  readonly kind: "accepted" | "error" | "rejected";
  readonly problems: readonly Problem[];
}

/** One ERR segment. */
export interface Problem {
  /** Table 0357. */
  readonly code: number;
  /** v2 position, `PID-3`, where one is known. */
  readonly position?: string;
  /** For the sender's team; names no patient data. */
  readonly text: string;
}

const CODES: Readonly<Record<number, string>> = {
  100: "Segment sequence error",
  101: "Required field missing",
  102: "Data type error",
  103: "Table value not found",
  200: "Unsupported message type",
  201: "Unsupported event code",
  202: "Unsupported processing id",
  203: "Unsupported version id",
  204: "Unknown key identifier",
  205: "Duplicate key identifier",
  207: "Application internal error",
};

/** The one table from errors to acknowledgements; what is not of ours is an internal error without details. */
export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof DomainError)) {
    return {
      kind: "rejected",
      problems: [{ code: 207, text: "The message could not be processed; it may be sent again" }],
    };
  }
  const position = positionIn(error.expression);
  const problem = (code: number): Problem => ({
    code,
    text: error.message,
    ...(position === undefined ? {} : { position }),
  });
  if (error instanceof Unavailable) return { kind: "rejected", problems: [problem(207)] };
  if (error instanceof NotSupported) return { kind: "rejected", problems: [problem(codeOfUnsupported(error))] };
  if (error instanceof TooLarge) return { kind: "rejected", problems: [problem(207)] };
  if (error instanceof NotFound) return { kind: "error", problems: [problem(204)] };
  if (error instanceof Forbidden) return { kind: "rejected", problems: [problem(207)] };
  if (error instanceof RuleViolation)
    return { kind: "error", problems: [problem(error.code === "multiple-matches" ? 204 : 205)] };
  if (error.code === "structure") return { kind: "rejected", problems: [problem(100)] };
  return { kind: "error", problems: [problem(error.code === "required" ? 101 : 102)] };
}

function codeOfUnsupported(error: DomainError): number {
  if (error.expression === "MSH-12") return 203;
  if (error.expression === "MSH-11") return 202;
  return error.expression === "MSH-9.2" ? 201 : 200;
}

const positionIn = (expression: string | undefined) =>
  expression !== undefined && /^[A-Z][A-Z0-9]{2}(-\d+(\.\d+)*)?$/.test(expression) ? expression : undefined;

/** Who makes acknowledgements, and when. */
export interface AckMaker {
  /** A new, unique MSH-10. */
  readonly controlId: () => string;
  readonly millis: number;
}

const PLAIN: Encoding = {
  field: "|",
  component: "^",
  repetition: "~",
  escape: "\\",
  subcomponent: "&",
  truncation: "",
  charset: "utf-8",
};

/**
 * The acknowledgements of a message, at least one, each the text of a message with CR after every segment.
 * @param message undefined when it could not be read at all
 */
export function acknowledge(
  message: Message | undefined,
  header: Header | undefined,
  outcome: Outcome,
  maker: AckMaker,
): readonly string[] {
  return codesOf(header, outcome).map((code) => render(message, header, code, outcome, maker));
}

function codesOf(header: Header | undefined, { kind }: Outcome): readonly string[] {
  const application = { accepted: "AA", error: "AE", rejected: "AR" }[kind];
  const accept = { accepted: "CA", error: "CE", rejected: "CR" }[kind];
  if (header === undefined || (header.acceptCondition === "" && header.applicationCondition === ""))
    return [application];
  const wantsApplication = isWanted(header.applicationCondition, kind);
  // With an application answer to follow, the accept answer says only that the message is safely stored.
  if (wantsApplication)
    return isWanted(header.acceptCondition, kind) && kind !== "rejected" ? ["CA", application] : [application];
  return [accept];
}

/** Table 0155: AL always, NE never, ER on error or reject, SU on success. */
function isWanted(condition: string, kind: Outcome["kind"]): boolean {
  if (condition === "AL") return true;
  return kind === "accepted" ? condition === "SU" : condition === "ER";
}

function render(
  message: Message | undefined,
  header: Header | undefined,
  code: string,
  outcome: Outcome,
  maker: AckMaker,
): string {
  const encoding = message?.encoding ?? PLAIN;
  const { field, component } = encoding;
  const msh = message?.msh;
  const version = header?.version || "2.5.1";
  const characters = msh?.raw(2) || "^~\\&";
  const event = header?.event.split("^")[1] ?? "";
  const type = isAtLeast(version, 2, 4) && event !== "" ? ["ACK", event, "ACK"].join(component) : "ACK";
  const head = [
    `MSH${field}${characters}`,
    ...[5, 6, 3, 4].map((position) => msh?.raw(position) ?? ""),
    fromMillis(maker.millis),
    "",
    type,
    maker.controlId(),
    msh?.raw(11) || "P",
    msh?.raw(12) || version,
    ...charsetField(msh),
  ].join(field);
  const problem = code === "CA" && outcome.kind !== "accepted" ? undefined : outcome.problems[0];
  const acknowledged = msh?.raw(10) ?? "";
  const msa = [
    "MSA",
    code,
    acknowledged,
    ...(problem === undefined ? [] : [escapeText(problem.text.slice(0, 80), encoding)]),
  ].join(field);
  const severity = outcome.kind === "accepted" ? "W" : "E";
  const isSilent = code === "CA" && outcome.kind !== "accepted";
  const errors = isSilent ? [] : outcome.problems.map((one) => errorSegment(one, severity, version, encoding));
  return `${[head, msa, ...errors].join("\r")}\r`;
}

/** MSH-18, if the message has one: fields 13 to 17 stay empty. */
function charsetField(msh: Segment | undefined): string[] {
  const charset = msh?.raw(18) ?? "";
  return charset === "" ? [] : ["", "", "", "", "", charset];
}

/** ERR as of v2.5 (location, code, severity, text); before that ERR-1 holds all of it. */
function errorSegment(
  { code, position, text }: Problem,
  severity: "E" | "W",
  version: string,
  encoding: Encoding,
): string {
  const { field, component, subcomponent } = encoding;
  const name = CODES[code] ?? "";
  const [, segment = "", number = "", part = ""] = /^([A-Z0-9]{3})(?:-(\d+))?(?:\.(\d+))?/.exec(position ?? "") ?? [];
  if (!isAtLeast(version, 2, 5)) {
    const coded = [String(code), escapeText(name, encoding), "HL70357"].join(subcomponent);
    return ["ERR", [segment, segment === "" ? "" : "1", number, coded].join(component)].join(field);
  }
  const location = segment === "" ? "" : trimmed([segment, "1", number, number === "" ? "" : "1", part], component);
  const coded = [String(code), escapeText(name, encoding), "HL70357"].join(component);
  return ["ERR", "", location, coded, severity, "", "", "", escapeText(text, encoding)].join(field);
}

function trimmed(parts: readonly string[], delimiter: string): string {
  const last = parts.findLastIndex((part) => part !== "");
  return parts.slice(0, last + 1).join(delimiter);
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [a = 0, b = 0] = version.split(".").map(Number);
  return a > major || (a === major && b >= minor);
}
