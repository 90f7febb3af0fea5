/** txt-1 and txt-2: https://hl7.org/fhir/R4/narrative.html */
import assert from "node:assert/strict";
import { narrativeProblem } from "../../../src/fhir/validation/narrative.ts";

const div = (content: string) => `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>`;

describe("narrativeProblem", () => {
  const allowed: Record<string, string> = {
    text: div("Weight: 70 kg"),
    "a div without namespace": "<div>text</div>",
    "a table": div('<table class="grid"><tr><td colspan="2">a<br/>b</td></tr></table>'),
    "a link": div('<a href="https://example.org/?a=1&amp;b=2">x</a>'),
    "a link to a place within": div('<a href="#a">x</a><a name="a"/>'),
    "an image only": div('<img src="data:image/png;base64,AAAA" alt="ECG"/>'),
    "a comment": div("<!-- <script> -->x"),
    entities: div("1 &lt; 2 &#160; &#xA0; &nbsp;&copy;"),
    "a style": div('<p style="color: red; width: 50%">x</p>'),
    "a > in a text and in an attribute": div('a > b <span title="a > b">x</span>'),
    "single quotes": "<div xmlns='http://www.w3.org/1999/xhtml'>x</div>",
  };
  for (const [title, xhtml] of Object.entries(allowed)) {
    it(`allows ${title}`, () => assert.equal(narrativeProblem(xhtml), undefined));
  }

  const refused: Record<string, string> = {
    "plain text": "Weight: 70 kg",
    "another root": "<p>x</p>",
    "two roots": "<div>a</div><div>b</div>",
    "text after the root": "<div>a</div>b",
    "an element without end": "<div>a<p>b</div>",
    "an end without start": "<div>a</p></div>",
    "a root without end": "<div>a",
    "a script": div("<script>alert(1)</script>x"),
    "a script in capitals": div("<SCRIPT>alert(1)</SCRIPT>x"),
    "a style element": div("<style>p { color: red }</style>x"),
    "a form": div("<form><input/></form>x"),
    "an iframe": div('<iframe src="https://example.org"></iframe>x'),
    "an object": div('<object data="x"></object>x'),
    "an svg": div("<svg></svg>x"),
    "a head": div("<head></head>x"),
    "an event attribute": div('<p onclick="alert(1)">x</p>'),
    "a javascript link": div('<a href="javascript:alert(1)">x</a>'),
    "a javascript link with entities": div('<a href="java&#115;cript&colon;alert(1)">x</a>'),
    "a javascript link with a tab": div('<a href="java\tscript:alert(1)">x</a>'),
    "a javascript link in capitals after a control character": div('<a href="&#1; JavaScript:alert(1)">x</a>'),
    "a data link": div('<a href="data:text/html,x">x</a>'),
    "an svg image as data": div('<img src="data:image/svg+xml,x"/>'),
    "code in a style": div('<p style="width: expression(alert(1))">x</p>'),
    "a comment in a style": div('<p style="width: exp/**/ression(alert(1))">x</p>'),
    "an attribute without quotes": div("<p class=a>x</p>"),
    "an attribute twice": div('<p class="a" class="b">x</p>'),
    "a DOCTYPE": `<!DOCTYPE html>${div("x")}`,
    CDATA: div("<![CDATA[x]]>"),
    "a processing instruction": `<?xml version="1.0"?>${div("x")}`,
    "an & alone": div("a & b"),
    "another namespace": '<div xmlns="http://www.w3.org/2000/svg">x</div>',
    "white space only": div(" \n "),
    "an empty root": "<div/>",
    "a comment without end": div("<!-- x"),
    "a tag without end": "<div>x</div",
  };
  for (const [title, xhtml] of Object.entries(refused)) {
    it(`refuses ${title}`, () => assert.notEqual(narrativeProblem(xhtml), undefined));
  }

  for (const [title, xhtml] of Object.entries({
    "open tags": "<div>".repeat(200_000),
    "white space in a tag": `<div${" ".repeat(1_000_000)}x`,
    ampersands: div("&a".repeat(500_000)),
    "comments in a style": div(`<p style="${"/*".repeat(500_000)}">x</p>`),
    quotes: `<div ${'a="'.repeat(300_000)}`,
  })) {
    it(`is not slowed down by a megabyte of ${title}`, function () {
      this.timeout(1000);
      assert.notEqual(narrativeProblem(xhtml), undefined);
    });
  }
});
