import assert from "node:assert/strict";
import fc from "fast-check";
import { splitBatch } from "../../src/hl7v2/batch.ts";
import { encodeText } from "../../src/hl7v2/charset.ts";
import { escapeText } from "../../src/hl7v2/escape.ts";
import { parseMessage } from "../../src/hl7v2/parse.ts";

const parse = (text: string) => parseMessage(Buffer.from(text, "utf-8"));
const pid = (text: string) => parse(`MSH|^~\\&|A|B\r${text}\r`).segments[1];

describe("parsing a message", () => {
  it("counts fields, repetitions, components and subcomponents as the standard does", () => {
    const segment = pid("PID|1||7^^^H&1.2.3&ISO^MR~8||DOE^JANE");
    assert.equal(segment?.repetitions(3)[0]?.at(4).at(2).text(), "1.2.3");
    assert.equal(segment?.repetitions(3)[1]?.at(1).text(), "8");
    assert.equal(segment?.text(5, 2), "JANE");
    assert.equal(segment?.text(99), "");
  });

  it("takes a text without deeper delimiters for its own first part", () => {
    const value = pid("PID|7")?.repetitions(1)[0];
    assert.deepEqual([value?.at(1).at(1).text(), value?.at(2).text(), value?.at(1).at(2).text()], ["7", "", ""]);
  });

  it("reads MSH-1 and MSH-2 as fields and the rest by their numbers", () => {
    const { msh } = parse("MSH|^~\\&|APP|FAC|||20260101||ADT^A01^ADT_A01|7|P|2.5");
    assert.deepEqual(
      [msh.raw(1), msh.raw(2), msh.text(3), msh.text(9, 2), msh.text(12)],
      ["|", "^~\\&", "APP", "A01", "2.5"],
    );
  });

  for (const [name, header] of [
    ["the field separator and delimiters of MSH-1 and MSH-2", "MSH#*-+:#A#B\rPID#1##7***H:1.2.3"],
    ["a truncation character", "MSH|^~\\&#|A|B\rPID|1||7^^^H&1.2.3"],
    ["an escape character that something has doubled", "MSH|^~\\\\&|A|B\rPID|1||7^^^H&1.2.3"],
    ["LF and CRLF ends, blank lines and a byte order mark", "\uFEFFMSH|^~\\&|A|B\r\n\r\nPID|1||7^^^H&1.2.3\n"],
  ] as const) {
    it(`reads ${name}`, () => {
      const segment = parse(header).segments[1];
      assert.equal(segment?.repetitions(3)[0]?.at(4).at(2).text(), "1.2.3");
    });
  }

  it("keeps a line that begins no segment with the segment before", () => {
    assert.equal(pid("NTE|1||one\ntwo")?.repetitions(3)[0]?.wholeText(), "one\ntwo");
  });

  it("knows the delete mark from a value and from emptiness", () => {
    const segment = pid('PID|""||""^""|"x"|^^|');
    assert.deepEqual(
      [1, 2].map((field) => segment?.isDelete(field)),
      [true, false],
    );
    assert.deepEqual(
      [3, 4, 5].map((field) => segment?.repetitions(field)[0]?.isValued),
      [false, true, false],
    );
  });

  it("refuses what does not begin with MSH", () => {
    assert.throws(() => parse("PID|1"), /MSH/);
    assert.throws(() => parse(""), /MSH/);
  });
});

describe("escape sequences", () => {
  // HL7 v2 chapter 2, "Use of escape sequences in text fields".
  for (const [sent, meant] of [
    ["a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f", "a|b^c&d~e\\f"],
    ["one\\.br\\two", "one\ntwo"],
    ["\\H\\bold\\N\\ text", "bold text"],
    ["\\X0D0A\\end", "end"],
    ["caf\\XC3A9\\", "café"],
    ["C:\\path\\file", "C:\\path\\file"],
    ["half \\F", "half \\F"],
    ["\\Zlocal\\x", "x"],
  ] as const) {
    it(`reads ${JSON.stringify(sent)}`, () => assert.equal(pid(`NTE|1||${sent}`)?.text(3), meant));
  }

  it("writes any text so that it reads the same", () => {
    const { encoding } = parse("MSH|^~\\&|A|B");
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "|", "^", "~", "\\", "&", "\n", "é", "F") }), (text) => {
        const read = pid(`NTE|1||${escapeText(text, encoding)}`)?.text(3);
        assert.equal(read, text.trim());
      }),
    );
  });
});

describe("character sets", () => {
  const message = (charset: string, name: Buffer) =>
    Buffer.concat([
      Buffer.from(`MSH|^~\\&|A|B|||||ADT^A01|1|P|2.5||||||${charset}\rPID|1||7||`),
      name,
      Buffer.from("\r"),
    ]);

  for (const [charset, bytes, name, isGuessed] of [
    ["UNICODE UTF-8", Buffer.from("Müller"), "Müller", false],
    ["8859/1", Buffer.from("Müller", "latin1"), "Müller", false],
    ["8859/2", Buffer.of(0xb3), "ł", false],
    ["8859/5~ASCII", Buffer.of(0xb0), "А", false],
    ["", Buffer.from("Müller"), "Müller", false],
    ["", Buffer.from("Müller", "latin1"), "Müller", true],
    ["NO SUCH SET", Buffer.from("Müller"), "Müller", true],
  ] as const) {
    it(`reads ${JSON.stringify(charset)}${isGuessed ? " and says that it had to guess" : ""}`, () => {
      const parsed = parseMessage(message(charset, bytes));
      assert.equal(parsed.segments[1]?.text(5), name);
      assert.equal(parsed.isCharsetGuessed, isGuessed);
    });
  }

  it("reads hexadecimal escapes by the message's set", () => {
    assert.equal(parseMessage(message("8859/1", Buffer.from("M\\XFC\\ller"))).segments[1]?.text(5), "Müller");
  });

  it("writes a text in its set again", () => {
    assert.deepEqual([...encodeText("łA", "iso-8859-2")], [0xb3, 0x41]);
  });
});

describe("splitting a batch", () => {
  const split = (text: string) => splitBatch(Buffer.from(text));
  const texts = (text: string) => split(text).messages.map((bytes) => Buffer.from(bytes).toString());

  it("leaves one bare message whole", () => {
    const text = "MSH|^~\\&|A\rPID|1\r";
    assert.deepEqual(texts(text), [text]);
    assert.equal(split(text).isBatch, false);
  });

  it("takes the messages out of FHS, BHS, BTS and FTS and reads the stated count", () => {
    const text = "FHS|^~\\&\rBHS|^~\\&\rMSH|^~\\&|A\rPID|1\rMSH|^~\\&|B\rBTS|2\rFTS|1\r";
    assert.deepEqual(texts(text), ["MSH|^~\\&|A\rPID|1\r", "MSH|^~\\&|B\r"]);
    assert.deepEqual([split(text).isBatch, split(text).statedCount], [true, 2]);
  });

  it("takes several messages without a batch header apart", () => {
    assert.deepEqual(texts("MSH|^~\\&|A\nMSH|^~\\&|B"), ["MSH|^~\\&|A\n", "MSH|^~\\&|B"]);
  });

  it("does not split at a text that only looks like a header", () => {
    assert.equal(split("MSH|^~\\&|A\rNTE|1||MSH|x\r").messages.length, 1);
  });
});
