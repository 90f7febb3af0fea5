import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { Hl7Message } from "@medplum/core";
import type { Observation, Patient } from "@medplum/fhirtypes";
import { Hl7Client, ReturnAckCategory } from "@medplum/hl7";
import Client, { HL7_2_5 } from "node-hl7-client";
import type { Listening } from "../../src/hl7v2/listener.ts";
import { frame, MllpDecoder } from "../../src/hl7v2/mllp.ts";
import { ackCode, type Bench, makeBench, message } from "./support.ts";

const PID = "PID|1||7^^^HOSP^MR||DOE^JANE||19850101|F";
/** @medplum/hl7 brings a @medplum/core of its own, whose class has the same members but is another type. */
type PeerMessage = Parameters<Hl7Client["sendAndWait"]>[0];
const peerMessage = (text: string) => Hl7Message.parse(text) as unknown as PeerMessage;
const framed = (text: string) => Buffer.from(frame(Buffer.from(text)));

describe("the MLLP listener", () => {
  let bench: Bench;
  let listening: Listening;
  const start = async (options: Parameters<typeof makeBench>[0] = {}) => {
    bench = await makeBench(options);
    listening = await bench.intake.listen({ host: "127.0.0.1", port: 0 });
  };
  afterEach(async () => {
    await listening.close();
    await bench.close();
  });

  /** Sends bytes down one connection and gives the first `count` acknowledgements. */
  function exchange(chunks: readonly Buffer[], count: number): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const acks: string[] = [];
      const decoder = new MllpDecoder(1_000_000);
      const socket: Socket = connect(listening.port, "127.0.0.1", () => {
        for (const chunk of chunks) socket.write(chunk);
      });
      socket.on("error", reject);
      socket.on("close", () => reject(new Error(`closed after ${acks.length} acknowledgements`)));
      socket.on("data", (data) => {
        for (const event of decoder.push(data))
          if (event.kind === "message") acks.push(Buffer.from(event.bytes).toString());
        if (acks.length < count) return;
        resolve(acks);
        socket.end();
      });
    });
  }

  it("answers pipelined messages in their order, each after it has been stored", async () => {
    await start();
    const ids = Array.from({ length: 40 }, (_, index) => `P${index}`);
    const stream = Buffer.concat(ids.map((controlId) => framed(message([PID], { controlId }))));
    const acks = await exchange([stream], ids.length);
    assert.deepEqual(
      acks.map((ack) => /MSA\|AA\|(\w+)/.exec(ack)?.[1]),
      ids,
    );
    assert.equal((await bench.intake.messages({ count: 100 })).items.length, ids.length);
  });

  it("takes a message that comes in single bytes, with noise before it and no CR after FS", async () => {
    await start();
    const bytes = Buffer.concat([Buffer.from("noise"), framed(message([PID])).subarray(0, -1)]);
    const chunks = [...bytes].map((byte) => Buffer.of(byte));
    const acks = await exchange([...chunks, framed(message([PID], { controlId: "LAST" }))], 2);
    assert.deepEqual(acks.map(ackCode), ["AA", "AA"]);
  });

  it("neither journals nor answers half a message", async () => {
    await start();
    await new Promise<void>((resolve, reject) => {
      const socket = connect(listening.port, "127.0.0.1", () => socket.end(framed(message([PID])).subarray(0, -20)));
      socket.on("data", () => reject(new Error("half a message was answered")));
      socket.on("error", reject);
      socket.on("close", () => resolve());
      socket.resume();
    });
    assert.equal((await bench.intake.messages({ count: 10 })).items.length, 0);
    assert.ok(bench.logged.some((line) => line.includes("mllp.half-message")));
  });

  it("answers a sender that has ended its side", async () => {
    await start();
    const answer = await new Promise<string>((resolve, reject) => {
      let text = "";
      const socket = connect(listening.port, "127.0.0.1", () => socket.end(framed(message([PID]))));
      socket.on("data", (data) => {
        text += data.toString();
      });
      socket.on("error", reject);
      socket.on("close", () => resolve(text));
    });
    assert.equal(ackCode(answer), "AA");
  });

  it("rejects a message over the limit and goes on", async () => {
    await start({ limits: { messageBytes: 500 } });
    const large = message([PID, `NTE|1||${"x".repeat(1_000)}`], { controlId: "BIG" });
    const acks = await exchange([framed(large), framed(message([PID]))], 2);
    assert.deepEqual(acks.map(ackCode), ["AR", "AA"]);
    assert.match(acks[0] ?? "", /MSA\|AR\|BIG/);
  });

  it("refuses connections over the limit and closes idle ones", async () => {
    await start({ limits: { connections: 1, idleMs: 100 } });
    const first = connect(listening.port, "127.0.0.1");
    const closed = new Promise<void>((resolve) => first.on("close", () => resolve()));
    await new Promise<void>((resolve) => first.on("connect", () => resolve()));
    await assert.rejects(exchange([framed(message([PID]))], 1));
    await closed;
  });

  it("sends accept and application acknowledgement where both are asked for", async () => {
    await start();
    const acks = await exchange([framed(message([PID], { tail: "|||AL|AL" }))], 2);
    assert.deepEqual(acks.map(ackCode), ["CA", "AA"]);
  });

  it("answers a batch with one batch of acknowledgements", async () => {
    await start();
    const batch = `BHS|^~\\&\r${message([PID])}${message([PID], { event: "ADT^A99" })}BTS|2\r`;
    const [answer = ""] = await exchange([framed(batch)], 1);
    assert.match(answer, /^BHS\|.*MSA\|AA.*MSA\|AR.*BTS\|2\r$/s);
    assert.equal((await bench.intake.messages({ count: 10 })).items.length, 2);
  });

  it("finishes what it has received before it closes", async () => {
    await start();
    const acks = exchange([framed(message([PID]))], 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await listening.close();
    assert.equal(ackCode((await acks)[0] ?? ""), "AA");
  });

  describe("with senders that others wrote", () => {
    it("takes messages of @medplum/hl7 and gives it the answers it waits for", async () => {
      await start();
      const client = new Hl7Client({ host: "127.0.0.1", port: listening.port });
      const texts = Array.from({ length: 5 }, () => message([PID]));
      const answers = await Promise.all(texts.map((text) => client.sendAndWait(peerMessage(text))));
      assert.deepEqual(
        answers.map((answer) => answer.getSegment("MSA")?.getField(1)?.toString()),
        Array(5).fill("AA"),
      );
      const enhanced = peerMessage(message([PID], { tail: "|||AL|AL" }));
      const answer = await client.sendAndWait(enhanced, { returnAck: ReturnAckCategory.APPLICATION });
      assert.equal(answer.getSegment("MSA")?.getField(1)?.toString(), "AA");
      await client.close();
      assert.equal((await bench.all<Patient>("Patient")).length, 1);
    });

    it("takes a message that node-hl7-client builds", async () => {
      await start();
      const built = new HL7_2_5()
        .buildMSH({
          msh_3: "LAB",
          msh_4: "CITY",
          msh_5: "TWIN",
          msh_6: "HERE",
          msh_9_1: "ORU",
          msh_9_2: "R01",
          msh_10: "N1",
          msh_11_1: "P",
        })
        .buildPID({ pid_3: "7^^^HOSP^MR", pid_5: "DOE^JANE", pid_7: new Date("1985-01-01"), pid_8: "F" })
        .buildOBR({ obr_3: "F1", obr_4: "T^Test^L" })
        .buildOBX({ obx_2: "NM", obx_3: "2345-7^Glucose^LN", obx_5: "99", obx_6: "mg/dL", obx_11: "F" })
        .toMessage();
      const client = new Client({ host: "127.0.0.1", version: "2.5" });
      // One message, after the connection is there: with two queued before it, this client spins for ever.
      const code = await new Promise<string>((resolve, reject) => {
        const connection = client.createConnection({ port: listening.port, version: "2.5" }, async (answer) => {
          resolve(answer.getMessage().get("MSA.1").toString());
          await connection.close();
        });
        connection.on("connect", () => connection.sendMessage(built).catch(reject));
        connection.on("error", reject);
      });
      assert.equal(code, "AA");
      assert.equal((await bench.all<Observation>("Observation"))[0]?.valueQuantity?.value, 99);
    });
  });
});
