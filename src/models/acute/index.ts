import { NEWS2 } from "./news2.ts";

/** Acute illness and hospital care. */
export const ACUTE = [NEWS2];
