/** Public sample messages of many senders: each is taken in as valid R4, or refused with a reason; never neither. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ackCode, makeBench } from "./support.ts";

const FOLDER = new URL("../../../shared/hl7v2/messages/", import.meta.url).pathname;
const SUPPORTED = /ADT\^A0[1348]|ORU\^R01/;

function sampleMessages(): [string, Buffer][] {
  const files = (readdirSync(FOLDER, { recursive: true }) as string[])
    .filter((file) => /\.(hl7|txt)$/i.test(file))
    .sort();
  return files
    .map((file) => [file, readFileSync(join(FOLDER, file))] as [string, Buffer])
    .filter(([, bytes]) => bytes.subarray(0, 3).toString() === "MSH");
}

describe("public sample messages", function () {
  this.timeout(120_000);
  before(function () {
    if (existsSync(FOLDER)) return;
    console.log("      skipped: ../shared/hl7v2/messages is not there");
    this.skip();
  });

  it("are taken in or refused with a reason", async () => {
    const bench = await makeBench();
    let [supported, accepted] = [0, 0];
    for (const [file, bytes] of sampleMessages()) {
      const ack = Buffer.from((await bench.intake.receive(bytes, "http")).body).toString();
      const codes = [...ack.matchAll(/(?:^|\r)MSA.([A-Z]{2})/g)].map(([, code]) => code ?? "");
      assert.ok(codes.length > 0, file);
      for (const code of codes) if (!/^[AC]A$/.test(code)) assert.match(ack, /\rERR/, file);
      // Single messages of the events that are taken in; those without a PID, or for nobody, are refused for it.
      const isSingle = (bytes.toString("latin1").match(/(^|[\r\n])MSH\|/g) ?? []).length === 1;
      if (!isSingle || !SUPPORTED.test(bytes.subarray(0, 400).toString("latin1"))) continue;
      if (!/[\r\n]PID[^\w]/.test(bytes.toString("latin1"))) continue;
      supported++;
      if (/^[AC]A$/.test(ackCode(ack))) accepted++;
    }
    console.log(`      ${accepted} of ${supported} messages with a PID accepted`);
    assert.ok(accepted / supported > 0.95, `${accepted} of ${supported}`);
    await bench.close();
  });
});
