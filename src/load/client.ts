/** The server as the loader sees it: what is sent, what an answer means, and when it is worth sending again. */
import { setTimeout as sleep } from "node:timers/promises";
import { Unavailable } from "../errors.ts";
import { parseJson, stringifyJson } from "../json.ts";

export interface Failure {
  /** Which part of the file, `entry 3`, `line 17`, `message 2`; empty for the whole. */
  readonly where: string;
  readonly reason: string;
}
export interface Outcome {
  readonly loaded: number;
  readonly failures: readonly Failure[];
}

interface Answer {
  readonly status: number;
  readonly text: string;
}
interface Entry {
  readonly resource?: Record<string, unknown>;
  readonly request?: { method?: string; url?: string };
  readonly response?: { status?: string; outcome?: unknown };
}
interface BundleLike {
  readonly resourceType?: unknown;
  readonly type?: unknown;
  readonly entry?: readonly Entry[];
}

const TRIES = 6;
const FIRST_WAIT_MS = 250;
const RETRY_STATUS = new Set([429, 502, 503, 504]);

export class LoadClient {
  readonly #server: string;
  constructor(server: string) {
    this.#server = server;
  }

  /** @throws Unavailable when nothing answers at the address */
  async check(): Promise<void> {
    const answer = await fetch(`${this.#server}/fhir/metadata`).catch(() => undefined);
    if (!answer?.ok) throw new Unavailable(`no FHIR server answers at ${this.#server}/fhir (start one with npm start)`);
  }

  /** Sends a file's JSON: a transaction or batch as it is, other bundles and resources as a batch of their resources. */
  async sendJson(text: string): Promise<Outcome> {
    const body = parseJson(text) as BundleLike & Record<string, unknown>; // checked member by member below
    if (body.resourceType === "Bundle" && (body.type === "transaction" || body.type === "batch")) {
      return this.#sendBundle(text, body);
    }
    const resources: readonly Record<string, unknown>[] =
      body.resourceType === "Bundle"
        ? (body.entry ?? []).flatMap((entry) => (entry.resource ? [entry.resource] : []))
        : [body];
    return this.sendResources(resources, (index) => (resources.length > 1 ? `entry ${index}` : ""));
  }

  /** Sends resources as one batch: PUT those that have an id, POST the others. */
  async sendResources(
    resources: readonly Record<string, unknown>[],
    where: (index: number) => string,
  ): Promise<Outcome> {
    const entry = resources.map((resource) => ({
      resource,
      request:
        typeof resource.id === "string"
          ? { method: "PUT", url: `${resource.resourceType}/${resource.id}` }
          : { method: "POST", url: `${resource.resourceType}` },
    }));
    const bundle = { resourceType: "Bundle", type: "batch", entry };
    return this.#sendBundle(stringifyJson(bundle), bundle, where);
  }

  async #sendBundle(text: string, bundle: BundleLike, where = (index: number) => `entry ${index}`): Promise<Outcome> {
    const answer = await this.#post("/fhir", "application/fhir+json", text);
    if (answer.status !== 200) return { loaded: 0, failures: [{ where: "", reason: reasonOf(answer) }] };
    const entries = (JSON.parse(answer.text) as BundleLike).entry ?? []; // 200 of a bundle is a bundle
    const failures = entries.flatMap((entry, index) => {
      const status = entry.response?.status ?? "";
      return status.startsWith("2")
        ? []
        : [{ where: where(index), reason: `${status}: ${issueText(entry.response?.outcome)}` }];
    });
    return { loaded: (bundle.entry?.length ?? 0) - failures.length, failures };
  }

  /** Sends HL7 v2 bytes, one message or a batch; counts the acknowledgements. */
  async sendHl7(bytes: Buffer): Promise<Outcome> {
    const answer = await this.#post("/hl7v2", "application/hl7-v2", new Uint8Array(bytes));
    const acks = answer.text.split(/(?=^MSH)/m).filter((ack) => /^MSA/m.test(ack));
    if (acks.length === 0) return { loaded: 0, failures: [{ where: "", reason: reasonOf(answer) }] };
    const failures = acks.flatMap((ack, index) => {
      const code = /^MSA.([A-Z]{2})/m.exec(ack)?.[1] ?? "";
      if (code === "AA" || code === "CA") return [];
      const error = /^ERR.*$/m.exec(ack)?.[0] ?? "";
      return [{ where: acks.length > 1 ? `message ${index}` : "", reason: `${code} ${error.slice(0, 200)}`.trim() }];
    });
    return { loaded: acks.length - failures.length, failures };
  }

  /**
   * Whether a transaction that may have been committed was: asks for the first resource that has an identifier.
   * @returns undefined if the bundle has none, so that it cannot be told
   */
  async wasCommitted(text: string): Promise<boolean | undefined> {
    for (const { resource, request } of (parseJson(text) as BundleLike).entry ?? []) {
      const identifier = (resource?.identifier as { system?: string; value?: string }[] | undefined)?.[0];
      if (request?.method !== "POST" || request.url?.includes("?") || !identifier?.value) continue;
      const query = encodeURIComponent(`${identifier.system ?? ""}|${identifier.value}`);
      const answer = await fetch(`${this.#server}/fhir/${resource?.resourceType}?identifier=${query}&_summary=count`);
      return answer.ok ? ((await answer.json()) as { total?: number }).total !== 0 : undefined;
    }
    return undefined;
  }

  /** Tries again while the server is busy or away, waiting twice as long each time. */
  async #post(path: string, contentType: string, body: string | Uint8Array<ArrayBuffer>): Promise<Answer> {
    for (let attempt = 1, wait = FIRST_WAIT_MS; ; attempt++, wait *= 2) {
      const headers = { "content-type": contentType, accept: path === "/fhir" ? "application/fhir+json" : contentType };
      const answer = await fetch(`${this.#server}${path}`, { method: "POST", headers, body }).catch(
        (cause: unknown) => {
          if (attempt < TRIES && wasRefused(cause)) return undefined;
          throw new Unavailable("the server does not answer any more", { cause });
        },
      );
      if (answer && (!RETRY_STATUS.has(answer.status) || attempt >= TRIES)) {
        return { status: answer.status, text: await answer.text() };
      }
      await sleep(Number(answer?.headers.get("retry-after") ?? 0) * 1000 || wait);
    }
  }
}

/** A refused connection was never taken: sending again doubles nothing. */
const wasRefused = (cause: unknown) =>
  cause instanceof Error && (cause.cause as { code?: string } | undefined)?.code === "ECONNREFUSED";

function reasonOf(answer: Answer): string {
  try {
    return `${answer.status}: ${issueText(JSON.parse(answer.text))}`;
  } catch {
    return `${answer.status}: ${answer.text.slice(0, 200)}`;
  }
}

function issueText(outcome: unknown): string {
  const issues = (
    outcome as {
      issue?: { severity?: string; diagnostics?: string; details?: { text?: string }; expression?: string[] }[];
    }
  )?.issue;
  const first = issues?.find((issue) => issue.severity === "error" || issue.severity === "fatal") ?? issues?.[0];
  if (!first) return "no reason given";
  const text = first.details?.text ?? first.diagnostics ?? "";
  return first.expression?.[0] ? `${first.expression[0]}: ${text}` : text;
}
