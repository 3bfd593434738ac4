/** What a person wrote down beforehand of a scenario, and the same things found in what was decided. */
import type { Outcome, Score, Verdict } from "../../src/core/verdict/types.ts";

export interface Expected {
  readonly closable: Outcome;
  /** `Verdict.closure.kind`. */
  readonly closure: string;
  /** R-S1 as `4 of 5`, or `3–4 of 5` where facts are unknown. */
  readonly score: string;
  /** Outcome of nodes by their key, wherever they stand in the verdict; `absent` where there must be none. */
  readonly nodes: Readonly<Record<string, Outcome | "absent">>;
  /** Rule ids of all findings, each once, sorted. */
  readonly findings: readonly string[];
  /** By item number. */
  readonly items?: Readonly<Record<string, ExpectedItem>>;
  /** State of each window by rule id. */
  readonly windows?: Readonly<Record<string, string>>;
  /** Distance and people of the one next step; null where there is none. */
  readonly next?: { readonly distance: string; readonly who: readonly string[] } | null;
  /** Kinds of the planned writes, each once, sorted. */
  readonly writes?: readonly string[];
  readonly severity?: string;
  readonly mode?: string;
  readonly wakeAt?: string | null;
}

interface ExpectedItem {
  readonly status?: string;
  readonly band?: string | null;
  /** `7 of 10`. */
  readonly rubric?: string;
  readonly adoption?: string;
}

/** Every node of a verdict by its key, wherever it stands. */
export function nodesOf(verdict: unknown): ReadonlyMap<string, Outcome> {
  const nodes = new Map<string, Outcome>();
  const stack: unknown[] = [verdict];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (typeof value !== "object" || value === null) continue;
    const { key, outcome } = value as { readonly key?: string; readonly outcome?: Outcome };
    if (key !== undefined && outcome !== undefined) nodes.set(key, outcome);
    stack.push(...Object.values(value).filter((inner) => inner !== undefined));
  }
  return nodes;
}

const words = ({ min, max, of }: Score): string => `${min === max ? min : `${min}–${max}`} of ${of}`;

/** The same shape as `expected`, filled from the verdict and the plan. */
export function found(expected: Expected, verdict: Verdict, plan: readonly { readonly kind: string }[]): Expected {
  const nodes = nodesOf(verdict);
  const unique = (list: readonly string[]): readonly string[] => [...new Set(list)].toSorted();
  const of = <K extends keyof Expected>(key: K, value: () => Expected[K]) =>
    key in expected ? { [key]: value() } : {};
  return {
    closable: verdict.closable.outcome,
    closure: verdict.closure.kind,
    score: words(verdict.score),
    nodes: Object.fromEntries(Object.keys(expected.nodes).map((key) => [key, nodes.get(key) ?? "absent"])),
    findings: unique(verdict.findings.map(({ rule }) => rule)),
    ...of("items", () => itemsFound(expected.items ?? {}, verdict)),
    ...of("windows", () => Object.fromEntries(verdict.windows.map(({ rule, state }) => [rule, state]))),
    ...of("next", () => (verdict.next === null ? null : { distance: verdict.next.distance, who: verdict.next.who })),
    ...of("writes", () => unique(plan.map(({ kind }) => kind))),
    ...of("severity", () => verdict.severity),
    ...of("mode", () => verdict.effectiveMode),
    ...of("wakeAt", () => verdict.wakeAt),
  };
}

function itemsFound(
  expected: Readonly<Record<string, ExpectedItem>>,
  verdict: Verdict,
): Readonly<Record<string, ExpectedItem>> {
  const items = Object.entries(expected).map(([number, wanted]) => {
    const item = verdict.items.find((one) => `${one.number}` === number);
    const all = {
      status: item?.status ?? "absent",
      band: item?.band ?? null,
      rubric: item === undefined ? "absent" : words(item.rubric),
      adoption: item === undefined ? "absent" : words(item.adoption),
    };
    return [number, Object.fromEntries(Object.entries(all).filter(([key]) => key in wanted))];
  });
  return Object.fromEntries(items) as Readonly<Record<string, ExpectedItem>>;
}
