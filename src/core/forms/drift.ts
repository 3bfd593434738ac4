/**
 * Reading a body by a form that is older or newer than the one it was made with.
 *
 * A heading that the form does not have begins a field only where nobody but GitHub can have written it, or where the
 * form misses a field and the heading is much like its label. All else is its author's, and stays in the answer.
 */
import type { FormDefinition, FormField } from "./definition.ts";
import { inOrder, type Located } from "./headings.ts";
import { fits, type Head, headsOf, isComplete, isEmptyAnswer, offers, standsAlone, unknownField } from "./heads.ts";
import { ALIKE, likeness, stems } from "./similar.ts";

/** A body's fields: the form's own, those that it calls otherwise, and those that it does not have. */
export function withDrift(definition: FormDefinition, located: Located): readonly Head[] {
  const heads = headsOf(definition, located);
  // The usual body has no other headings.
  return heads.every(({ known }) => known)
    ? heads
    : new Reading(definition, located, heads).read().filter(({ taken }) => taken);
}

interface Place {
  readonly head: Head;
  readonly index: number;
  /** Indexes of the fields whose own labels stand before and behind it; -1 and the fields' number at the body's ends. */
  readonly from: number;
  readonly to: number;
  /** No other heading, of whatever level, stands between those two. */
  readonly only: boolean;
}

class Reading {
  private readonly fields: readonly FormField[];
  private readonly located: Located;
  private readonly heads: Head[];
  private readonly missing: Set<number>;
  /** All labels are there, in the form's order. */
  private readonly agrees: boolean;
  /** Each heading of the form is as GitHub writes it, so that nobody has rewritten them by hand. */
  private readonly untouched: boolean;
  private readonly lastKnown: number;

  constructor(definition: FormDefinition, located: Located, heads: Head[]) {
    const { chosen, lines } = located;
    this.fields = definition.fields;
    this.located = located;
    this.heads = heads;
    const there = new Set(chosen.map(({ field }) => field));
    this.missing = new Set([...definition.fields.keys()].filter((index) => !there.has(index)));
    this.agrees = this.missing.size === 0 && inOrder(definition, chosen).length === chosen.length;
    this.untouched = chosen.every(({ line }) => standsAlone(lines, line));
    this.lastKnown = chosen.at(-1)?.line ?? 0;
  }

  read(): readonly Head[] {
    if (this.lastKnown === 0 && !this.knownByLikeness()) {
      return [];
    }
    this.takeWritten();
    this.name(true);
    this.name(false);
    this.takeWritten();
    this.name(true);
    this.nameByPlace();
    return this.heads;
  }

  /** Without any label of the form, half of them reworded, from the first line on, still are the form. */
  private knownByLikeness(): boolean {
    this.name(false);
    const count = this.heads.filter(({ taken }) => taken).length;
    return this.isFirst(this.heads[0]) && count >= Math.min(this.fields.length, Math.max(2, this.fields.length / 2));
  }

  private isFirst(head: Head | undefined): boolean {
    return head !== undefined && this.located.lines.slice(0, head.line - 1).every((line) => line.trim() === "");
  }

  /** Takes the headings that only GitHub can have written. */
  private takeWritten(): void {
    const labels = new Set(this.heads.filter(({ taken }) => taken).map(({ label }) => label));
    const last = this.heads.find(({ field }) => field === this.fields.length - 1);
    const lastField = last?.line ?? Number.POSITIVE_INFINITY;
    const take = (head: Head): void => {
      // One answer cannot be told from another by its heading: the second is its author's.
      head.taken ||= !labels.has(head.label);
      labels.add(head.label);
    };
    for (const [index, head] of this.heads.entries()) {
      if (!head.taken && this.mayBegin(index) && this.isWritten(index, lastField)) {
        take(head);
      }
    }
    for (let index = this.heads.length - 1; index >= 0; index -= 1) {
      const head = this.heads[index];
      const next = this.heads[index + 1];
      // GitHub's words for no answer, with the next field right behind them.
      if (head !== undefined && !head.taken && isEmptyAnswer(head.content) && next?.taken !== false) {
        take(head);
      }
    }
  }

  /** GitHub writes an answer below every heading, so that one right below another is its author's. */
  private mayBegin(index: number): boolean {
    const former = this.heads[index - 1];
    const content = this.heads[index]?.content;
    const empty = content?.size === 0 && this.heads[index + 1]?.known !== false;
    return !empty && !(former?.taken === true && former.content.size === 0);
  }

  private isWritten(index: number, lastField: number): boolean {
    const head = this.heads[index];
    const former = this.heads[index - 1];
    if (head === undefined) {
      return false;
    }
    if (former === undefined && this.isFirst(head)) {
      return true;
    }
    // Behind the form's last field people and bots append what they like.
    if (head.line > lastField) {
      return false;
    }
    if (this.located.written?.(head.line) === true) {
      return true;
    }
    if (former?.taken === true && isComplete(this.fieldOf(former), former.content)) {
      return true;
    }
    return !this.agrees && this.headsAnother(head);
  }

  /** A heading over one of the same or a higher level says nothing itself, and nobody writes one. */
  private headsAnother({ content, line }: Head): boolean {
    const below = content.size === 0 ? this.located.lines.slice(line, line + 3) : [content.first];
    return below.some((text) => /^#{1,3} /.test(text));
  }

  private fieldOf(head: Head): FormField {
    return (head.field === null ? undefined : this.fields[head.field]) ?? unknownField(head);
  }

  /**
   * Tells which missing fields headings stand for: the most alike first.
   *
   * @param taken true for headings already taken; else those are taken that are alike, and in the field's place.
   */
  private name(taken: boolean): void {
    if (this.missing.size === 0) {
      return;
    }
    const wanted = new Map([...this.missing].map((index) => [index, stems(this.fields[index]?.label ?? "")]));
    const pairs = this.places()
      .filter(({ head, index }) => head.field === null && head.taken === taken && (taken || this.mayBegin(index)))
      .filter(({ only }) => taken || this.untouched || only)
      .flatMap(({ head, index, from, to }) => {
        const own = stems(head.label);
        return [...wanted].flatMap(([field, words]) => {
          const definition = this.fields[field];
          const inPlace = from >= to || (field > from && field < to);
          if (definition === undefined || !fits(definition, head.content) || !(taken || inPlace)) {
            return [];
          }
          const offered = inPlace && offers(definition, head.content);
          const score = Math.max(likeness(own, words) + (inPlace ? 0 : -0.1), offered ? ALIKE : 0);
          return score >= ALIKE ? [{ index, head, field, score }] : [];
        });
      })
      .sort((a, b) => b.score - a.score || a.index - b.index || a.field - b.field);
    const labels = new Set(this.heads.filter((head) => head.taken).map(({ label }) => label));
    for (const { head, field } of pairs) {
      if (head.field === null && (taken || !labels.has(head.label)) && this.missing.delete(field)) {
        labels.add(head.label);
        head.field = field;
        head.taken = true;
      }
    }
  }

  /** One heading that GitHub wrote, where one field is missing: it stands for that field, whatever it is called. */
  private nameByPlace(): void {
    const unnamed = this.places().filter(({ head }) => head.taken && head.field === null);
    for (const { head, from, to } of unnamed) {
      const here = [...this.missing].filter((field) => field > from && field < to);
      const rivals = unnamed.filter((other) => other.from === from && other.to === to);
      const [field] = here;
      const definition = field === undefined ? undefined : this.fields[field];
      const text = definition?.kind === "textarea" && head.content.boxes === null;
      const choice = definition?.kind !== "textarea" && definition !== undefined && fits(definition, head.content);
      if (field !== undefined && here.length === 1 && rivals.length === 1 && (text || choice)) {
        head.field = field;
        this.missing.delete(field);
      }
    }
  }

  /** The headings, each with its place. */
  private places(): readonly Place[] {
    const all = [...this.located.headings].sort((a, b) => a - b);
    const rank = new Map(all.map((line, index) => [line, index]));
    const ahead: { readonly to: number; readonly rank: number }[] = [];
    let next = { to: this.fields.length, rank: all.length };
    for (let index = this.heads.length - 1; index >= 0; index -= 1) {
      const head = this.heads[index];
      ahead[index] = next;
      next = head?.known === true ? { to: head.field ?? next.to, rank: rank.get(head.line) ?? 0 } : next;
    }
    let before = { from: -1, rank: -1 };
    return this.heads.map((head, index) => {
      const { to, rank: end } = ahead[index] ?? next;
      const only = end - before.rank === 2;
      const place = { head, index, from: before.from, to, only };
      before = head.known ? { from: head.field ?? before.from, rank: rank.get(head.line) ?? 0 } : before;
      return place;
    });
  }
}
