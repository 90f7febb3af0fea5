/**
 * Batches: FHS/BHS … BTS/FTS around messages, or several messages one after the other without any of them.
 * HL7 v2 chapter 2, "Batch protocol".
 */

export interface Batch {
  /** Whether anything but one bare message came: the answer is then a batch of acknowledgements. */
  readonly isBatch: boolean;
  readonly messages: readonly Uint8Array[];
  /** The BHS or FHS line, as it came. */
  readonly header?: string;
  /** How many messages BTS-1 says the batch has, where it says so. */
  readonly statedCount?: number;
}

const START = /(?:^(?:\xef\xbb\xbf)?\s*|[\r\n])(MSH|FHS|BHS|BTS|FTS)(?=[^\w\s])/g;

/** Splits what came in one frame or one request body into messages; each keeps its own bytes. */
export function splitBatch(bytes: Uint8Array): Batch {
  // Latin-1 maps bytes to characters one to one, so positions in the text are positions in the bytes.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const starts: { id: string; at: number }[] = [];
  for (const match of text.matchAll(START)) {
    starts.push({ id: match[1] ?? "", at: match.index + match[0].length - 3 });
  }
  const lineAt = (at: number) => text.slice(at).split(/[\r\n]/, 1)[0] ?? "";
  const messages: Uint8Array[] = [];
  let header: string | undefined;
  let statedCount: number | undefined;
  starts.forEach((start, index) => {
    if (start.id === "MSH") messages.push(bytes.subarray(start.at, starts[index + 1]?.at ?? bytes.length));
    else if (start.id === "BHS" || start.id === "FHS")
      header = start.id === "BHS" ? lineAt(start.at) : (header ?? lineAt(start.at));
    else if (start.id === "BTS") {
      const count = Number(lineAt(start.at).slice(4).split(/\D/, 1)[0] || Number.NaN);
      if (Number.isInteger(count)) statedCount = (statedCount ?? 0) + count;
    }
  });
  const isBatch = starts.some(({ id }) => id !== "MSH") || messages.length > 1;
  if (messages.length === 0 && !isBatch) return { isBatch: false, messages: [bytes] };
  return {
    isBatch,
    messages,
    ...(header === undefined ? {} : { header }),
    ...(statedCount === undefined ? {} : { statedCount }),
  };
}
