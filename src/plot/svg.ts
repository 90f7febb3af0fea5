/** SVG as text: elements with escaped attributes and text. https://www.w3.org/TR/SVG11/ */

type Attributes = Readonly<Record<string, string | number>>;

/** An element; `content` is markup made by these functions, or absent for an empty element. */
export function element(name: string, attributes: Attributes, content?: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(numberText(value))}"`);
  const start = `<${name}${written.join("")}`;
  return content === undefined ? `${start}/>` : `${start}>${content}</${name}>`;
}

/** An element that holds text. */
export const textElement = (name: string, attributes: Attributes, text: string): string =>
  element(name, attributes, escaped(text));

/** Hundredths of a unit are finer than any printer. */
const numberText = (value: string | number): string =>
  typeof value === "number" ? String(Math.round(value * 100) / 100) : value;

/** What XML 1.0 does not allow at all is left out. */
function escaped(text: string): string {
  return [...text]
    .filter((letter) => letter >= " " || letter === "\n" || letter === "\t")
    .join("")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
