/** People, rulesets, the App and its deliveries, and what GitHub tells of itself. */
import type { TestBox } from "../box.ts";
import type { Ask } from "../contract.ts";

const people = async (ask: Ask): Promise<void> => {
  await ask(200, "author", "GET", "collaborators");
  await ask(403, "outsider", "GET", "collaborators");
  await ask(204, "author", "GET", "collaborators/olu-owner");
  await ask(404, "author", "GET", "collaborators/otto-outsider");
  await ask(200, "author", "GET", "collaborators/otto-outsider/permission");
  await ask(204, "admin", "PUT", "collaborators/otto-outsider", { permission: "triage" });
  await ask(200, "author", "GET", "collaborators/otto-outsider/permission");
  await ask(204, "admin", "DELETE", "collaborators/otto-outsider");
  await ask(403, "author", "PUT", "collaborators/otto-outsider", { permission: "admin" });
  await ask(200, "author", "GET", "assignees");
  await ask(204, "author", "GET", "assignees/olu-owner");
  await ask(404, "author", "GET", "assignees/otto-outsider");
  await ask(200, "author", "GET", "/user");
  await ask(401, "nobody", "GET", "/user");
  await ask(403, "installation", "GET", "/user");
  await ask(200, "outsider", "GET", "/users/andy-author");
  await ask(404, "outsider", "GET", "/users/nobody-at-all");
};

const rules = async (ask: Ask): Promise<void> => {
  const input = {
    name: "main is guarded",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    rules: [
      { type: "deletion" },
      {
        type: "required_status_checks",
        parameters: { strict_required_status_checks_policy: false, required_status_checks: [{ context: "test" }] },
      },
    ],
  };
  const made = (await ask(201, "admin", "POST", "rulesets", input)).body;
  await ask(404, "author", "POST", "rulesets", input);
  await ask(200, "outsider", "GET", "rulesets");
  await ask(200, "admin", "GET", `rulesets/${made.id}`);
  await ask(200, "outsider", "GET", "rules/branches/main");
  await ask(200, "outsider", "GET", "branches?protected=true");
  await ask(200, "admin", "PUT", `rulesets/${made.id}`, { ...input, enforcement: "disabled" });
  await ask(204, "admin", "DELETE", `rulesets/${made.id}`);
  await ask(404, "admin", "GET", `rulesets/${made.id}`);
};

/** The App on a person's own account, as a click on "Install" would do it. */
const installFor = (box: TestBox, login: string): void => {
  const account = box.state.ask.account(login);
  const [installation] = box.state.world.installations.values();
  if (account === undefined || installation === undefined) throw new Error(`Nobody to install for: ${login}`);
  const id = box.state.id();
  box.state.world.installations.set(id, { ...installation, id, accountId: account.id, repositoryIds: [] });
};

const app = async (ask: Ask, box: TestBox): Promise<void> => {
  const { installationId } = box.credentials;
  await ask(200, "jwt", "GET", "/app");
  await ask(401, "author", "GET", "/app");
  await ask(200, "jwt", "GET", "/app/installations");
  await ask(200, "jwt", "GET", `/app/installations/${installationId}`);
  await ask(404, "jwt", "GET", "/app/installations/1");
  await ask(201, "jwt", "POST", `/app/installations/${installationId}/access_tokens`);
  const narrow = { repositories: ["shop"], permissions: { issues: "read" } };
  await ask(201, "jwt", "POST", `/app/installations/${installationId}/access_tokens`, narrow);
  await ask(422, "jwt", "POST", `/app/installations/${installationId}/access_tokens`, { repositories: ["other"] });
  await ask(200, "installation", "GET", "/installation/repositories");
  await ask(200, "jwt", "GET", "installation");
  await ask(200, "jwt", "GET", "/orgs/acme/installation");
  await ask(404, "jwt", "GET", "/users/olu-owner/installation");
  installFor(box, "olu-owner");
  await ask(200, "jwt", "GET", "/users/olu-owner/installation");
  await ask(200, "jwt", "GET", "/app/hook/config");
  await ask(200, "jwt", "PATCH", "/app/hook/config", { url: "http://127.0.0.1:9/other", secret: "s3cret" });

  box.state.world.deliveries.push({
    id: box.state.id(),
    guid: "0b989ba4-242f-11e5-81e1-c7b6966d2516",
    appId: box.credentials.appId,
    installationId,
    repositoryId: null,
    event: "issues",
    action: "opened",
    payload: '{"action":"opened"}',
    deliveredAt: box.state.clock.iso(),
    redelivery: false,
    duration: 0.27,
    status: "OK",
    statusCode: 200,
  });
  const [delivery] = (await ask(200, "jwt", "GET", "/app/hook/deliveries")).body;
  await ask(200, "jwt", "GET", `/app/hook/deliveries/${delivery.id}`);
  await ask(202, "jwt", "POST", `/app/hook/deliveries/${delivery.id}/attempts`);
  await ask(422, "jwt", "GET", "/app/hook/deliveries?cursor=odd");
};

export const peopleStory = async (ask: Ask, box: TestBox): Promise<void> => {
  await people(ask);
  await rules(ask);
  await app(ask, box);
  await ask(200, "outsider", "GET", "/repos/acme/shop");
  await ask(200, "admin", "GET", "/repos/acme/shop");
  await ask(404, "admin", "GET", "/repos/acme/nothing");
  await ask(200, "outsider", "GET", "/");
  await ask(200, "outsider", "GET", "/meta");
  await ask(200, "author", "GET", "/rate_limit");
  await ask(404, "author", "GET", "/no/such/path");
  // Last: the token is good for nothing after.
  await ask(204, "installation", "DELETE", "/installation/token");
  await ask(401, "installation", "GET", "/installation/repositories");
};
