/**
 * When the event that a resource's state comes from happened, kept in `meta` so that an older message that comes later
 * does not overwrite what a newer one said.
 */
import type { Resource } from "@medplum/fhirtypes";
import { CANONICAL } from "../../codes.ts";

export const EVENT_TIME = `${CANONICAL}/StructureDefinition/hl7v2-event-time`;

/** Milliseconds since 1970, or undefined if no message has set it. */
export function eventTimeOf(resource: Resource): number | undefined {
  const text = resource.meta?.extension?.find(({ url }) => url === EVENT_TIME)?.valueInstant;
  return text === undefined ? undefined : Date.parse(text);
}

/**
 * `meta` with source and event time of a message; what else it holds (tags, security labels, profiles) stays.
 * @param eventMillis undefined for a statement that any other may replace
 */
export function metaFrom(
  old: Resource["meta"],
  source: string,
  eventMillis: number | undefined,
): NonNullable<Resource["meta"]> {
  const { versionId: _version, lastUpdated: _updated, extension, ...rest } = old ?? {};
  const others = (extension ?? []).filter(({ url }) => url !== EVENT_TIME);
  const time =
    eventMillis === undefined ? [] : [{ url: EVENT_TIME, valueInstant: new Date(eventMillis).toISOString() }];
  const all = [...others, ...time];
  return { ...rest, source, ...(all.length === 0 ? {} : { extension: all }) };
}
