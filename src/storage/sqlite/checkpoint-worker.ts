/** The thread of `checkpointer.ts`: moves the log into the database when told so, and says when it has. */
import { parentPort, workerData } from "node:worker_threads";
import Database from "better-sqlite3";

// Given by `Checkpointer`.
const { file } = workerData as { file: string };
const database = new Database(file, { timeout: 5_000 });

parentPort?.on("message", (message: "checkpoint" | "stop") => {
  if (message === "checkpoint") {
    database.pragma("wal_checkpoint(PASSIVE)");
    parentPort?.postMessage("done");
    return;
  }
  database.close();
  parentPort?.close();
});
