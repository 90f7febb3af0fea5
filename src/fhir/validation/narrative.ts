/**
 * The XHTML of a narrative, invariants txt-1 and txt-2: well-formed, basic formatting elements only, nothing that runs
 * or loads code, and some content. https://hl7.org/fhir/R4/narrative.html
 *
 * One scan from tag to tag with a stack of open elements. A general XML parser would accept more than is allowed here
 * (DOCTYPE, processing instructions, CDATA) and would have to be kept from expanding entities.
 */

const MAX_OPEN_ELEMENTS = 200;

const words = (text: string) => new Set(text.trim().split(/\s+/));

/** HTML 4.0 chapters 7 to 11 (without 9.4) and 15, `a`, `img`, and image maps. */
const ELEMENTS = words(`
  a abbr acronym address area b bdo big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5
  h6 hr i img kbd li map ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var
`);
const ATTRIBUTES = words(`
  abbr accesskey align alt axis border cellpadding cellspacing char charoff charset cite class color colspan coords dir
  frame headers height href hreflang id ID ismap lang longdesc name nohref nowrap rel rev rowspan rules scope shape span
  src start style summary tabindex title type usemap valign value width xml:lang xml:space xmlns
`);
/** Entities of HTML 4.0, by name only: which of them exist is not checked. */
const ENTITY = /&(?!#\d+;|#x[0-9a-fA-F]+;|[A-Za-z][A-Za-z0-9]*;)/;
const TAG = /^<(\/?)([A-Za-z][A-Za-z0-9:]*)((?:\s+[A-Za-z_][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/;
const ATTRIBUTE = /([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;
const RUNS_CODE = /^(?:javascript|vbscript)\s*:|^data\s*:(?!image\/(?:png|jpe?g|gif|webp|bmp)[;,])/i;
/** Comments and escapes are refused, too: they hide the rest. */
const STYLE_RUNS_CODE = /\/\*|\\|expression\s*\(|javascript:|@import|behavior\s*:|-moz-binding/i;

/** What is wrong with a narrative's `div`, in words that can follow its name; undefined if nothing is. */
export function narrativeProblem(xhtml: string): string | undefined {
  const open: string[] = [];
  let position = 0;
  let hasContent = false;
  while (position < xhtml.length) {
    const next = xhtml.indexOf("<", position);
    const text = xhtml.slice(position, next < 0 ? xhtml.length : next);
    if (text.trim() !== "") {
      if (open.length === 0) return "is one div element: txt-1";
      if (ENTITY.test(text)) return "has an & that begins no entity: txt-1";
      hasContent = true;
    }
    if (next < 0) break;
    if (xhtml.startsWith("<!--", next)) {
      const end = xhtml.indexOf("-->", next + 4);
      if (end < 0) return "has a comment without end: txt-1";
      position = end + 3;
      continue;
    }
    const tag = tagAt(xhtml, next);
    if (!tag) return "is not well-formed XHTML: txt-1";
    if (tag.isEnd ? open.pop() !== tag.name : isSecondRoot(open, next))
      return "is not one well-formed div element: txt-1";
    if (!tag.isEnd) {
      const problem = tagProblem(tag, open.length === 0);
      if (problem !== undefined) return problem;
      if (tag.name === "img") hasContent = true;
      if (!tag.isClosed) open.push(tag.name);
      else if (open.length === 0) return "must have content: txt-2";
      if (open.length > MAX_OPEN_ELEMENTS) return `is nested more than ${MAX_OPEN_ELEMENTS} deep`;
    }
    position = next + tag.length;
  }
  if (open.length > 0 || xhtml.indexOf("<") < 0) return "is not one well-formed div element: txt-1";
  return hasContent ? undefined : "must have content: txt-2";
}

const isSecondRoot = (open: readonly string[], start: number) => open.length === 0 && start > 0;

interface Tag {
  readonly name: string;
  readonly attributes: string;
  readonly isEnd: boolean;
  readonly isClosed: boolean;
  readonly length: number;
}

function tagAt(xhtml: string, start: number): Tag | undefined {
  const end = endOfTag(xhtml, start);
  const match = end < 0 ? null : TAG.exec(xhtml.slice(start, end + 1));
  if (!match) return undefined;
  const [whole, slash, name = "", attributes = "", closing] = match;
  const isEnd = slash === "/";
  if (isEnd && (attributes !== "" || closing === "/")) return undefined;
  return { name, attributes, isEnd, isClosed: closing === "/", length: whole.length };
}

/** The position of the `>` that ends the tag: not one within quotes. */
function endOfTag(xhtml: string, start: number): number {
  let quote = "";
  for (let index = start; index < xhtml.length; index++) {
    const character = xhtml.charAt(index);
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return index;
  }
  return -1;
}

function tagProblem({ name, attributes }: Tag, isRoot: boolean): string | undefined {
  if (isRoot && name !== "div") return "is a div element: txt-1";
  if (!ELEMENTS.has(name)) return `has the element ${shown(name)}, which is not allowed: txt-1`;
  const seen = new Set<string>();
  for (const [, attribute = "", double, single] of attributes.matchAll(ATTRIBUTE)) {
    const value = double ?? single ?? "";
    if (!ATTRIBUTES.has(attribute)) return `has the attribute ${shown(attribute)}, which is not allowed: txt-1`;
    if (seen.has(attribute)) return `has the attribute ${attribute} twice in one element: txt-1`;
    seen.add(attribute);
    if (ENTITY.test(value)) return "has an & that begins no entity: txt-1";
    if (attribute === "xmlns" && value !== "http://www.w3.org/1999/xhtml") return "is in the namespace of XHTML: txt-1";
    if (runsCode(attribute, decoded(value))) return `has code in the attribute ${attribute}: txt-1`;
  }
  return undefined;
}

function runsCode(attribute: string, value: string): boolean {
  if (attribute === "style") return STYLE_RUNS_CODE.test(value);
  const isLink = attribute === "href" || attribute === "src" || attribute === "cite" || attribute === "longdesc";
  return isLink && RUNS_CODE.test(value.replace(/[\s\p{Cc}]+/gu, ""));
}

/** Numeric entities and `&colon;` undone: a browser would do so before it reads a scheme. */
function decoded(value: string): string {
  if (!value.includes("&")) return value;
  return value
    .replace(/&#(?:x([0-9a-fA-F]+)|(\d+));/g, (_entity, hex?: string, decimal?: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : "";
    })
    .replace(/&(colon|Tab|NewLine);/g, (_entity, name: string) => (name === "colon" ? ":" : ""));
}

/** Names come from the input: only as much of one as a reader needs. */
const shown = (name: string) => (name.length > 30 ? `${name.slice(0, 30)}…` : name);
