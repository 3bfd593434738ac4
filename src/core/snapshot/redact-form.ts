/** Bodies of issues: headings, choices, dates and references stay, answers in people's own words do not. */
import { DEBT_FORM } from "../forms/debt.ts";
import type { FormDefinition, FormField } from "../forms/definition.ts";
import { INCIDENT_FORM } from "../forms/incident.ts";
import { ITEM_FORM } from "../forms/item.ts";
import { folded, saysNothing } from "../forms/nothing.ts";
import { RISK_FORM } from "../forms/residual-risk.ts";
import { scanForm } from "../forms/scan.ts";
import { FINDING_TYPES } from "../forms/vocabulary.ts";
import { isLogin } from "../login.ts";
import { wantedItems } from "../rules/finding.ts";
import { isDay, parseTime } from "../time.ts";
import type { Veil } from "./redact-text.ts";

const FORMS = [INCIDENT_FORM, ITEM_FORM, RISK_FORM, DEBT_FORM];
const LABELS: ReadonlySet<string> = new Set(FORMS.flatMap(({ fields }) => fields.map(({ label }) => label)));

/** Public words: what the forms themselves say, what people write for "nothing", and GitHub's for an empty answer. */
const PUBLIC: ReadonlySet<string> = new Set(
  [
    ...FORMS.flatMap(({ fields }) => fields)
      .flatMap(({ placeholder, description, value }) => [placeholder, description, value])
      .flatMap((text) => text?.split("\n") ?? []),
    ...[...wantedItems(FINDING_TYPES), ...wantedItems([])].map(({ control }) => control),
  ].map(folded),
);

/** True for a line that no person has thought up. */
export function isPublic(line: string): boolean {
  const plain = folded(line);
  return PUBLIC.has(plain) || saysNothing(plain);
}

export interface BodySettings {
  readonly veil: Veil;
  /** Names of checks, paths and alerts, which stay. */
  readonly kept: readonly string[];
  /** What whole answers of one line become that runbooks may repeat, by the answer in lower case. */
  readonly phrases: ReadonlyMap<string, string>;
  /** Environments that deployments and runs name, in lower case. */
  readonly environments: ReadonlySet<string>;
}

/** The body of an incident, an item or an entry of the ledger. */
export function redactBody(body: string, settings: BodySettings): string {
  const form = formOf(body);
  const heads = new Map(Object.entries(scanForm(form, body).lines).map(([id, line]) => [line, id]));
  let field: FormField | null = null;
  // Every second part is a line's end.
  return body
    .split(/(\r\n|\n|\r)/)
    .map((part, index) => {
      if (index % 2 === 1) return part;
      const id = heads.get(index / 2 + 1);
      if (id !== undefined) field = form.fields.find((one) => one.id === id) ?? null;
      const heading = /^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$/.exec(part)?.[1];
      if (id !== undefined || LABELS.has(heading ?? "") || isPublic(part)) return part;
      return redactLine(part, field, settings);
    })
    .join("");
}

/** The form of ours with whose labels the body has most. */
function formOf(body: string): FormDefinition {
  const read = FORMS.map((form) => ({ form, count: Object.keys(scanForm(form, body).lines).length }));
  return read.reduce((best, one) => (one.count > best.count ? one : best)).form;
}

/** The words by which a measure says over which time it is taken (R-X1). */
const SPANS = (
  "one two three four five six seven eight nine ten twelve fourteen twenty thirty sixty ninety next first following " +
  "hour hours h day days d week weeks w month months quarter quarters sprint sprints year years y " +
  "full working calendar over for during within across after an a the"
).split(" ");

const TIMES: ReadonlySet<string> = new Set(
  "started_at detected_at restored_at due adoption_check review target revisit".split(" "),
);
const PEOPLE: ReadonlySet<string> = new Set(["owner", "verifier", "operator", "commander"]);
const AND = ["and"];

function redactLine(line: string, field: FormField | null, settings: BodySettings): string {
  const { veil, kept, phrases, environments } = settings;
  const text = line.trim().replace(/^([`"'])(.+)\1$/, "$2");
  const whole = phrases.get(text.toLowerCase());
  if (whole !== undefined) return line.replace(text, () => whole);
  if (field === null) return veil.text(line, kept);
  if (field.options.length > 0) return redactChoice(line, field, veil);
  if (TIMES.has(field.id)) return isDay(text) || parseTime(text, "UTC") !== null ? line : veil.text(line);
  if (PEOPLE.has(field.id)) return redactLogin(line, text, veil);
  switch (field.id) {
    case "failure_class":
      return isClass(text) ? line : veil.text(line);
    case "incident":
      return /^[\w./-]*#?\d{1,9}$/.test(text) ? line.replace(text, () => veil.place(text)) : veil.text(line);
    case "covers":
    case "item":
      return veil.text(line, AND);
    case "control_check":
      return isName(text) ? line : veil.text(line);
    case "control_scope":
      return text.split(/,\s*/).every((glob) => !/\s/.test(glob.replace(/^[-*+]\s+/, ""))) ? line : veil.text(line);
    case "environment":
      return environments.has(text.toLowerCase()) ? line : veil.text(line);
    case "measure":
      return veil.text(line, SPANS);
    default:
      return veil.text(line, kept);
  }
}

function redactChoice(line: string, field: FormField, veil: Veil): string {
  if (field.id !== "severity") return veil.text(line, field.options);
  // A repository's own form may explain its choices behind the severity.
  const said = /^\s*SEV[- ]?[1-4](?![0-9A-Za-z])/i.exec(line)?.[0] ?? "";
  return said + veil.text(line.slice(said.length), field.options);
}

function redactLogin(line: string, text: string, veil: Veil): string {
  const login = text.replace(/^@/, "");
  return isLogin(login) ? line.replace(login, () => veil.login(login)) : veil.text(line);
}

/** A failure class is a choice in a few words; a sentence in its place is prose. */
export function isClass(text: string): boolean {
  return text.length <= 60 && text.split(/\s+/).length <= 4;
}

/** The same of a check's name. */
export function isName(text: string): boolean {
  return text.length <= 80 && text.split(/\s+/).length <= 6;
}
