/** Binds the FHIR interactions to Express: requests in, answers and OperationOutcomes out. */
import type { IncomingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { Request, Response } from "express";
import { InvalidInput } from "../errors.ts";
import { parseJson, stringifyJson } from "../json.ts";
import type { FhirAnswer, FhirDeps, FhirRequest, Method, Query } from "./exchange.ts";
import { checkAccept, checkFormBody, checkJsonBody, checkPatchBody, FHIR_JSON, FHIR_NDJSON } from "./media-type.ts";
import { answerOfError, statusOf } from "./outcome.ts";
import { MethodNotAllowed } from "./protocol-errors.ts";
import { BodyBudget, decodeUtf8, readBody, readJson } from "./request-body.ts";
import { dispatch } from "./routes.ts";

/** Answers below this many bytes are sent as they are. */
const COMPRESS_FROM_BYTES = 32 * 1024;
const METHODS: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] satisfies Method[];
const compress = promisify(gzip);

/** The base URL that links and locations begin with; `given` overrides what the client addressed. */
export type BaseOf = (request: Request) => string;

/** An Express handler, to be mounted at the FHIR base, that answers every request below it. */
export function fhirHandler(deps: FhirDeps, baseOf: BaseOf): (req: Request, res: Response) => Promise<void> {
  const budget = new BodyBudget(2 * deps.limits.maxBodyBytes);
  return async (req, res) => {
    const held = { bytes: 0 };
    const gone = new AbortController();
    res.once("close", () => {
      budget.give(held.bytes);
      if (!res.writableFinished) gone.abort();
    });
    const query = queryOf(req);
    let answer: FhirAnswer;
    try {
      const body = async () => {
        const bytes = await readBody(req, { maxBytes: deps.limits.maxBodyBytes, budget });
        if (res.closed) budget.give(bytes.length);
        else held.bytes += bytes.length;
        return decodeUtf8(bytes);
      };
      const request = fhirRequest(req, { query, base: baseOf(req), body, signal: gone.signal });
      checkAccept(req.headers.accept, query);
      answer = await dispatch(request, deps);
    } catch (error) {
      if (statusOf(error) === 500 && !gone.signal.aborted) deps.report(error);
      answer = answerOfError(error);
    }
    if (answer.lines) await sendLines(res, { ...answer, lines: answer.lines }, deps);
    else await send(req, res, answer, query);
  };
}

interface RequestParts {
  readonly query: Query;
  readonly base: string;
  readonly body: () => Promise<string>;
  readonly signal: AbortSignal;
}

function fhirRequest(req: Request, { query, base, body, signal }: RequestParts): FhirRequest {
  if (!METHODS.includes(req.method)) throw new MethodNotAllowed("there is no such FHIR interaction", METHODS);
  const type = req.headers["content-type"];
  return {
    method: req.method as Method, // one of METHODS
    path: pathOf(req.path),
    query,
    base,
    header: (name) => oneHeader(req.headers, name),
    body: {
      json: async () => {
        if (!hasBody(req.headers)) return undefined;
        checkJsonBody(type);
        const text = await body();
        return text === "" ? undefined : readJson(text);
      },
      form: async () => {
        if (!hasBody(req.headers)) return [];
        checkFormBody(type);
        return [...new URLSearchParams(await body())];
      },
      patch: async () => {
        checkPatchBody(type);
        return readJson(await body());
      },
    },
    signal,
  };
}

const hasBody = (headers: IncomingHttpHeaders) =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

function oneHeader(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

function pathOf(path: string): readonly string[] {
  try {
    return path
      .split("/")
      .filter((segment) => segment !== "")
      .map(decodeURIComponent);
  } catch {
    throw new InvalidInput("the path is not well-formed");
  }
}

function queryOf(req: Request): Query {
  const at = req.originalUrl.indexOf("?");
  return at < 0 ? [] : [...new URLSearchParams(req.originalUrl.slice(at + 1))];
}

/** Sends line after line, waiting for a slow reader; the status is sent, so an error can only cut the answer short. */
async function sendLines(
  res: Response,
  { status, headers, lines }: FhirAnswer & { readonly lines: AsyncIterable<string | Uint8Array> },
  deps: FhirDeps,
): Promise<void> {
  res.status(status).set({ ...headers, "Cache-Control": "no-store", "Content-Type": FHIR_NDJSON });
  await pipeline(Readable.from(lines, { objectMode: true, highWaterMark: 4 }), res).catch((error: unknown) => {
    if (!res.destroyed || res.errored) deps.report(error);
    res.destroy();
  });
}

async function send(req: Request, res: Response, answer: FhirAnswer, query: Query): Promise<void> {
  if (res.destroyed) return;
  res.status(answer.status).set({ ...answer.headers, "Cache-Control": "no-store" });
  if (answer.json === undefined || answer.status === 304 || answer.status === 204) {
    res.end();
    return;
  }
  const isPretty = query.some(([name, value]) => name === "_pretty" && value === "true");
  const text = isPretty ? stringifyJson(parseJson(answer.json), 2) : answer.json;
  let bytes: Buffer = Buffer.from(text, "utf8");
  res.set({ "Content-Type": FHIR_JSON, Vary: "Accept, Accept-Encoding" });
  if (bytes.length >= COMPRESS_FROM_BYTES && req.acceptsEncodings("gzip") === "gzip" && req.method !== "HEAD") {
    bytes = await compress(bytes, { level: constants.Z_BEST_SPEED });
    res.set("Content-Encoding", "gzip");
  }
  res.set("Content-Length", String(bytes.length));
  res.end(bytes);
}
