/** The Express app, not listening, so that tests can drive it in process. */
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from "express";
import { rateLimit } from "express-rate-limit";
import helmet from "helmet";
import { type Hl7v2Http, hl7v2Routes } from "./app/hl7v2.ts";
import { NotFound } from "./errors.ts";
import type { FhirDeps } from "./fhir/exchange.ts";
import { FHIR_JSON } from "./fhir/media-type.ts";
import { answerOfError } from "./fhir/outcome.ts";
import { Throttled } from "./fhir/protocol-errors.ts";
import { fhirHandler } from "./fhir/router.ts";
import { routeName } from "./fhir/routes.ts";
import { healthRoutes } from "./monitoring/health.ts";
import { errorFields, type Log } from "./monitoring/log.ts";
import type { Metrics } from "./monitoring/metrics.ts";

export interface AppDeps extends Omit<FhirDeps, "report"> {
  readonly log: Log;
  readonly metrics: Metrics;
  /** HL7 v2 over HTTP, if there is an intake. */
  readonly intake?: Hl7v2Http | undefined;
  /** Overrides the base URL that clients address, in links and locations. */
  readonly baseUrl?: string | undefined;
  /** Requests a minute and client. */
  readonly rateLimit?: number | undefined;
}

const FHIR_BASE = "/fhir";
const HOST_NAME = /^[A-Za-z0-9.\-_]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$/;
const MINUTE_MS = 60_000;

export function createApp(deps: AppDeps): Express {
  const { log, metrics, baseUrl } = deps;
  const report = (error: unknown) => log.error("unexpected error", errorFields(error));
  const app = express();
  app.disable("etag");
  app.set("query parser", false);
  app.use(helmet());
  app.use(observed(log, metrics));
  app.use(healthRoutes({ store: deps.store, metrics }));
  if (deps.rateLimit !== undefined) app.use(limited(deps.rateLimit));
  const baseOf = (req: Request) => baseUrl ?? `${req.protocol}://${hostOf(req)}${FHIR_BASE}`;
  app.use(FHIR_BASE, fhirHandler({ ...deps, report }, baseOf));
  if (deps.intake) app.use("/hl7v2", hl7v2Routes(deps.intake, report));
  app.use((_req, res) => sendError(res, new NotFound(`there is nothing here; the FHIR base is ${FHIR_BASE}`)));
  app.use(errorHandler(report));
  return app;
}

/** The host that the client addressed; what could not be one is never repeated in a link. */
const hostOf = (req: Request) => (HOST_NAME.test(req.headers.host ?? "") ? (req.headers.host ?? "") : "localhost");

function observed(log: Log, metrics: Metrics): RequestHandler {
  return (req, res, next) => {
    const began = performance.now();
    res.once("close", () => {
      const path = req.originalUrl.split("?")[0]?.split("/").filter(Boolean) ?? [];
      const interaction = path[0] === "fhir" ? routeName(path.slice(1)) : "other";
      const labels = { interaction, method: knownMethod(req.method), status: res.statusCode };
      const milliseconds = performance.now() - began;
      metrics.observeRequest(labels, milliseconds / 1000);
      log.http("request", { ...labels, milliseconds: Math.round(milliseconds * 10) / 10 });
    });
    next();
  };
}

const knownMethod = (method: string) => (/^(GET|HEAD|POST|PUT|PATCH|DELETE)$/.test(method) ? method : "other");

function limited(limit: number): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit,
    standardHeaders: "draft-7",
    legacyHeaders: false,
    handler: (_req, res) => sendError(res, new Throttled(`more than ${limit} requests in a minute; try again later`)),
  });
}

/** The last resort: Express' own errors, and what an edge handler let through. */
function errorHandler(report: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    report(error);
    if (res.headersSent) next(error);
    else sendError(res, error);
  };
}

function sendError(res: Response, error: unknown): void {
  const { status, headers, json } = answerOfError(error);
  res.status(status).set({ ...headers, "Content-Type": FHIR_JSON });
  res.end(json);
}
