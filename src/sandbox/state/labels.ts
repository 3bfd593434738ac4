/** Labels of a repository. Sources: REST reference "Labels"; docs.github.com "Managing labels". */
import { type Box, identify, invalid, keep, notFound, tell } from "./box.ts";
import type { Caller, Operations } from "./contract.ts";
import { PREFIX } from "./ids.ts";
import type { Label, Repository } from "./model.ts";
import { needRight } from "./permissions.ts";

/** What a label gets that is made by naming it on an issue. */
const PLAIN_COLOR = "ededed";

/** Labels compare without case ("Managing labels"; a second `Bug` beside `bug` is `already_exists`). */
export const labelNamed = (repository: Repository, name: string): Label | undefined => {
  const wanted = name.trim().toLowerCase();
  return [...repository.labels.values()].find((label) => label.name.toLowerCase() === wanted);
};

const needName = (name: unknown): string => {
  if (typeof name !== "string" || name.trim() === "") throw invalid("Label", "name", "missing_field");
  if ([...name].length > 50) {
    throw invalid("Label", "name", "custom", { message: "name is too long (maximum is 50 characters)" });
  }
  return name.trim();
};

const needColor = (color: string): string => {
  // "The hexadecimal color code for the label, without the leading #."
  if (!/^[0-9a-f]{6}$/i.test(color)) throw invalid("Label", "color", "invalid");
  return color.toLowerCase();
};

const needDescription = (description: string | null | undefined): string | null => {
  if (description !== null && description !== undefined && [...description].length > 100) {
    throw invalid("Label", "description", "custom", { message: "description is too long (maximum is 100 characters)" });
  }
  return description ?? null;
};

/** Adds a label without asking who does it. */
export const storeLabel = (
  box: Box,
  repository: Repository,
  input: { name: string; color?: string; description?: string | null; isDefault?: boolean },
): Label => {
  const name = needName(input.name);
  if (labelNamed(repository, name) !== undefined) throw invalid("Label", "name", "already_exists");
  const label = keep(box, {
    ...identify(box, PREFIX.label),
    name,
    color: needColor(input.color ?? PLAIN_COLOR),
    description: needDescription(input.description),
    isDefault: input.isDefault ?? false,
  });
  repository.labels.set(label.id, label);
  return label;
};

/** Creating labels takes write access ("Repository roles"); without it GitHub answers 404 (REST "Create a label"). */
const needLabelRight = (caller: Caller, repository: Repository): void => {
  needRight(caller, repository, ["issues", "pull_requests"], "write", notFound);
};

const needLabel = (repository: Repository, name: string): Label => {
  const label = labelNamed(repository, name);
  if (label === undefined) throw notFound();
  return label;
};

export const labelOperations = (box: Box): Pick<Operations, "createLabel" | "updateLabel" | "deleteLabel"> => ({
  createLabel(caller, repository, input) {
    needLabelRight(caller, repository);
    const label = storeLabel(box, repository, input);
    tell(box, caller, repository, "label", "created", { label });
    return label;
  },

  updateLabel(caller, repository, name, patch) {
    needLabelRight(caller, repository);
    const label = needLabel(repository, name);
    const changes: Record<string, unknown> = {};
    if (patch.new_name !== undefined && patch.new_name !== label.name) {
      const next = needName(patch.new_name);
      const other = labelNamed(repository, next);
      if (other !== undefined && other !== label) throw invalid("Label", "name", "already_exists");
      changes.name = { from: label.name };
      label.name = next;
    }
    if (patch.color !== undefined && needColor(patch.color) !== label.color) {
      changes.color = { from: label.color };
      label.color = needColor(patch.color);
    }
    if (patch.description !== undefined && needDescription(patch.description) !== label.description) {
      changes.description = { from: label.description ?? "" };
      label.description = needDescription(patch.description);
    }
    if (Object.keys(changes).length > 0) tell(box, caller, repository, "label", "edited", { label, changes });
    return label;
  },

  deleteLabel(caller, repository, name) {
    needLabelRight(caller, repository);
    const label = needLabel(repository, name);
    repository.labels.delete(label.id);
    box.world.nodes.delete(label.nodeId);
    for (const issue of repository.issues.values()) issue.labelIds = issue.labelIds.filter((id) => id !== label.id);
    tell(box, caller, repository, "label", "deleted", { label });
  },
});
