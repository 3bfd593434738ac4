/** `label`. */
import type { Issue, Label, Repository } from "../../state/model.ts";
import type { Json, View } from "../answer.ts";
import { placeOf } from "./repository.ts";

export const labelJson = (view: View, repository: Repository, label: Label): Json => ({
  id: label.id,
  node_id: label.nodeId,
  url: `${placeOf(view, repository).api}/labels/${encodeURIComponent(label.name)}`,
  name: label.name,
  color: label.color,
  default: label.isDefault,
  description: label.description,
});

/** The labels an issue bears. */
export const labelsJson = (view: View, repository: Repository, issue: Issue): Json[] =>
  issue.labelIds.flatMap((id) => {
    const label = repository.labels.get(id);
    return label === undefined ? [] : [labelJson(view, repository, label)];
  });
