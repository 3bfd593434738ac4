/** H. Evidence: what counted, and what did not (R-H1 to R-H7). These nodes are facts; they gate through other rules. */
import type { Heard } from "../commands/hear.ts";
import { runOf } from "../evidence/run.ts";
import type { Evidence, EvidenceKind } from "../evidence/types.ts";
import { codeSpan } from "../markdown.ts";
import { sameActor } from "../people.ts";
import { isUnreadable } from "../snapshot/types.ts";
import type { Judged } from "../verdict/judged.ts";
import { NOTHING_REMEMBERED, trackersOf } from "../verdict/memory.ts";
import { node, step } from "../verdict/node.ts";
import type { Step, VerdictNode } from "../verdict/types.ts";
import { LINK_RULES } from "./proof-links.ts";
import type { Rule } from "./rule.ts";
import { cannotTell, ownersAmong, type Source, sourcesOf, unreadLink } from "./sources.ts";
import { STEWARDS } from "./takers.ts";

/** Unique and stable: the comment's id and the command's place in it. */
const spot = ({ comment, index }: Heard): string => `${comment.databaseId}.${index}`;
const numberOf = ({ item }: Source): number | null => item?.issue.number ?? null;

/** The evidence of a kind by its style and address: one run may be told as several styles. */
function byUrl(source: Source, wanted: EvidenceKind): ReadonlyMap<string, Evidence> {
  const ofKind = source.evidence.filter(({ kind }) => kind === wanted);
  return new Map(ofKind.map((one) => [`${one.style ?? ""} ${one.url}`, one]));
}

/** R-H3: one node for each run that was told as evidence, and for each that an item's *Evidence links* name. */
function runNodes(subject: Judged): readonly VerdictNode[] {
  return sourcesOf(subject).flatMap((source) => {
    const where = source.issue.number;
    const told = { behavior: byUrl(source, "behavioral"), rollback: byUrl(source, "rollback_run") };
    const linked = byUrl(source, "link");
    const item = numberOf(source);
    const next = step(
      `Exercise the merged control in a workflow run, then cite that run on #${where}.`,
      "run",
      ownersAmong(source.item === null ? [] : [source.item]),
    );
    const tell = (key: string, url: string, one: Evidence | undefined): VerdictNode => {
      if (one === undefined)
        return node("R-H3", key, "Run", "unknown", cannotTell(unreadLink(subject.snapshot, url)), {
          item,
          evidence: [url],
        });
      return one.strength === 2
        ? node("R-H3", key, "Run", "pass", `It counts: ${one.because}.`, { item, evidence: [url] })
        : node("R-H3", key, "Run", "fail", `It does not count: ${one.because}.`, { item, evidence: [url], next });
    };
    const said = source.heard.flatMap((one) => {
      const { command, standing, comment } = one;
      if (standing.kind !== "accepted" || command.name !== "evidence") return [];
      if (command.topic !== "behavior" && command.topic !== "rollback") return [];
      const known = told[command.topic];
      const style = command.topic === "behavior" ? command.style : "";
      const found = known.get(`${style} ${command.url}`) ?? known.get(`${style} ${comment.url}`);
      return [tell(`R-H3:#${where}/${spot(one)}`, command.url, found)];
    });
    const links = (source.item?.fields.evidenceLinks ?? []).flatMap((url) => {
      const found = subject.snapshot.links[url]?.found;
      const isRun = found !== undefined && !isUnreadable(found) && runOf(found) !== null;
      return isRun ? [tell(`R-H3:#${where}/${url}`, url, linked.get(` ${url}`))] : [];
    });
    return [...said, ...links];
  });
}

/** R-H4: one node for each command that anybody but an outsider said. */
function commandNodes(subject: Judged): readonly VerdictNode[] {
  const incident = subject.snapshot.incident.number;
  return subject.everywhere.flatMap((one): readonly VerdictNode[] => {
    const { command, comment, standing, issue, by } = one;
    const key = `R-H4:#${issue}/${spot(one)}`;
    const name = command.name === "problem" ? "/quench" : `/quench ${command.name}`;
    const title = codeSpan(name);
    const item = issue === incident ? null : issue;
    const evidence = [comment.url];
    switch (standing.kind) {
      case "ignored":
        return [];
      case "accepted":
        return [node("R-H4", key, title, "pass", `${title} of ${codeSpan(by, 60)} counts.`, { item, evidence })];
      case "undecided":
        return [node("R-H4", key, title, "unknown", cannotTell({ unreadable: standing.why }), { item, evidence })];
      case "refused": {
        const edited = comment.editor !== null && !sameActor(comment.editor, comment.author);
        const next = edited ? step(`Say it again in a new comment on #${issue}.`, "comment", [by]) : null;
        return [node("R-H4", key, title, "fail", standing.why, { item, evidence, next })];
      }
    }
  });
}

/** R-H5: one node for each sign-off that was taken. */
function signOffNodes(subject: Judged): readonly VerdictNode[] {
  return subject.items.flatMap((item) => {
    const { number } = item.issue;
    const signed = new Map(item.evidence.filter(({ kind }) => kind === "sign_off").map((one) => [one.url, one]));
    return item.heard.flatMap((one) => {
      if (one.command.name !== "verify" || one.standing.kind !== "accepted") return [];
      const key = `R-H5:#${number}/${spot(one)}`;
      const extra = { item: number, evidence: [one.comment.url] };
      const found = signed.get(one.comment.url);
      if (found === undefined) {
        const why = item.unread.ownership[0] ?? { unreadable: "what it was bound to could not be read" };
        return [node("R-H5", key, "Sign-off", "unknown", cannotTell(why), extra)];
      }
      if (found.strength === 2) return [node("R-H5", key, "Sign-off", "pass", `${found.because}.`, extra)];
      const who = item.verifier === null ? STEWARDS : [item.verifier];
      const text =
        item.verifier === null
          ? `Name a verifier: \`/quench verifier @login\` on #${number}.`
          : `Look at the evidence and sign off: \`/quench verify\` on #${number}.`;
      const next = step(text, "comment", who);
      return [node("R-H5", key, "Sign-off", "fail", `It does not count: ${found.because}.`, { ...extra, next })];
    });
  });
}

/** R-H6: one node for each screenshot, and for each link that was given as a dashboard. */
function toldNodes(subject: Judged): readonly VerdictNode[] {
  return sourcesOf(subject).flatMap((source) => {
    const where = source.issue.number;
    const item = numberOf(source);
    const shown = new Map<string, Evidence>();
    for (const one of source.evidence) {
      const found = subject.snapshot.links[one.url]?.found;
      const isImage = found !== undefined && !isUnreadable(found) && found.kind === "image";
      if (one.kind === "dashboard" || isImage) shown.set(`${one.kind}/${one.url}`, one);
    }
    const told = [...shown].map(([name, { strength, because, url }]) =>
      strength > 0
        ? node("R-H6", `R-H6:#${where}/${name}`, "Told", "pass", `Strength ${strength}: ${because}.`, {
            item,
            evidence: [url],
          })
        : node("R-H6", `R-H6:#${where}/${name}`, "Told", "fail", `It does not count: ${because}.`, {
            item,
            evidence: [url],
            next: trustedHost(source),
          }),
    );
    const unread = new Map<string, VerdictNode>();
    for (const { command, standing } of source.heard) {
      if (command.name !== "evidence" || command.topic !== "dashboard" || standing.kind !== "accepted") continue;
      const key = `R-H6:#${where}/dashboard/${command.url}`;
      if (shown.has(`dashboard/${command.url}`)) continue;
      const phrase = cannotTell(unreadLink(subject.snapshot, command.url));
      unread.set(key, node("R-H6", key, "Told", "unknown", phrase, { item, evidence: [command.url] }));
    }
    return [...told, ...unread.values()];
  });
}

function trustedHost({ item, issue }: Source): Step {
  const text = `Link a dashboard on a host of \`evidence.trusted_hosts\`: \`/quench evidence dashboard <url>\` on #${issue.number}.`;
  return step(text, "comment", ownersAmong(item === null ? [] : [item]));
}

/** R-H7: whether what we remember in our own tracker comment counts. */
function memoryNodes({ snapshot, memory }: Judged): readonly VerdictNode[] {
  const { comments } = snapshot.incident;
  const title = "Our own memory";
  if (isUnreadable(comments)) return [node("R-H7", "R-H7", title, "unknown", cannotTell(comments))];
  const [tracker] = trackersOf(snapshot);
  const stored = tracker?.own?.memory;
  if (tracker === undefined || stored === undefined) return [];
  const evidence = [tracker.url];
  if (snapshot.self.kind === "action") {
    const phrase = "Without a key of its own, Quench takes nothing from what it wrote before.";
    return [node("R-H7", "R-H7", title, "not_applicable", phrase, { evidence })];
  }
  if (stored.state === "none") return [];
  const why = stored.state === "void" ? stored.why : memory === NOTHING_REMEMBERED ? "it cannot be read" : null;
  if (why === null)
    return [node("R-H7", "R-H7", title, "pass", "What Quench remembers is its own and unchanged.", { evidence })];
  const next = step("Wait: Quench writes its comment anew at its next look.", "wait", []);
  return [
    node("R-H7", "R-H7", title, "fail", `What stood in Quench's comment does not count: ${why}.`, { evidence, next }),
  ];
}

export const PROOF_RULES: readonly Rule[] = [
  ...LINK_RULES,
  {
    id: "R-H3",
    title: "Run counts",
    passes: "The cited run succeeded, on a commit that contains the control, after its merge.",
    fails: "It did not succeed, ran without the control or before its merge, is of another style, or is only told.",
    unknown: "The run, or what its commit contains, could not be read.",
    settings: [],
    kind: "fact",
    judge: runNodes,
  },
  {
    id: "R-H4",
    title: "Comment counts",
    passes: "Its author had the right to say it, is a person, and nobody else edited it.",
    fails: "Its author lacks the right, it was said in the wrong place or cannot be read, or somebody else edited it.",
    unknown: "The role of its author, or of whom it names, could not be read.",
    settings: ["people.steward", "people.override.role", "people.override.users", "people.override.teams"],
    kind: "fact",
    judge: commandNodes,
  },
  {
    id: "R-H5",
    title: "Sign-off counts",
    passes:
      "The named verifier said it after all of the evidence; they neither own the item nor wrote the change, and are still a member.",
    fails: "It is stale because the evidence or the owner changed, or its author is not independent or has left.",
    unknown: "Something that it was bound to could not be read.",
    settings: [],
    kind: "fact",
    judge: signOffNodes,
  },
  {
    id: "R-H6",
    title: "Told, not verified",
    passes: "A screenshot, or a dashboard on a host that the policy trusts: shown as told (strength 1).",
    fails: "The dashboard is on no trusted host, is not served by https, or cannot be opened.",
    unknown: "The link could not be looked up.",
    settings: ["evidence.trusted_hosts"],
    kind: "fact",
    judge: toldNodes,
  },
  {
    id: "R-H7",
    title: "Our own memory",
    passes: "We were the last to edit our tracker comment, and its signature is ours and of this issue.",
    fails: "Somebody else edited it, or its signature does not hold: nothing in it counts.",
    unknown: "The comments could not be read.",
    settings: [],
    kind: "fact",
    judge: memoryNodes,
  },
];
