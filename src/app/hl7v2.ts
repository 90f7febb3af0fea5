/**
 * HL7 v2 over HTTP: `POST /hl7v2` takes a message or batch and answers its acknowledgement; `GET /hl7v2/messages` lists the
 * journal; `POST /hl7v2/messages/[id]/$replay` takes a journalled message anew.
 */
import { type Request, type Response, Router } from "express";
import { InvalidInput, NotFound } from "../errors.ts";
import { FHIR_JSON } from "../fhir/media-type.ts";
import { answerOfError, statusOf } from "../fhir/outcome.ts";
import { UnsupportedMediaType } from "../fhir/protocol-errors.ts";
import { BodyBudget, readBody } from "../fhir/request-body.ts";
import type { JournalEntry, JournalSummary, Page } from "../storage/port.ts";

/** An acknowledgement as HTTP sends it. */
export interface Acknowledgement {
  readonly status: number;
  readonly body: Uint8Array;
  readonly contentType: string;
}

/** What `hl7v2` does for HTTP. */
export interface Hl7v2Http {
  receive(bytes: Uint8Array, channel: "http"): Promise<Acknowledgement>;
  messages(query: {
    readonly status?: JournalEntry["status"];
    readonly count: number;
    readonly cursor?: string;
  }): Promise<Page<JournalSummary>>;
  message(id: string): Promise<JournalEntry | undefined>;
  /** @throws NotFound if there is no such message */
  replay(id: string): Promise<Acknowledgement>;
}

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const MAX_HELD_BYTES = 8 * MAX_MESSAGE_BYTES;
const PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 500;
const HL7_TYPES =
  /^(application\/(hl7-v2|hl7-v2\+er7|x-hl7|octet-stream)|x-application\/hl7-v2\+er7|text\/plain)\s*(;|$)/i;
const STATUSES = ["received", "processed", "error", "rejected", "held"] as const;

/** To be mounted at `/hl7v2`; `report` is told of unexpected errors. */
export function hl7v2Routes(intake: Hl7v2Http, report: (error: unknown) => void): Router {
  const budget = new BodyBudget(MAX_HELD_BYTES);
  const router = Router();
  const on = (work: (req: Request, res: Response) => Promise<void>) => async (req: Request, res: Response) => {
    try {
      await work(req, res);
    } catch (error) {
      if (statusOf(error) === 500) report(error);
      const { status, headers, json } = answerOfError(error);
      res.status(status).set({ ...headers, "Content-Type": FHIR_JSON });
      res.end(json);
    }
  };
  router.post(
    "/",
    on(async (req, res) => {
      if (!HL7_TYPES.test(req.headers["content-type"] ?? "")) {
        throw new UnsupportedMediaType("Content-Type must be application/hl7-v2");
      }
      const bytes = await readBody(req, { maxBytes: MAX_MESSAGE_BYTES, budget });
      try {
        sendAcknowledgement(res, await intake.receive(bytes, "http"));
      } finally {
        budget.give(bytes.length);
      }
    }),
  );
  router.get(
    "/messages",
    on(async (req, res) => void res.json(await journalPage(intake, queryOf(req)))),
  );
  router.get(
    "/messages/:id",
    on(async (req, res) => {
      const entry = await intake.message(String(req.params.id));
      if (!entry) throw new NotFound("there is no such message in the journal");
      const { raw, ...summary } = entry;
      res.json({ ...summary, raw: Buffer.from(raw).toString("base64") });
    }),
  );
  router.post(
    "/messages/:id/\\$replay",
    on(async (req, res) => sendAcknowledgement(res, await intake.replay(String(req.params.id)))),
  );
  return router;
}

function sendAcknowledgement(res: Response, { status, body, contentType }: Acknowledgement): void {
  res.status(status).set({ "Content-Type": contentType, "Cache-Control": "no-store" });
  res.end(Buffer.from(body));
}

/** Parameters `status`, `_count` and `_cursor`; newest first. */
async function journalPage(intake: Hl7v2Http, query: URLSearchParams): Promise<object> {
  for (const name of query.keys()) {
    if (!["status", "_count", "_cursor"].includes(name)) {
      throw new InvalidInput(`unknown parameter '${name}'; known are: status, _count, _cursor`, { expression: name });
    }
  }
  const asked = query.get("status");
  const status = STATUSES.find((one) => one === asked);
  if (asked !== null && status === undefined) {
    throw new InvalidInput(`status must be one of ${STATUSES.join(", ")}`, { code: "value", expression: "status" });
  }
  const count = query.get("_count") ?? String(PAGE_SIZE);
  if (!/^[1-9]\d{0,8}$/.test(count)) {
    throw new InvalidInput("_count must be a whole number from 1", { code: "value", expression: "_count" });
  }
  const cursor = query.get("_cursor");
  const page = await intake.messages({
    count: Math.min(Number(count), MAX_PAGE_SIZE),
    ...(status === undefined ? {} : { status }),
    ...(cursor === null ? {} : { cursor }),
  });
  return { messages: page.items, ...(page.next === undefined ? {} : { next: page.next }) };
}

const queryOf = (req: Request) => new URLSearchParams(req.originalUrl.split("?")[1] ?? "");
