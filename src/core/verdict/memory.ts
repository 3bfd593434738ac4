/** What our signed tracker comment remembers, checked before use (R-H7). */
import * as z from "zod";
import type { TrackerMemory } from "../plan/write.ts";
import type { Comment, StoredMemory } from "../snapshot/issue.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { isUnreadable } from "../snapshot/types.ts";

/** The key of the incident's one tracker comment. */
export const TRACKER = "tracker";

export const NOTHING_REMEMBERED: TrackerMemory = {
  version: 1,
  restoredAt: null,
  created: {},
  severity: null,
  signOffs: {},
  settled: null,
  enforcedSince: null,
};

const Memory = z.object({
  version: z.literal(1),
  restoredAt: z.string().nullable(),
  created: z.record(z.string(), z.string()),
  severity: z.enum(["SEV1", "SEV2", "SEV3", "SEV4"]).nullable(),
  signOffs: z.record(z.string(), z.string()),
  settled: z.string().nullable(),
  enforcedSince: z.string().nullable(),
  typed: z.boolean().optional(),
  obligations: z
    .record(
      z.string(),
      z.object({
        due: z.string().nullable(),
        riskReduction: z.enum(["high", "medium", "low"]).nullable(),
        failureClass: z.string().nullable(),
        number: z.int().optional(),
        repository: z.string().optional(),
      }),
    )
    .optional(),
  verified: z.record(z.string(), z.string()).optional(),
  weakenings: z.array(z.string()).optional(),
  gates: z.record(z.string(), z.string().nullable()).optional(),
  required: z.array(z.string()).optional(),
  reminded: z
    .record(z.string(), z.object({ on: z.string().optional(), dates: z.record(z.string(), z.string()) }))
    .optional(),
  early: z.record(z.string(), z.string()).optional(),
  bundle: z.object({ sha256: z.string(), parts: z.int(), told: z.array(z.string()) }).optional(),
});

/** Our tracker comments, the leading one (lowest id) first; the rest are duplicates. */
export function trackersOf(snapshot: Snapshot): readonly Comment[] {
  if (isUnreadable(snapshot.incident.comments)) return [];
  return snapshot.incident.comments
    .filter((comment) => comment.own?.key === TRACKER)
    .sort((a, b) => a.databaseId - b.databaseId);
}

/** The memory of the leading tracker; a void, foreign or malformed one grants nothing. */
export function memoryOf(snapshot: Snapshot): TrackerMemory {
  const memory = trackersOf(snapshot)[0]?.own?.memory;
  if (memory === undefined || !isBelieved(memory)) return NOTHING_REMEMBERED;
  const parsed = Memory.safeParse(memory.data);
  if (!parsed.success) return NOTHING_REMEMBERED;
  return memory.state === "moved" ? placed(parsed.data, memory.from.repository) : parsed.data;
}

/** The numbers of a transferred incident's items are those of the repository that it came from. */
function placed(memory: TrackerMemory, repository: string): TrackerMemory {
  if (memory.obligations === undefined) return memory;
  const entries = Object.entries(memory.obligations).map(([id, one]) => [id, { repository, ...one }] as const);
  return { ...memory, obligations: Object.fromEntries(entries) };
}

/** Memory that grants what it says: signed for this issue, or for what it was before a transfer that GitHub shows. */
export function isBelieved(
  memory: StoredMemory,
): memory is Extract<StoredMemory, { readonly state: "valid" | "moved" }> {
  return memory.state === "valid" || (memory.state === "moved" && memory.proven);
}
