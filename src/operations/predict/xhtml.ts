/** The little XHTML that narratives need, with its text escaped. https://hl7.org/fhir/R4/narrative.html */

/** A paragraph of plain text. */
export const paragraph = (text: string): string => `<p>${xml(text)}</p>`;

/** A list of plain texts; nothing where there are none. */
export const list = (items: readonly string[]): string =>
  items.length === 0 ? "" : `<ul>${items.map((item) => `<li>${xml(item)}</li>`).join("")}</ul>`;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as content of an element. */
export const xml = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
