/**
 * HL7 v2 over HTTP: `POST /hl7v2` takes a message or batch and answers its acknowledgement; `GET /hl7v2/messages` lists the
 * journal; `POST /hl7v2/messages/[id]/$replay` processes one again that was not processed.
 */
import { type Request, type Response, Router } from "express";
import { InvalidInput } from "../errors.ts";
import { FHIR_JSON } from "../fhir/media-type.ts";
import { answerOfError, statusOf } from "../fhir/outcome.ts";
import { UnsupportedMediaType } from "../fhir/protocol-errors.ts";
import { BodyBudget, readBody } from "../fhir/request-body.ts";
import type { Hl7v2Intake, HttpAnswer } from "../hl7v2/index.ts";

/** What HTTP needs of the intake. */
export type Hl7v2Http = Pick<Hl7v2Intake, "receive" | "messages" | "message" | "replay">;

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
    on(async (req, res) => void res.json(await intake.message(idOf(req)))),
  );
  router.post(
    "/messages/:id/\\$replay",
    on(async (req, res) => void res.json(await intake.replay(idOf(req)))),
  );
  return router;
}

const idOf = (req: Request) => String(req.params.id);

function sendAcknowledgement(res: Response, { status, body, contentType }: HttpAnswer): void {
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
