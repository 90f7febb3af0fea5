/**
 * Minimal Lower Layer Protocol: `VT message FS CR` on a byte stream. HL7 v2 transport specification, release 1, MLLP.
 *
 * A state machine over bytes, so that it does not matter where the network cuts: a frame may come in any number of
 * pieces, several frames in one. Only FS CR ends a frame, or FS and the VT of the next one, for the senders that forget
 * the CR; a lone FS inside a message is a byte of it. What lies between frames is noise and counted, not interpreted.
 */

const VT = 0x0b;
const FS = 0x1c;
const CR = 0x0d;

/** Bytes between VT and FS, without them. */
export function frame(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(message.length + 3);
  framed[0] = VT;
  framed.set(message, 1);
  framed.set([FS, CR], message.length + 1);
  return framed;
}

export type MllpEvent =
  | { readonly kind: "message"; readonly bytes: Uint8Array }
  /** A frame went past the size limit; what follows of it is skipped. `head` is its first bytes, for the answer. */
  | { readonly kind: "too-large"; readonly head: Uint8Array };

const HEAD_LENGTH = 4_096;

/** Turns chunks of a byte stream into messages. One per connection. */
export class MllpDecoder {
  readonly #limit: number;
  #state: "outside" | "inside" | "after-fs" | "skipping" | "skipping-after-fs" = "outside";
  #pieces: Uint8Array[] = [];
  #length = 0;
  /** Bytes seen outside of frames, CR and LF not counted. */
  noiseBytes = 0;

  /** @param limit most bytes that one message may have */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes of a frame that has begun and not ended. */
  get pendingBytes(): number {
    return this.#length;
  }

  /** Whether a frame has begun and not ended (one that only lacks the CR after FS has ended). */
  get isInsideFrame(): boolean {
    return this.#state === "inside" || this.#state === "skipping" || this.#state === "skipping-after-fs";
  }

  /** Takes the next chunk; gives what it completes, in order. The chunk must not change afterwards. */
  push(chunk: Uint8Array): MllpEvent[] {
    const events: MllpEvent[] = [];
    let at = 0;
    while (at < chunk.length) at = this.#step(chunk, at, events);
    return events;
  }

  /** The stream has ended: a message whose FS came but whose CR did not is whole. */
  end(): MllpEvent[] {
    const events: MllpEvent[] = [];
    if (this.#state === "after-fs") this.#finish(events);
    return events;
  }

  #step(chunk: Uint8Array, at: number, events: MllpEvent[]): number {
    switch (this.#state) {
      case "outside":
        return this.#skipNoise(chunk, at);
      case "inside":
        return this.#collect(chunk, at, events);
      case "after-fs":
        return this.#afterFs(chunk, at, events);
      case "skipping": {
        const end = chunk.indexOf(FS, at);
        if (end < 0) return chunk.length;
        this.#state = "skipping-after-fs";
        return end + 1;
      }
      case "skipping-after-fs":
        this.#state = chunk[at] === CR || chunk[at] === VT ? "outside" : "skipping";
        return chunk[at] === VT ? at : at + 1;
    }
  }

  #skipNoise(chunk: Uint8Array, at: number): number {
    const start = chunk.indexOf(VT, at);
    const end = start < 0 ? chunk.length : start;
    for (let i = at; i < end; i++) if (chunk[i] !== CR && chunk[i] !== 0x0a) this.noiseBytes++;
    if (start < 0) return chunk.length;
    this.#state = "inside";
    return start + 1;
  }

  #collect(chunk: Uint8Array, at: number, events: MllpEvent[]): number {
    const end = chunk.indexOf(FS, at);
    const piece = chunk.subarray(at, end < 0 ? chunk.length : end);
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length > this.#limit) {
      const head = Buffer.concat(this.#pieces.slice(0, 64)).subarray(0, HEAD_LENGTH);
      events.push({ kind: "too-large", head: Uint8Array.from(head) });
      this.#reset(end < 0 ? "skipping" : "skipping-after-fs");
    } else if (end >= 0) this.#state = "after-fs";
    return end < 0 ? chunk.length : end + 1;
  }

  #afterFs(chunk: Uint8Array, at: number, events: MllpEvent[]): number {
    const byte = chunk[at];
    if (byte === CR) {
      this.#finish(events);
      return at + 1;
    }
    if (byte === VT || byte === 0x0a) {
      this.#finish(events);
      return at;
    }
    this.#pieces.push(Uint8Array.of(FS));
    this.#length += 1;
    this.#state = "inside";
    return at;
  }

  #finish(events: MllpEvent[]): void {
    const bytes = this.#pieces.length === 1 && this.#pieces[0] ? this.#pieces[0] : Buffer.concat(this.#pieces);
    if (bytes.length > 0) events.push({ kind: "message", bytes });
    this.#reset("outside");
  }

  #reset(state: "outside" | "skipping" | "skipping-after-fs"): void {
    this.#pieces = [];
    this.#length = 0;
    this.#state = state;
  }
}
