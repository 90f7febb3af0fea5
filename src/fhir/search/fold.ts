/** Text folding for string searches: case, accents and runs of spaces make no difference. */

const PLAIN = /^[ -@[-~]*$/;
const MARKS = /\p{M}+/gu;
const SPACES = /\s+/g;
const HAS_RUN_OR_EDGE = /^\s|\s$|\s\s|[\t\n\r]/;

/** Lower-case, without combining marks, spaces collapsed. https://hl7.org/fhir/R4/search.html#string */
export function fold(text: string): string {
  let folded = text.toLowerCase();
  if (!PLAIN.test(folded)) {
    // A second lower-casing: normalisation can bring out capitals, as in the letterlike symbols.
    folded = folded.normalize("NFKD").replace(MARKS, "").replaceAll("ß", "ss").replaceAll("ø", "o").toLowerCase();
  }
  return HAS_RUN_OR_EDGE.test(folded) ? folded.replace(SPACES, " ").trim() : folded;
}
