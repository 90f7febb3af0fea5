/** create and conditional create: https://hl7.org/fhir/R4/http.html#create */
import { acceptedResource, withId } from "../accepted-resource.ts";
import { refuseUnknownParameters, writeAnswer } from "../answer.ts";
import { conditionOf, criteriaOf, matchOne } from "../condition.ts";
import type { Interaction } from "../exchange.ts";

export const create: Interaction = async (request, { type }, deps) => {
  refuseUnknownParameters(request, []);
  const criteria = request.header("if-none-exist");
  const condition = criteria === undefined ? undefined : conditionOf(type, criteriaOf(criteria), deps);
  const resource = withId(acceptedResource(await request.body.json(), type), deps.newId());
  const { version, isNew } = await deps.store.write(async (tx) => {
    const existing = condition && (await matchOne(tx, condition));
    if (existing) return { version: existing, isNew: false };
    return { version: await tx.put(resource), isNew: true };
  });
  return writeAnswer(request, version, isNew ? 201 : 200);
};
