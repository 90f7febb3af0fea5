/**
 * The structured log: one JSON object a line on standard error. No patient data: no ids, no query values, no bodies, and
 * of an unexpected error its name, code and stack frames. Its message is left out where it may quote data.
 */
import winston from "winston";

export type LogFields = Readonly<Record<string, string | number | boolean | undefined | readonly string[]>>;
export interface Log {
  error(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  http(event: string, fields?: LogFields): void;
  debug(event: string, fields?: LogFields): void;
}

export function makeLog(level: string): Log {
  const logger = winston.createLogger({
    level,
    format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
    transports: [new winston.transports.Console({ stderrLevels: ["error", "warn", "info", "http", "debug"] })],
  });
  const write = (name: keyof Log) => (event: string, fields?: LogFields) => {
    if (logger.isLevelEnabled(name)) logger.log(name, event, { ...fields });
  };
  return {
    error: write("error"),
    warn: write("warn"),
    info: write("info"),
    http: write("http"),
    debug: write("debug"),
  };
}

/** Errors whose message V8 or Node makes of code, not of data. */
const PLAIN_MESSAGES = ["TypeError", "RangeError", "ReferenceError", "SqliteError"];

/** What may be logged of an error. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return {
    error: error.name,
    code,
    ...(PLAIN_MESSAGES.includes(error.name) ? { reason: error.message } : {}),
    stack: (error.stack ?? "")
      .split("\n")
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim()),
    ...(error.cause instanceof Error ? { cause: error.cause.name } : {}),
  };
}
