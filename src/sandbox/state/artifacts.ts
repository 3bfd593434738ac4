/**
 * Artifacts of workflow runs. Sources: REST reference "GitHub Actions artifacts" (`expired`, `expires_at`);
 * docs.github.com "Removing workflow artifacts" (kept 90 days unless told otherwise).
 */
import { type Box, identify, isoSeconds, keep } from "./box.ts";
import { PREFIX } from "./ids.ts";
import type { Artifact, Repository, WorkflowRun } from "./model.ts";
import type { ArtifactInput } from "./operations.ts";

const KEPT_DAYS = 90;
const DAY = 86_400_000;

/** Adds an artifact to a run. */
export const storeArtifact = (box: Box, repository: Repository, run: WorkflowRun, input: ArtifactInput): Artifact => {
  const artifact: Artifact = keep(box, {
    ...identify(box, PREFIX.artifact),
    runId: run.id,
    name: input.name,
    size: input.size_in_bytes ?? 1024,
    createdAt: box.clock.iso(),
    expiresAt: isoSeconds(box.clock.now() + (input.retention_days ?? KEPT_DAYS) * DAY),
  });
  repository.artifacts.set(artifact.id, artifact);
  return artifact;
};
