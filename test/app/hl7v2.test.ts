/** HL7 v2 over HTTP: what HTTP adds to the intake, which has its own tests in test/hl7v2. */
import assert from "node:assert/strict";
import request from "supertest";
import type { Hl7v2Http } from "../../src/app/hl7v2.ts";
import { NotFound } from "../../src/errors.ts";
import type { MessageView } from "../../src/hl7v2/index.ts";
import type { JournalSummary } from "../../src/storage/port.ts";
import { makeApp, type TestApp } from "../support/app.ts";

const summary: JournalSummary = {
  id: "m1",
  receivedAt: "2026-02-01T12:00:00.000Z",
  channel: "http",
  key: "k",
  sender: "LAB",
  controlId: "1",
  messageType: "ORU^R01",
  status: "processed",
  resources: [],
  unmapped: [],
};
const shown: MessageView = { ...summary, acks: ["MSH|ack"], text: "MSH|^~\\&|" };

describe("HL7 v2 over HTTP", () => {
  let server: TestApp;
  const received: string[] = [];
  const asked: unknown[] = [];
  const ack = (text: string) => ({ status: 200, body: Buffer.from(text), contentType: "application/hl7-v2" });
  const intake: Hl7v2Http = {
    receive: (bytes) => {
      received.push(Buffer.from(bytes).toString("latin1"));
      return Promise.resolve(ack("MSH|ack"));
    },
    messages: (query) => {
      asked.push(query);
      return Promise.resolve({ items: [summary], next: "c2" });
    },
    message: (id) => (id === "m1" ? Promise.resolve(shown) : Promise.reject(new NotFound("no such message"))),
    replay: (id) => (id === "m1" ? Promise.resolve(shown) : Promise.reject(new NotFound("no such message"))),
  };
  before(async () => {
    server = await makeApp({ more: { intake } });
  });
  after(() => server.close());

  it("hands over the bytes as they came and answers the acknowledgement", async () => {
    const bytes = Buffer.from("MSH|^~\\&|\rPID|1||Müller\r", "latin1");
    const { text, headers } = await request(server.app)
      .post("/hl7v2")
      .set("Content-Type", "application/hl7-v2")
      .serialize((body) => body)
      .send(bytes)
      .buffer()
      .parse((response, done) => {
        let read = "";
        response.on("data", (chunk) => {
          read += chunk;
        });
        response.on("end", () => done(null, read));
      })
      .expect(200)
      .then(({ body, headers: all }) => ({ text: body, headers: all }));
    assert.equal(text, "MSH|ack");
    assert.match(headers["content-type"] ?? "", /^application\/hl7-v2/);
    assert.equal(received[0], bytes.toString("latin1"));
  });
  it("refuses another media type", async () => {
    const { body } = await request(server.app).post("/hl7v2").send({ a: 1 }).expect(415);
    assert.equal(body.resourceType, "OperationOutcome");
  });
  it("lists the journal by status, page by page", async () => {
    const { body } = await request(server.app).get("/hl7v2/messages?status=held&_count=2&_cursor=c1").expect(200);
    assert.deepEqual(asked, [{ count: 2, status: "held", cursor: "c1" }]);
    assert.equal(body.messages[0].id, "m1");
    assert.equal(body.messages[0].raw, undefined);
    assert.equal(body.next, "c2");
    await request(server.app).get("/hl7v2/messages?status=lost").expect(400);
    await request(server.app).get("/hl7v2/messages?nonsense=1").expect(400);
  });
  it("shows one message, and replays it", async () => {
    const { body } = await request(server.app).get("/hl7v2/messages/m1").expect(200);
    assert.equal(body.text, "MSH|^~\\&|");
    await request(server.app).get("/hl7v2/messages/m2").expect(404);
    await request(server.app).post("/hl7v2/messages/m1/$replay").expect(200);
    await request(server.app).post("/hl7v2/messages/m2/$replay").expect(404);
  });
});
