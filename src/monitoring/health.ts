/** `/healthz`: the process answers. `/readyz`: the store reads and writes. `/metrics`: Prometheus. */
import { Router } from "express";
import type { Store } from "../storage/port.ts";
import type { Metrics } from "./metrics.ts";

export function healthRoutes({ store, metrics }: { store: Pick<Store, "check">; metrics: Metrics }): Router {
  const router = Router();
  router.get("/healthz", (_req, res) => {
    res.json({ status: "ok" });
  });
  router.get("/readyz", async (_req, res) => {
    const isReady = await store.check().then(
      () => true,
      () => false,
    );
    res.status(isReady ? 200 : 503).json({ status: isReady ? "ready" : "the store cannot read and write now" });
  });
  router.get("/metrics", async (_req, res) => {
    const { text, contentType } = await metrics.render();
    res.set("Content-Type", contentType).send(text);
  });
  return router;
}
