/** The environment → one frozen, typed object. The only reader of `process.env`; the table in README.md lists it. */
import { InvalidInput } from "./errors.ts";

export interface Config {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Port of the HL7 v2 listener; undefined: none. */
  readonly mllpPort: number | undefined;
  /** IANA zone of times in HL7 v2 messages that state no offset. */
  readonly hl7Zone: string;
  /** What becomes of HL7 v2 results whose PID has no identifier: a Patient of their own, or refused with AE. */
  readonly hl7Unidentified: "separate" | "refuse";
  /** Where SQLite's files are, unless `mongodb` is given. */
  readonly dataDir: string;
  /** The store is this MongoDB; undefined: SQLite. */
  readonly mongodb: { readonly uri: string; readonly allowStandalone: boolean } | undefined;
  /** Folder of the recalibrated variants that the site has switched on; undefined: none. */
  readonly modelsDir: string | undefined;
  readonly logLevel: LogLevel;
  readonly maxBodyBytes: number;
  /** Requests a minute and client; undefined: no limit. */
  readonly rateLimit: number | undefined;
  readonly pageSize: number;
  readonly maxPageSize: number;
  /** Base URL in links, when a proxy hides the address that clients use; without a slash at the end. */
  readonly baseUrl: string | undefined;
}

export const LOG_LEVELS = ["error", "warn", "info", "http", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const BYTES = { "": 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 } as const;
const MAX_BODY_BYTES = 512 * 1024 ** 2; // what V8 can hold as one string
const LOOPBACK = ["127.0.0.1", "::1", "localhost"];
const DEFAULT_RATE_LIMIT = 6000;

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws InvalidInput in one line that names variable, value and what is allowed */
export function readConfig(environment: Environment): Config {
  const value = (name: string): string | undefined => {
    const text = environment[name]?.trim();
    return text === "" ? undefined : text;
  };
  const host = value("HOST") ?? "127.0.0.1";
  const pageSize = whole("PAGE_SIZE", value("PAGE_SIZE") ?? "50", 1, 1000);
  const maxPageSize = whole("MAX_PAGE_SIZE", value("MAX_PAGE_SIZE") ?? "1000", 1, 10_000);
  if (pageSize > maxPageSize) throw malformed("PAGE_SIZE", String(pageSize), `at most MAX_PAGE_SIZE, ${maxPageSize}`);
  return Object.freeze({
    host,
    port: whole("PORT", value("PORT") ?? "3000", 0, 65_535),
    mllpPort: optional("MLLP_PORT", value("MLLP_PORT") ?? "2575", 0, 65_535),
    hl7Zone: zone("HL7_ZONE", value("HL7_ZONE") ?? "UTC"),
    hl7Unidentified: oneOf("HL7_UNIDENTIFIED", value("HL7_UNIDENTIFIED") ?? "separate", ["separate", "refuse"]),
    dataDir: value("DATA_DIR") ?? "./data",
    mongodb: mongodb(value("MONGODB_URI"), value("MONGODB_ALLOW_STANDALONE") ?? "false"),
    modelsDir: value("MODELS_DIR"),
    logLevel: oneOf("LOG_LEVEL", value("LOG_LEVEL") ?? "info", LOG_LEVELS),
    maxBodyBytes: bytes("MAX_BODY", value("MAX_BODY") ?? "256MB"),
    rateLimit: optional(
      "RATE_LIMIT",
      value("RATE_LIMIT") ?? (LOOPBACK.includes(host) ? "off" : String(DEFAULT_RATE_LIMIT)),
      1,
      10_000_000,
    ),
    pageSize,
    maxPageSize,
    baseUrl: url("BASE_URL", value("BASE_URL")),
  });
}

const malformed = (name: string, value: string, allowed: string) =>
  new InvalidInput(`${name}=${value} is not allowed: it must be ${allowed}`);

/** The value of MONGODB_URI is not shown, because it may hold a password. */
function mongodb(uri: string | undefined, standalone: string): Config["mongodb"] {
  const allowStandalone = oneOf("MONGODB_ALLOW_STANDALONE", standalone, ["true", "false"]) === "true";
  if (uri === undefined) return undefined;
  if (!/^mongodb(\+srv)?:\/\/[^/?]+/.test(uri)) {
    throw new InvalidInput("MONGODB_URI is not allowed: it must begin with mongodb:// or mongodb+srv:// and a host");
  }
  return { uri, allowStandalone };
}

function whole(name: string, text: string, low: number, high: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < low || number > high) {
    throw malformed(name, text, `a whole number from ${low} to ${high}`);
  }
  return number;
}

function optional(name: string, text: string, low: number, high: number): number | undefined {
  if (text === "off") return undefined;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < low || number > high) {
    throw malformed(name, text, `a whole number from ${low} to ${high}, or off`);
  }
  return number;
}

function oneOf<T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw malformed(name, text, `one of ${allowed.join(", ")}`);
  return found;
}

function zone(name: string, text: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw malformed(name, text, "an IANA time zone such as Europe/Berlin");
  }
}

function bytes(name: string, text: string): number {
  const [, digits, unit = ""] = /^(\d{1,12})\s*(KB|MB|GB)?$/i.exec(text) ?? [];
  const size = Number(digits) * BYTES[unit.toUpperCase() as keyof typeof BYTES]; // the pattern has these units only
  if (!(size >= 1024 && size <= MAX_BODY_BYTES)) throw malformed(name, text, "a size from 1KB to 512MB, such as 256MB");
  return size;
}

function url(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^https?:\/\/[^\s?#]+$/.test(text) || !URL.canParse(text)) {
    throw malformed(name, text, "an http or https URL such as https://example.org/fhir");
  }
  return text.replace(/\/+$/, "");
}
