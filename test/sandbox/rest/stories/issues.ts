/** Issues, comments, labels, sub-issues, dependencies, reactions, events and search. */
import type { Ask } from "../contract.ts";

export const issueStory = async (ask: Ask): Promise<void> => {
  const issue = (await ask(201, "author", "POST", "issues", { title: "Checkout down", body: "Since 09:00" })).body;
  await ask(422, "author", "POST", "issues", { body: "no title" });
  await ask(422, "author", "POST", "issues", { title: 7.5, labels: 3, assignees: [1] });
  await ask(400, "author", "POST", "issues", "{not json");
  await ask(401, "nobody", "POST", "issues", { title: "x" });
  await ask(200, "author", "GET", "issues?state=all&sort=updated&direction=asc&per_page=1");
  await ask(422, "author", "GET", "issues?state=odd");
  await ask(200, "nobody", "GET", `issues/${issue.number}`);
  await ask(404, "author", "GET", "issues/999");
  await ask(200, "owner", "PATCH", `issues/${issue.number}`, { title: "Checkout is down", labels: ["incident"] });
  await ask(200, "owner", "PATCH", `issues/${issue.number}`, { state: "closed", state_reason: "not_planned" });
  await ask(200, "owner", "PATCH", `issues/${issue.number}`, { state: "open" });
  await ask(403, "outsider", "PATCH", `issues/${issue.number}`, { title: "Mine" });
  await ask(204, "owner", "PUT", `issues/${issue.number}/lock`, { lock_reason: "resolved" });
  await ask(204, "owner", "DELETE", `issues/${issue.number}/lock`);
  await ask(201, "owner", "POST", `issues/${issue.number}/assignees`, { assignees: ["olu-owner"] });
  await ask(200, "owner", "DELETE", `issues/${issue.number}/assignees`, { assignees: ["olu-owner"] });
  await ask(204, "owner", "GET", `issues/${issue.number}/assignees/olu-owner`);
  await ask(404, "owner", "GET", `issues/${issue.number}/assignees/otto-outsider`);

  const comment = (await ask(201, "outsider", "POST", `issues/${issue.number}/comments`, { body: "Same here" })).body;
  await ask(422, "outsider", "POST", `issues/${issue.number}/comments`, {});
  await ask(200, "outsider", "GET", `issues/${issue.number}/comments`);
  await ask(200, "outsider", "GET", "issues/comments?sort=updated");
  await ask(200, "outsider", "GET", `issues/comments/${comment.id}`);
  await ask(200, "outsider", "PATCH", `issues/comments/${comment.id}`, { body: "Same here, from Oslo" });
  await ask(201, "owner", "POST", `issues/comments/${comment.id}/reactions`, { content: "eyes" });
  const eyes = (await ask(200, "owner", "POST", `issues/comments/${comment.id}/reactions`, { content: "eyes" })).body;
  await ask(422, "owner", "POST", `issues/comments/${comment.id}/reactions`, { content: "shrug" });
  await ask(200, "owner", "GET", `issues/comments/${comment.id}/reactions?content=eyes`);
  await ask(204, "owner", "DELETE", `issues/comments/${comment.id}/reactions/${eyes.id}`);
  const heart = (await ask(201, "owner", "POST", `issues/${issue.number}/reactions`, { content: "heart" })).body;
  await ask(200, "owner", "GET", `issues/${issue.number}/reactions`);
  await ask(204, "owner", "DELETE", `issues/${issue.number}/reactions/${heart.id}`);

  await ask(201, "owner", "POST", "labels", { name: "sev 1", color: "ff0000", description: "Worst" });
  await ask(422, "owner", "POST", "labels", { name: "sev 1" });
  await ask(200, "outsider", "GET", "labels");
  await ask(200, "outsider", "GET", "labels/sev%201");
  await ask(404, "outsider", "GET", "labels/unheard");
  await ask(200, "owner", "PATCH", "labels/sev%201", { new_name: "sev1", color: "00ff00" });
  await ask(200, "owner", "POST", `issues/${issue.number}/labels`, { labels: ["sev1", "urgent"] });
  await ask(200, "owner", "POST", `issues/${issue.number}/labels`, ["extra"]);
  await ask(200, "outsider", "GET", `issues/${issue.number}/labels`);
  await ask(200, "owner", "DELETE", `issues/${issue.number}/labels/extra`);
  await ask(404, "owner", "DELETE", `issues/${issue.number}/labels/extra`);
  await ask(200, "owner", "PUT", `issues/${issue.number}/labels`, { labels: ["incident"] });
  await ask(204, "owner", "DELETE", "labels/sev1");

  const item = (
    await ask(201, "owner", "POST", "issues", { title: "Add a guard", body: "At the till", labels: ["hardening"] })
  ).body;
  await ask(201, "owner", "POST", `issues/${issue.number}/sub_issues`, { sub_issue_id: item.id });
  await ask(422, "owner", "POST", `issues/${issue.number}/sub_issues`, { sub_issue_id: item.id });
  await ask(404, "owner", "POST", `issues/${issue.number}/sub_issues`, { sub_issue_id: item.number });
  await ask(200, "outsider", "GET", `issues/${issue.number}/sub_issues`);
  await ask(200, "outsider", "GET", `issues/${item.number}/parent`);
  await ask(404, "outsider", "GET", `issues/${issue.number}/parent`);
  await ask(201, "owner", "POST", `issues/${issue.number}/dependencies/blocked_by`, { issue_id: item.id });
  await ask(200, "outsider", "GET", `issues/${issue.number}/dependencies/blocked_by`);
  await ask(200, "outsider", "GET", `issues/${item.number}/dependencies/blocking`);
  await ask(200, "owner", "DELETE", `issues/${issue.number}/dependencies/blocked_by/${item.id}`);

  const events = (await ask(200, "outsider", "GET", `issues/${issue.number}/events?per_page=100`)).body;
  await ask(200, "outsider", "GET", `issues/events/${events[0].id}`);
  await ask(200, "outsider", "GET", "issues/events");
  await ask(201, "author", "POST", `issues/${item.number}/comments`, { body: `See #${issue.number}` });
  await ask(200, "outsider", "GET", `issues/${issue.number}/timeline?per_page=100`);
  await ask(200, "owner", "DELETE", `issues/${issue.number}/sub_issue`, { sub_issue_id: item.id });
  await ask(204, "owner", "DELETE", `issues/${issue.number}/labels`);
  await ask(204, "outsider", "DELETE", `issues/comments/${comment.id}`);

  await ask(200, "author", "GET", `/search/issues?q=${encodeURIComponent("repo:acme/shop is:issue guard in:title")}`);
  await ask(422, "author", "GET", "/search/issues");
  await ask(422, "author", "GET", `/search/issues?q=${encodeURIComponent("repo:acme/nowhere x")}`);
};
