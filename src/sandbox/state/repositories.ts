/** New repositories. Sources: REST reference "Repositories"; docs.github.com "Managing labels" (the default labels). */
import { newActionsSettings } from "./actions-settings.ts";
import { type Box, identify, invalid, keep } from "./box.ts";
import { personOf, storeBlob, storeCommit } from "./git.ts";
import { PREFIX } from "./ids.ts";
import { storeLabel } from "./labels.ts";
import type { Account, Repository } from "./model.ts";

/** The labels every new repository starts with. */
const DEFAULT_LABELS = [
  ["bug", "d73a4a", "Something isn't working"],
  ["documentation", "0075ca", "Improvements or additions to documentation"],
  ["duplicate", "cfd3d7", "This issue or pull request already exists"],
  ["enhancement", "a2eeef", "New feature or request"],
  ["good first issue", "7057ff", "Good for newcomers"],
  ["help wanted", "008672", "Extra attention is needed"],
  ["invalid", "e4e669", "This doesn't seem right"],
  ["question", "d876e3", "Further information is requested"],
  ["wontfix", "ffffff", "This will not be worked on"],
] as const;

/**
 * Makes a repository with GitHub's default labels, and with a first commit of `files` where there are any.
 * @param input.files path → text
 * @param input.author of the first commit; the owner when left out
 */
export const storeRepository = (
  box: Box,
  owner: Account,
  input: {
    name: string;
    description?: string | null;
    private?: boolean;
    files?: Readonly<Record<string, string>>;
    author?: Account;
  },
): Repository => {
  if (!/^[\w.-]{1,100}$/.test(input.name)) throw invalid("Repository", "name", "invalid");
  if (box.ask.repository(owner.login, input.name) !== undefined) {
    throw invalid("Repository", "name", "custom", { message: "name already exists on this account" });
  }
  // Whoever takes a name ends what led to it.
  box.world.formerNames.delete(`${owner.login}/${input.name}`.toLowerCase());
  const now = box.clock.iso();
  const repository: Repository = keep(box, {
    ...identify(box, PREFIX.repository),
    ownerId: owner.id,
    name: input.name,
    description: input.description ?? null,
    private: input.private ?? false,
    archived: false,
    hasIssues: true,
    actions: newActionsSettings(),
    defaultBranch: "main",
    createdAt: now,
    pushedAt: now,
    collaborators: new Map(),
    labels: new Map(),
    nextNumber: 1,
    issues: new Map(),
    blobs: new Map(),
    commits: new Map(),
    refs: new Map(),
    forkOfId: null,
    rulesets: new Map(),
    protections: new Map(),
    checkSuites: new Map(),
    checkRuns: new Map(),
    statuses: [],
    workflows: new Map(),
    workflowRuns: new Map(),
    artifacts: new Map(),
    deployments: new Map(),
  });
  box.world.repositories.set(repository.id, repository);
  for (const [name, color, description] of DEFAULT_LABELS)
    storeLabel(box, repository, { name, color, description, isDefault: true });
  const files = Object.entries(input.files ?? {});
  if (files.length > 0) {
    const tree = new Map(files.map(([path, text]) => [path, storeBlob(repository, Buffer.from(text))] as const));
    const person = personOf(input.author ?? owner, now);
    const commit = storeCommit(box, repository, {
      tree,
      parents: [],
      message: "Initial commit",
      author: person,
      committer: person,
    });
    repository.refs.set(`refs/heads/${repository.defaultBranch}`, commit.sha);
  }
  return repository;
};
