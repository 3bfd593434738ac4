/**
 * Body → typed fields of our forms. What cannot be read is null, and told; nothing here throws.
 *
 * These are claims of whoever edited the body last. Whether a person or a check they name exists is for the rules.
 */
import type { Policy } from "../policy/schema.ts";
import { DEBT_FORM } from "./debt.ts";
import type { DebtFields, IncidentFields, ItemFields, RiskFields } from "./fields.ts";
import { INCIDENT_FORM } from "./incident.ts";
import { ITEM_FORM } from "./item.ts";
import { FormReader } from "./reader.ts";
import { RISK_FORM } from "./residual-risk.ts";
import {
  ADOPTION_SPEEDS,
  BANDS,
  BUCKETS,
  CONTROL_TYPES,
  LANES,
  PHASES,
  REVERSIBILITIES,
  RISK_REDUCTIONS,
} from "./vocabulary.ts";

export type {
  CalendarDay,
  ControlCheck,
  DebtFields,
  IncidentFields,
  IncidentReference,
  ItemFields,
  RiskFields,
} from "./fields.ts";

/** Reads an incident's body (R-V3). */
export function readIncidentForm(body: string, policy: Policy): IncidentFields {
  const read = new FormReader(INCIDENT_FORM, body, policy.time.zone);
  const fields = {
    summary: read.text("summary"),
    severity: read.severity("severity"),
    failureClass: read.failureClass("failure_class", policy.failure_classes),
    findingTypes: read.findingTypes("finding_types"),
    startedAt: read.time("started_at"),
    detectedAt: read.time("detected_at"),
    restoredAt: read.time("restored_at"),
    impact: read.text("impact"),
    timeline: read.text("timeline"),
    evidencePacket: read.text("evidence_packet"),
    rootCause: read.text("root_cause"),
    retro: read.text("retro"),
    commander: read.login("commander"),
    drill: read.ticked("drill"),
  };
  return { ...fields, problems: read.problems() };
}

/** Reads a hardening item's body (R-B3). */
export function readItemForm(body: string, policy: Policy): ItemFields {
  const read = new FormReader(ITEM_FORM, body, policy.time.zone);
  const fields = {
    incident: read.incident("incident"),
    failureClass: read.failureClass("failure_class", policy.failure_classes),
    proposedControl: read.text("proposed_control"),
    boundary: read.text("boundary"),
    bucket: read.choice("bucket", BUCKETS),
    lane: read.choice("lane", LANES),
    findingType: read.findingTypes("finding_type")[0] ?? null,
    controlType: read.choice("control_type", CONTROL_TYPES),
    controlCheck: read.check("control_check"),
    controlScope: read.globs("control_scope"),
    environment: read.line("environment"),
    phase: read.choice("phase", PHASES),
    riskReduction: read.choice("risk_reduction", RISK_REDUCTIONS),
    adoptionSpeed: read.choice("adoption_speed", ADOPTION_SPEEDS),
    reversibility: read.choice("reversibility", REVERSIBILITIES),
    band: read.choice("band", BANDS),
    owner: read.login("owner"),
    verifier: read.login("verifier"),
    operator: read.login("operator"),
    due: read.day("due"),
    evidenceLinks: read.links("evidence_links"),
    adoptionCheck: read.day("adoption_check"),
    hypothesis: read.text("hypothesis"),
    measure: read.text("measure"),
    guardrail: read.text("guardrail"),
    review: read.day("review"),
  };
  return { ...fields, problems: read.problems() };
}

/** Reads a residual risk's body (R-Z1). */
export function readRiskForm(body: string, policy: Policy): RiskFields {
  const read = new FormReader(RISK_FORM, body, policy.time.zone);
  const fields = {
    incident: read.incident("incident"),
    statement: read.text("statement"),
    whyNotSolved: read.text("why_not_solved"),
    temporaryControl: read.text("temporary_control"),
    trigger: read.told("trigger"),
    owner: read.login("owner"),
    target: read.day("target"),
    covers: read.issues("covers"),
  };
  return { ...fields, problems: read.problems() };
}

/** Reads a reliability debt's body (R-D1). */
export function readDebtForm(body: string, policy: Policy): DebtFields {
  const read = new FormReader(DEBT_FORM, body, policy.time.zone);
  const fields = {
    incident: read.incident("incident"),
    item: read.issue("item"),
    whyDeferred: read.text("why_deferred"),
    riskOfDelay: read.text("risk_of_delay"),
    owner: read.login("owner"),
    revisit: read.day("revisit"),
  };
  return { ...fields, problems: read.problems() };
}
