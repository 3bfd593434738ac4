/** The App's webhook and its deliveries. Source: docs.github.com/rest/apps/webhooks. */
import { BoxError } from "../../state/contract.ts";
import type { Delivery, GitHubApp } from "../../state/model.ts";
import { demandApp, notFound, numberParam } from "../access.ts";
import { type Answer, type Json, ok, type RestRequest, type Route, route } from "../answer.ts";
import { choice, textOrNothing } from "../body.ts";
import { pageOf, urlWith } from "../pagination.ts";

/** Deliveries can be read and sent again for 3 days ("Handling failed webhook deliveries"). */
const KEPT = 3 * 86_400_000;

const configJson = (app: GitHubApp): Json => ({
  content_type: app.webhookContentType ?? "json",
  insecure_ssl: app.webhookInsecureSsl ?? "0",
  // The secret itself is never shown.
  ...(app.webhookSecret === null ? {} : { secret: "********" }),
  ...(app.webhookUrl === null ? {} : { url: app.webhookUrl }),
});

const updateConfig = (request: RestRequest): Answer => {
  const app = demandApp(request);
  const url = textOrNothing(request.body, "url");
  const secret = textOrNothing(request.body, "secret");
  if (url !== undefined) app.webhookUrl = url;
  if (secret !== undefined) app.webhookSecret = secret === "" ? null : secret;
  const contentType = choice(request.body, "content_type", ["json", "form"]);
  const insecure = request.body.insecure_ssl;
  if (contentType !== undefined) app.webhookContentType = contentType;
  if (insecure !== undefined) app.webhookInsecureSsl = insecure === "1" || insecure === 1 ? "1" : "0";
  return ok(configJson(app));
};

const itemJson = (delivery: Delivery): Json => ({
  id: delivery.id,
  guid: delivery.guid,
  delivered_at: delivery.deliveredAt,
  redelivery: delivery.redelivery,
  duration: delivery.duration,
  status: delivery.status,
  status_code: delivery.statusCode,
  event: delivery.event,
  action: delivery.action,
  installation_id: delivery.installationId,
  repository_id: delivery.repositoryId,
  throttled_at: null,
});

const keptOf = (request: RestRequest, app: GitHubApp): Delivery[] => {
  const oldest = request.state.clock.now() - KEPT;
  return request.state.world.deliveries
    .filter((delivery) => delivery.appId === app.id && Date.parse(delivery.deliveredAt) >= oldest)
    .sort((a, b) => b.id - a.id);
};

const cursorOf = (text: string | null): number => {
  if (text === null) return Number.POSITIVE_INFINITY;
  const id = /^v1_(\d+)$/.exec(text)?.[1];
  if (id === undefined) throw new BoxError(422, "Invalid cursor.");
  return Number(id);
};

/** "success" is 200 to 399, "failure" 400 to 599: what is neither is listed only where nobody asks for one of them. */
const outcomeOf = (statusCode: number): string | null => {
  if (statusCode >= 200 && statusCode < 400) return "success";
  return statusCode >= 400 && statusCode < 600 ? "failure" : null;
};

/** Newest first, by cursor: a page begins with the delivery that the cursor names. */
const list = (request: RestRequest): Answer => {
  const app = demandApp(request);
  const from = cursorOf(request.query.get("cursor"));
  const { perPage } = pageOf(request.query);
  const wanted = request.query.get("status");
  const rest = keptOf(request, app)
    .filter((delivery) => delivery.id <= from)
    .filter(({ statusCode }) => wanted === null || outcomeOf(statusCode) === wanted);
  const next = rest[perPage];
  const link =
    next === undefined
      ? undefined
      : `<${urlWith(request, { per_page: String(perPage), cursor: `v1_${next.id}` })}>; rel="next"`;
  return ok(rest.slice(0, perPage).map(itemJson), link === undefined ? undefined : { Link: link });
};

const deliveryOf = (request: RestRequest): Delivery => {
  const app = demandApp(request);
  const id = numberParam(request, "delivery_id");
  const delivery = keptOf(request, app).find((each) => each.id === id);
  if (delivery === undefined) throw notFound();
  return delivery;
};

const get = (request: RestRequest): Answer => {
  const delivery = deliveryOf(request);
  const app = demandApp(request);
  return ok({
    ...itemJson(delivery),
    url: app.webhookUrl ?? "",
    request: {
      headers: {
        Accept: "*/*",
        "Content-Type": "application/json",
        "X-GitHub-Delivery": delivery.guid,
        "X-GitHub-Event": delivery.event,
        "X-GitHub-Hook-ID": String(app.id),
        "X-GitHub-Hook-Installation-Target-ID": String(app.id),
        "X-GitHub-Hook-Installation-Target-Type": "integration",
      },
      payload: JSON.parse(delivery.payload) as unknown,
    },
    response: { headers: {}, payload: null },
  });
};

/** 202 at once; the same GUID goes out again. */
const redeliver = async (request: RestRequest): Promise<Answer> => {
  await request.hooks.redeliver?.(deliveryOf(request));
  return { status: 202, body: {} };
};

const DOCS = "apps/webhooks";
const DELIVERIES = "/app/hook/deliveries";

export const deliveryRoutes: readonly Route[] = [
  route("GET", "/app/hook/config", `${DOCS}#get-a-webhook-configuration-for-an-app`, (request) =>
    ok(configJson(demandApp(request))),
  ),
  route("PATCH", "/app/hook/config", `${DOCS}#update-a-webhook-configuration-for-an-app`, updateConfig),
  route("GET", DELIVERIES, `${DOCS}#list-deliveries-for-an-app-webhook`, list),
  route("GET", `${DELIVERIES}/{delivery_id}`, `${DOCS}#get-a-delivery-for-an-app-webhook`, get),
  route("POST", `${DELIVERIES}/{delivery_id}/attempts`, `${DOCS}#redeliver-a-delivery-for-an-app-webhook`, redeliver),
];
