/**
 * Invariants of definitional resources, written out because these hold thousands of elements: by FHIRPath, 20,000
 * concepts with distinct codes take seconds.
 */
import { areDistinct, has, hasAny, hasChoice, type NativeRule, objects, rule } from "./rule.ts";
import { isObject, type JsonObject, type Walk } from "./walk.ts";

const SLICE_NAME = /^[a-zA-Z0-9/\-_[\]@]+$/;
const PATH_PART = "[^\\s.,:;'\"/|?!@#$%&*()[\\]{}]{1,64}";
const ELEMENT_PATH = new RegExp(`^${PATH_PART}(\\.${PATH_PART}(\\[x\\])?(:[^\\s.]+)?)*$`);
const TYPES_WITH_OPTIONS = new Set("choice open-choice decimal integer date dateTime time string quantity".split(" "));
const TYPES_WITH_LENGTH = new Set("boolean decimal integer string text url open-choice".split(" "));
const CHOICES_OF_A_TYPE = ["defaultValue", "fixed", "pattern", "minValue", "maxValue"];

const length = (list: unknown) => (Array.isArray(list) ? list.length : 0);
const pathOf = (element: JsonObject | undefined) => (typeof element?.path === "string" ? element.path : "");
const isReference = ({ code }: JsonObject) => code === "Reference" || code === "canonical";

/** By the definition's path and the rule's key. */
export const CONFORMANCE_RULES: Readonly<Record<string, NativeRule>> = {
  "CapabilityStatement cpb-7": rule((value) =>
    areDistinct(objects(value.document).map(({ profile, mode }) => `${mode} ${profile}`)),
  ),
  "CapabilityStatement.rest cpb-9": rule(({ resource }) => areDistinct(objects(resource).map(({ type }) => type))),
  "CapabilityStatement.rest.resource cpb-12": rule(({ searchParam }) =>
    areDistinct(objects(searchParam).map(({ name }) => name)),
  ),
  "CodeSystem csd-1": rule(({ concept }) => areDistinct(nested(concept, "concept").map(({ code }) => code))),
  "ConceptMap.group.element.target cmd-1": rule(
    (value) => has(value, "comment") || (value.equivalence !== "narrower" && value.equivalence !== "inexact"),
  ),

  "ElementDefinition eld-2": rule(
    ({ min, max }) => typeof min !== "number" || typeof max !== "string" || max === "*" || min <= Number(max),
  ),
  "ElementDefinition.max eld-3": (value) => value === "*" || /^\+?\d+$/.test(String(value)),
  "ElementDefinition eld-5": rule(
    (value) =>
      !has(value, "contentReference") ||
      !(
        hasAny(value, "type", "binding", "maxLength", "example") ||
        CHOICES_OF_A_TYPE.some((name) => hasChoice(value, name))
      ),
  ),
  "ElementDefinition eld-6": rule((value) => !hasChoice(value, "fixed") || length(value.type) <= 1),
  "ElementDefinition eld-7": rule((value) => !hasChoice(value, "pattern") || length(value.type) <= 1),
  "ElementDefinition eld-8": rule((value) => !hasChoice(value, "pattern") || !hasChoice(value, "fixed")),
  // R4's expression asks whether there is a type, not whether it is a coded one, and so is always true.
  "ElementDefinition eld-11": () => true,
  "ElementDefinition.binding eld-12": rule(
    ({ valueSet }) => valueSet === undefined || /^(https?|urn):/.test(String(valueSet)),
  ),
  "ElementDefinition eld-13": rule(({ type }) => areDistinct(objects(type).map(({ code }) => code))),
  "ElementDefinition eld-14": rule(({ constraint }) => areDistinct(objects(constraint).map(({ key }) => key))),
  "ElementDefinition eld-15": rule((value) => !hasChoice(value, "defaultValue") || !has(value, "meaningWhenMissing")),
  // fhirpath.js cannot evaluate eld-16 and eld-19: JavaScript refuses the escapes in their regular expressions.
  "ElementDefinition eld-16": rule(({ sliceName }) => sliceName === undefined || SLICE_NAME.test(String(sliceName))),
  "ElementDefinition eld-19": rule(({ path }) => ELEMENT_PATH.test(String(path))),
  "ElementDefinition eld-18": rule((value) => value.isModifier !== true || has(value, "isModifierReason")),
  "ElementDefinition eld-22": rule((value) => !has(value, "sliceIsConstraining") || has(value, "sliceName")),
  "ElementDefinition.slicing eld-1": rule((value) => hasAny(value, "discriminator", "description")),
  "ElementDefinition.type eld-4": rule((value) => !has(value, "aggregation") || isReference(value)),
  "ElementDefinition.type eld-17": rule((value) => isReference(value) || !has(value, "targetProfile")),

  "ImplementationGuide ig-2": rule(({ definition, fhirVersion }) => {
    const versions = new Set(Array.isArray(fhirVersion) ? fhirVersion : []);
    const resources = isObject(definition) ? objects(definition.resource) : [];
    return resources.every(
      (item) => !Array.isArray(item.fhirVersion) || item.fhirVersion.every((one) => versions.has(one)),
    );
  }),
  "ImplementationGuide.definition ig-1": rule(({ resource, grouping }) => {
    const groups = new Set(objects(grouping).map(({ id }) => id));
    return objects(resource).every(({ groupingId }) => groupingId === undefined || groups.has(groupingId));
  }),
  "NamingSystem nsd-1": rule(
    (value) => value.kind !== "root" || objects(value.uniqueId).every(({ type }) => type !== "uuid"),
  ),
  "NamingSystem nsd-2": rule(({ uniqueId }) =>
    areDistinct(objects(uniqueId).map(({ preferred, type }) => (preferred === true ? type : undefined))),
  ),

  "Questionnaire que-2": rule(({ item }) => areDistinct(nested(item, "item").map(({ linkId }) => linkId))),
  "Questionnaire.item que-1": rule(
    (value) => (value.type !== "group" || has(value, "item")) && (value.type !== "display" || !has(value, "item")),
  ),
  "Questionnaire.item que-3": rule((value) => value.type !== "display" || !has(value, "code")),
  "Questionnaire.item que-4": rule((value) => !has(value, "answerOption") || !has(value, "answerValueSet")),
  "Questionnaire.item que-5": rule(
    (value) => TYPES_WITH_OPTIONS.has(String(value.type)) || !hasAny(value, "answerOption", "answerValueSet"),
  ),
  "Questionnaire.item que-6": rule((value) => value.type !== "display" || !hasAny(value, "required", "repeats")),
  "Questionnaire.item que-8": rule(
    (value) => (value.type !== "group" && value.type !== "display") || !has(value, "initial"),
  ),
  "Questionnaire.item que-9": rule((value) => value.type !== "display" || !has(value, "readOnly")),
  "Questionnaire.item que-10": rule((value) => TYPES_WITH_LENGTH.has(String(value.type)) || !has(value, "maxLength")),
  "Questionnaire.item que-11": rule((value) => !has(value, "answerOption") || !has(value, "initial")),
  "Questionnaire.item que-12": rule((value) => length(value.enableWhen) <= 2 || has(value, "enableBehavior")),
  "Questionnaire.item que-13": rule((value) => value.repeats === true || length(value.initial) <= 1),

  "StructureDefinition sdf-1": rule(
    ({ derivation, snapshot }) => derivation === "constraint" || areDistinct(elementsIn(snapshot).map(pathOf)),
  ),
  "StructureDefinition sdf-14": rule(
    ({ snapshot, differential }) => haveIds(elementsIn(snapshot)) && haveIds(elementsIn(differential)),
  ),
  "StructureDefinition sdf-16": rule(({ snapshot }) => haveUniqueIds(elementsIn(snapshot))),
  "StructureDefinition sdf-17": rule(({ differential }) => haveUniqueIds(elementsIn(differential))),
  "StructureDefinition.snapshot sdf-3": rule(({ element }) =>
    objects(element).every((item) => has(item, "definition") && has(item, "min") && has(item, "max")),
  ),
  "StructureDefinition.snapshot sdf-8": rule(({ element }, walk) => {
    const [first, ...tail] = objects(element).map(pathOf);
    return (isLogical(walk) || first === definedType(walk)) && tail.every((path) => path.startsWith(`${first}.`));
  }),
  "StructureDefinition.snapshot sdf-8b": rule(({ element }) => objects(element).every((item) => has(item, "base"))),
  "StructureDefinition.differential sdf-8a": rule(({ element }, walk) => {
    const [first = "", ...tail] = objects(element).map(pathOf);
    const root = `${first.replace(/\..*/s, "")}.`;
    return (isLogical(walk) || first.startsWith(definedType(walk))) && tail.every((path) => path.startsWith(root));
  }),
  "StructureDefinition.snapshot.element sdf-10": rule(
    ({ binding }) => !isObject(binding) || hasAny(binding, "valueSet", "description"),
  ),

  "ValueSet.compose.include vsd-1": rule((value) => hasAny(value, "valueSet", "system")),
  "ValueSet.compose.include vsd-2": rule((value) => !hasAny(value, "concept", "filter") || has(value, "system")),
  "ValueSet.compose.include vsd-3": rule((value) => !has(value, "concept") || !has(value, "filter")),
  "ValueSet.expansion.contains vsd-6": rule((value) => hasAny(value, "code", "display")),
  "ValueSet.expansion.contains vsd-9": rule((value) => has(value, "code") || value.abstract === true),
  "ValueSet.expansion.contains vsd-10": rule((value) => !has(value, "code") || has(value, "system")),
};

/** The objects of a list and of the lists of that name within them, all levels; the walk has limited the depth. */
function nested(list: unknown, name: string): JsonObject[] {
  return objects(list).flatMap((item) => (item[name] === undefined ? [item] : [item, ...nested(item[name], name)]));
}

const elementsIn = (view: unknown) => (isObject(view) ? objects(view.element) : []);
const haveIds = (elements: readonly JsonObject[]) => elements.every(({ id }) => id !== undefined);
const haveUniqueIds = (elements: readonly JsonObject[]) =>
  haveIds(elements) && areDistinct(elements.map(({ id }) => id));
const isLogical = ({ frame }: Walk) => frame?.resource.kind === "logical";
const definedType = ({ frame }: Walk) => String(frame?.resource.type);
