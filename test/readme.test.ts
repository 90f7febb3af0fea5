/** The README's example is run against a listening server, and the answer that it shows must be in the real one. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { startServer, type TestServer } from "./support/app.ts";

const README = readFileSync(resolve(import.meta.dirname, "../README.md"), "utf8");
const FIRST_SCREEN_LINES = 60;

/** The first curl of the README and the JSON shown after it. */
function example() {
  const call = /curl -s '([^']+)'[\s\S]*?-d '([\s\S]*?)'\n```/.exec(README);
  const shown = /```json\n([\s\S]*?)\n```/.exec(README);
  assert.ok(call?.[1] && call[2] && shown?.[1], "the README shows a curl and its answer");
  return { url: call[1], body: call[2], shown: JSON.parse(shown[1]) as unknown };
}

/** Whether everything in `part` is in `whole`; an item of a list may stand at any place of the other list. */
function holds(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.every((item) => whole.some((other) => holds(other, item)));
  }
  if (typeof part !== "object" || part === null) return whole === part;
  if (typeof whole !== "object" || whole === null) return false;
  return Object.entries(part).every(([key, value]) => holds((whole as Record<string, unknown>)[key], value));
}

describe("README", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());

  it("has the start, the tests and an example with its answer on the first screen", () => {
    const screen = README.split("\n").slice(0, FIRST_SCREEN_LINES).join("\n");
    for (const wanted of ["npm ci && npm start", "npm ci && npm test", "curl -s", "```json"]) {
      assert.ok(screen.includes(wanted), `${wanted} is on the first screen`);
    }
  });

  it("shows an example that works, and its real answer", async () => {
    const { url, body, shown } = example();
    const answer = await fetch(url.replace("http://127.0.0.1:3000", server.root), {
      method: "POST",
      headers: { "content-type": "application/fhir+json" },
      body,
    });
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    assert.ok(holds(JSON.parse(text), shown), `the answer shown is not in the real one: ${text.slice(0, 3000)}`);
  });
});
