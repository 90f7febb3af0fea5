import assert from "node:assert/strict";
import fc from "fast-check";
import { frame, MllpDecoder, type MllpEvent } from "../../src/hl7v2/mllp.ts";

const text = (events: readonly MllpEvent[]) =>
  events.map((event) => (event.kind === "message" ? Buffer.from(event.bytes).toString("latin1") : event.kind));

/** Pushes bytes cut at the given positions. */
function pushCut(decoder: MllpDecoder, bytes: Buffer, cuts: readonly number[]): MllpEvent[] {
  const places = [0, ...[...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).flatMap((end, index) => decoder.push(bytes.subarray(places[index], end)));
}

/** Any bytes but VT, which begins a frame, and FS, which may end one. */
const body = fc
  .uint8Array({ minLength: 1, maxLength: 60 })
  .map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0x0b || byte === 0x1c ? 0x41 : byte))).toString("latin1"));
const junk = fc.constantFrom("", "\r\n", "HELLO", "\r", "MSH|x");

describe("MLLP framing", () => {
  it("gives the same messages wherever the stream is cut and whatever lies between frames", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(junk, body), { maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (parts, cuts) => {
          const stream = Buffer.from(parts.map(([noise, one]) => `${noise}\x0b${one}\x1c\r`).join(""), "latin1");
          assert.deepEqual(
            text(pushCut(new MllpDecoder(1_000), stream, cuts)),
            parts.map(([, one]) => one),
          );
        },
      ),
    );
  });

  it("takes the frames of a sender that forgets the CR after FS", () => {
    const stream = Buffer.from("\x0bone\x1c\x0btwo\x1c\x0bthree\x1c", "latin1");
    for (let cut = 0; cut <= stream.length; cut++) {
      const decoder = new MllpDecoder(100);
      assert.deepEqual(text([...pushCut(decoder, stream, [cut]), ...decoder.end()]), ["one", "two", "three"]);
    }
  });

  it("keeps a lone FS inside a message", () => {
    assert.deepEqual(text(new MllpDecoder(100).push(Buffer.from("\x0ba\x1cb\x1c\r", "latin1"))), ["a\x1cb"]);
  });

  it("reports a message over the limit once, skips the rest of it and takes the next", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 8 }), (cuts) => {
        const stream = Buffer.from(`\x0b${"x".repeat(50)}\x1c\r\x0bok\x1c\r`, "latin1");
        assert.deepEqual(text(pushCut(new MllpDecoder(20), stream, cuts)), ["too-large", "ok"]);
      }),
    );
  });

  it("says that a frame has begun and not ended", () => {
    const decoder = new MllpDecoder(100);
    decoder.push(Buffer.from("junk\x0bhalf", "latin1"));
    assert.deepEqual([decoder.isInsideFrame, decoder.pendingBytes, decoder.noiseBytes], [true, 4, 4]);
    assert.deepEqual(decoder.end(), []);
  });

  it("takes back what it frames", () => {
    assert.deepEqual(text(new MllpDecoder(100).push(frame(Buffer.from("MSH|")))), ["MSH|"]);
  });
});
