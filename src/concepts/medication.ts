import { fact } from "./concept.ts";

/** Drug classes in use. */
export const MEDICATION = {
  onStatin: fact("Takes a statin"),
  onAntihypertensive: fact("Takes blood pressure lowering medication"),
  onInsulin: fact("Takes insulin"),
  onMetformin: fact("Takes metformin"),
  onSulfonylurea: fact("Takes a sulfonylurea"),
  onDpp4Inhibitor: fact("Takes a DPP-4 inhibitor"),
  onSglt2Inhibitor: fact("Takes an SGLT2 inhibitor"),
  onGlp1Agonist: fact("Takes a GLP-1 receptor agonist"),
  onSystemicCorticosteroid: fact("Takes a systemic corticosteroid regularly"),
  onAtypicalAntipsychotic: fact("Takes an atypical antipsychotic"),
  onErythropoiesisStimulatingAgent: fact("Receives an erythropoiesis stimulating agent"),
  onLipidLoweringDrug: fact("Takes a lipid lowering drug"),
  onAspirin: fact("Took aspirin within the last 7 days"),
  onAntiplateletOrNsaid: fact("Takes an antiplatelet drug or an NSAID"),
  onBetaBlocker: fact("Takes a beta blocker"),
  onAceInhibitorOrArb: fact("Takes an ACE inhibitor or angiotensin receptor blocker"),
  onOestrogen: fact("Takes oestrogen (contraception or replacement)"),
} as const;
