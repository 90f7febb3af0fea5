/**
 * Reads a request body to text, inflated, within limits: of one body, and of all bodies that are held at a time, so that
 * many large requests get 503 instead of growing memory.
 */
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { InvalidInput, TooLarge, Unavailable } from "../errors.ts";
import { parseJson } from "../json.ts";
import { malformedAt } from "./malformed-json.ts";
import { UnsupportedMediaType } from "./protocol-errors.ts";

/** Bytes of bodies that are being read or worked on, shared by all requests of a server. */
export class BodyBudget {
  readonly #limit: number;
  #held = 0;
  constructor(limit: number) {
    this.#limit = limit;
  }
  /** @throws Unavailable if the bytes do not fit now; a single body always fits when nothing else is held */
  take(bytes: number): void {
    if (this.#held > 0 && this.#held + bytes > this.#limit) {
      throw new Unavailable("too many large requests at once; try again");
    }
    this.#held += bytes;
  }
  give(bytes: number): void {
    this.#held -= bytes;
  }
}

/**
 * The bytes of the body, inflated. What it holds of the budget is given back by the caller, with `budget.give(length)`,
 * when the request is done.
 * @throws TooLarge past `maxBytes`, InvalidInput for a body that does not inflate
 */
export async function readBody(
  message: IncomingMessage,
  { maxBytes, budget }: { maxBytes: number; budget: BodyBudget },
): Promise<Buffer> {
  if (Number(message.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of inflated(message)) {
      const bytes = chunk as Buffer; // the stream is in binary mode
      if (length + bytes.length > maxBytes) throw tooLarge(maxBytes);
      budget.take(bytes.length);
      length += bytes.length;
      chunks.push(bytes);
    }
  } catch (error) {
    budget.give(length);
    throw isZlibError(error) ? new InvalidInput("the body is not in its Content-Encoding", { cause: error }) : error;
  }
  return Buffer.concat(chunks, length);
}

const tooLarge = (maxBytes: number) => new TooLarge(`the body is larger than ${maxBytes} bytes`);
const isZlibError = (error: unknown) =>
  error instanceof Error && "code" in error && /^(Z_|ERR_BROTLI|ERR_ZLIB)/.test(String(error.code));

function inflated(message: IncomingMessage): Readable {
  const encoding = message.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity") return message;
  const inflater = { gzip: createGunzip, "x-gzip": createGunzip, deflate: createInflate, br: createBrotliDecompress }[
    encoding
  ];
  if (!inflater) throw new UnsupportedMediaType("Content-Encoding must be gzip, deflate or br");
  const stream = inflater();
  message.on("error", (error) => stream.destroy(error));
  return message.pipe(stream);
}

/** @throws InvalidInput unless the bytes are UTF-8 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new InvalidInput("the body is not UTF-8", { code: "structure", cause: error });
  }
}

/** The value of a JSON text. @throws InvalidInput naming line and column, never the text */
export function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    const { line, column } = malformedAt(text);
    throw new InvalidInput(`the body is not JSON: error at line ${line}, column ${column}`, { code: "structure" });
  }
}
