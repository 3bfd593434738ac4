/** What payloads of several events share. */
import type { Json, View } from "../rest/answer.ts";
import type { BoxEvent } from "../state/contract.ts";
import type { Account, Repository } from "../state/model.ts";

/** A part that the event must bring; its lack is a fault of the box. */
export const need = <K extends keyof BoxEvent>(event: BoxEvent, part: K): NonNullable<BoxEvent[K]> => {
  const value = event[part];
  if (value === undefined || value === null) {
    throw new Error(`A "${event.event}.${event.action}" event came without its ${part}.`);
  }
  return value;
};

/** `organization-simple-webhooks`. */
export const organizationJson = (view: View, account: Account): Json => {
  const url = `${view.urls.api}/orgs/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: account.nodeId,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${account.id}?v=4`,
    description: "",
  };
};

/** A repository in the short form of installation events. */
export const shortRepositoryJson = (view: View, repository: Repository): Json => ({
  id: repository.id,
  node_id: repository.nodeId,
  name: repository.name,
  full_name: `${view.state.ask.actor(repository.ownerId).login}/${repository.name}`,
  private: repository.private,
});
