/**
 * The condition of a mapping row. One small language takes in the three dialects of the guide:
 *
 *     condition  = conjunct *( "OR" conjunct )
 *     conjunct   = factor *( "AND" factor )
 *     factor     = "NOT" factor | "(" condition ")" | test
 *     test       = "VALUED(" source ")"
 *                | ("COUNT(" | "LENGTH(") source ")" ( "=" | "!=" | ">" | "<" ) number
 *                | source ( "=" | "!=" ) text
 *                | source [ "NOT" ] "IN" "(" text *( "," text ) ")"
 *     source     = segment "-" field *( "." part ) | datatype "." component *( "." part )
 *     text       = '"' … '"'
 */
import { InvalidInput } from "../../errors.ts";

/** What a condition can ask of the message at hand; `source` as in the grammar. */
export interface ConditionScope {
  text(source: string): string;
  isValued(source: string): boolean;
  count(source: string): number;
}

export interface Condition {
  /** In normal form: what the tables store. */
  readonly text: string;
  readonly test: (scope: ConditionScope) => boolean;
}

const TOKEN =
  /\s*(?:("[^"]*")|(!=|[()=<>,])|([A-Z][A-Z0-9]{1,2}[-.]\d+(?:\.\d+)*)|(AND|OR|NOT|IN|VALUED|COUNT|LENGTH)\b|(\d+))/y;

/** Parses a condition. @throws InvalidInput with the text that cannot be read */
export function parseCondition(text: string): Condition {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new InvalidInput(`Condition cannot be read at "${text.slice(at)}"`);
    tokens.push(match[0].trim());
  }
  const parser = new Parser(tokens, text);
  const condition = parser.condition();
  parser.end();
  return condition;
}

class Parser {
  readonly #tokens: readonly string[];
  readonly #source: string;
  #at = 0;

  constructor(tokens: readonly string[], source: string) {
    this.#tokens = tokens;
    this.#source = source;
  }

  condition(): Condition {
    let left = this.#conjunct();
    while (this.#take("OR")) {
      const [a, b] = [left, this.#conjunct()];
      left = { text: `${a.text} OR ${b.text}`, test: (scope) => a.test(scope) || b.test(scope) };
    }
    return left;
  }

  end(): void {
    if (this.#at < this.#tokens.length) this.#fail();
  }

  #conjunct(): Condition {
    let left = this.#factor();
    while (this.#take("AND")) {
      const [a, b] = [left, this.#factor()];
      left = { text: `${a.text} AND ${b.text}`, test: (scope) => a.test(scope) && b.test(scope) };
    }
    return left;
  }

  #factor(): Condition {
    if (this.#take("NOT")) {
      const inner = this.#factor();
      return { text: `NOT ${inner.text}`, test: (scope) => !inner.test(scope) };
    }
    if (this.#take("(")) {
      const inner = this.condition();
      this.#expect(")");
      return { text: `(${inner.text})`, test: inner.test };
    }
    if (this.#take("VALUED")) {
      const source = this.#parenthesised();
      return { text: `VALUED(${source})`, test: (scope) => scope.isValued(source) };
    }
    for (const measure of ["COUNT", "LENGTH"] as const) {
      if (this.#take(measure)) return this.#measure(measure);
    }
    return this.#comparison();
  }

  #measure(measure: "COUNT" | "LENGTH"): Condition {
    const source = this.#parenthesised();
    const operator = this.#next();
    const number = Number(this.#next());
    if (!/^(=|!=|>|<)$/.test(operator) || !Number.isInteger(number)) this.#fail();
    const measured = (scope: ConditionScope) => (measure === "COUNT" ? scope.count(source) : scope.text(source).length);
    return {
      text: `${measure}(${source}) ${operator} ${number}`,
      test: (scope) => {
        const value = measured(scope);
        if (operator === ">") return value > number;
        if (operator === "<") return value < number;
        return (value === number) === (operator === "=");
      },
    };
  }

  #comparison(): Condition {
    const source = this.#position();
    if (this.#take("NOT")) {
      this.#expect("IN");
      const values = this.#list();
      return { text: `${source} NOT IN (${quoted(values)})`, test: (scope) => !values.includes(scope.text(source)) };
    }
    if (this.#take("IN")) {
      const values = this.#list();
      return { text: `${source} IN (${quoted(values)})`, test: (scope) => values.includes(scope.text(source)) };
    }
    const operator = this.#next();
    if (operator !== "=" && operator !== "!=") this.#fail();
    const value = this.#string();
    return {
      text: `${source} ${operator} "${value}"`,
      test: (scope) => (scope.text(source) === value) === (operator === "="),
    };
  }

  #list(): string[] {
    this.#expect("(");
    const values = [this.#string()];
    while (this.#take(",")) values.push(this.#string());
    this.#expect(")");
    return values;
  }

  #parenthesised(): string {
    this.#expect("(");
    const source = this.#position();
    this.#expect(")");
    return source;
  }

  #position(): string {
    const token = this.#next();
    if (!/^[A-Z][A-Z0-9]{1,2}[-.]\d/.test(token)) this.#fail();
    return token;
  }

  #string(): string {
    const token = this.#next();
    if (!token.startsWith('"')) this.#fail();
    return token.slice(1, -1);
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) this.#fail();
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? this.#fail();
  }

  #fail(): never {
    throw new InvalidInput(`Condition cannot be read: ${this.#source}`);
  }
}

const quoted = (values: readonly string[]) => values.map((value) => `"${value}"`).join(", ");
