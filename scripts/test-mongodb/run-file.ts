/**
 * Runs one test file by mocha and sends what became of its tests to the process that started this one.
 *
 *     fork("run-file.ts", [file])      TEST_TIME_FACTOR=10 multiplies the time that each test and hook may take
 */
import Mocha from "mocha";

export interface FileResult {
  /** Full titles. */
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  readonly skipped: readonly { readonly title: string; readonly reason: string }[];
}

const FACTOR = Number(process.env.TEST_TIME_FACTOR ?? 1);
const DEFAULT_MS = 30_000;
/** How the project's tests say why they skip, on the line before. */
const REASON = /^\s*skipped: (.+)/;

const [, , file = ""] = process.argv;
const mocha = new Mocha({ timeout: DEFAULT_MS, forbidOnly: true });
mocha.addFile(file);
await mocha.loadFilesAsync();

const passed: string[] = [];
const failed: string[] = [];
const skipped: { title: string; reason: string }[] = [];
let reason = "";
const log = console.log;
console.log = (...words: unknown[]) => {
  reason = REASON.exec(String(words[0]))?.[1] ?? reason;
  log(...words);
};

const runner = mocha.run(() => {
  const result: FileResult = { passed, failed, skipped };
  process.send?.(result, () => process.exit(failed.length > 0 ? 1 : 0));
});
const given = new WeakSet<Mocha.Runnable>();
const giveTime = (runnable: Mocha.Runnable) => {
  if (given.has(runnable)) return;
  given.add(runnable);
  runnable.timeout(runnable.timeout() * FACTOR);
};
runner.on("test", giveTime);
runner.on("hook", giveTime);
runner.on("pass", (test) => {
  reason = "";
  passed.push(test.fullTitle());
});
runner.on("fail", (test) => {
  failed.push(test.fullTitle());
});
runner.on("pending", (test) => {
  skipped.push({ title: test.fullTitle(), reason: reason || "no reason given" });
});
