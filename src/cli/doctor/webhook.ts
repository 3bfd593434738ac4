/** The App's webhook: how it is set, and how its deliveries fare. Source: https://docs.github.com/en/rest/apps/webhooks */
import { WEBHOOKS_PATH } from "../../app/http/server.ts";
import type { AppSeen } from "./credentials.ts";
import { ask, whyNotAnswered } from "./ask.ts";
import { fail, type Line, ok, unknown, warn } from "./line.ts";

interface HookConfig {
  readonly url?: string | null;
  readonly content_type?: string;
  readonly secret?: string | null;
  readonly insecure_ssl?: string | number;
}

interface Delivery {
  readonly delivered_at?: string;
  readonly event?: string;
  readonly status?: string;
  readonly status_code?: number;
}

/** Deliveries that are looked at, the last first. */
const DELIVERIES = 100;

export async function lookAtWebhook(app: AppSeen): Promise<readonly Line[]> {
  return [...(await configLines(app)), await deliveryLine(app)];
}

async function configLines({ client, settingsUrl }: AppSeen): Promise<readonly Line[]> {
  const asked = await ask(client, "GET /app/hook/config");
  // An App without a webhook is answered 404.
  if (asked.kind === "unread" || (asked.kind === "refused" && asked.status !== 404)) {
    return [unknown("webhook", whyNotAnswered(asked), "look at this page", settingsUrl)];
  }
  const {
    url = null,
    content_type: type,
    secret,
    insecure_ssl: insecure,
  } = (asked.kind === "answer" ? asked.data : {}) as HookConfig;
  if (url === null || url === "") {
    const todo = `set it to https://HOST${WEBHOOKS_PATH}, where your instance answers, and tick "Active"`;
    return [fail("webhook", "the App has no webhook URL: it hears nothing", todo, settingsUrl)];
  }
  return [
    urlLine(url, settingsUrl),
    type === "json"
      ? ok("webhook-type", "deliveries are JSON")
      : fail(
          "webhook-type",
          `deliveries are \`${type ?? "form"}\``,
          "choose the content type application/json",
          settingsUrl,
        ),
    typeof secret === "string" && secret !== ""
      ? ok("webhook-secret", "a secret is set")
      : fail(
          "webhook-secret",
          "no secret is set: anybody could send deliveries",
          "set one, and the same as WEBHOOK_SECRET",
          settingsUrl,
        ),
    String(insecure ?? "0") === "0"
      ? ok("webhook-tls", "the server's certificate is verified")
      : fail("webhook-tls", "the server's certificate is not verified", "switch SSL verification on", settingsUrl),
  ];
}

/** What in the address may be a secret is not shown: a name, a password, a query, a path that is not ours. */
function urlLine(text: string, settingsUrl: string): Line {
  if (!URL.canParse(text)) return fail("webhook", "the webhook URL is no URL", "correct it", settingsUrl);
  const url = new URL(text);
  const shown = `${url.origin}${url.pathname === WEBHOOKS_PATH ? WEBHOOKS_PATH : "/…"}`;
  if (/(?:^|\.)example\.(?:com|org|net)$/.test(url.hostname)) {
    const todo = `set it to https://HOST${WEBHOOKS_PATH}, where your instance answers`;
    return fail("webhook", `the webhook URL is still the example's (${shown})`, todo, settingsUrl);
  }
  if (url.pathname !== WEBHOOKS_PATH) {
    const todo = `Quench listens at ${WEBHOOKS_PATH}: correct the path, unless a proxy rewrites it`;
    return warn("webhook", `deliveries go to ${shown}`, todo, settingsUrl);
  }
  const isNear = /^(?:localhost|127\.|\[::1\])/.test(url.hostname);
  return url.protocol === "https:" || isNear
    ? ok("webhook", `deliveries go to ${shown}`)
    : warn("webhook", `deliveries go to ${shown}, which is not encrypted`, "use https", settingsUrl);
}

async function deliveryLine({ client, settingsUrl }: AppSeen): Promise<Line> {
  const page = `${settingsUrl}/advanced`;
  const asked = await ask(client, "GET /app/hook/deliveries", { per_page: DELIVERIES });
  if (asked.kind !== "answer") return unknown("deliveries", whyNotAnswered(asked), "look at this page", page);
  const deliveries = Array.isArray(asked.data) ? (asked.data as readonly Delivery[]) : [];
  const [last] = deliveries;
  if (last === undefined) {
    return warn(
      "deliveries",
      "none in the last 3 days",
      "label an issue to have one; if none comes, look at this page",
      page,
    );
  }
  const failed = deliveries.filter(({ status_code: code = 0 }) => code < 200 || code >= 400).length;
  const how = `the last one (${last.event ?? "event"}, ${last.delivered_at ?? ""}): ${last.status_code ?? 0} ${last.status ?? ""}`;
  const saw = `${failed} of the last ${deliveries.length} failed; ${how.trim()}`;
  if (failed === 0) return ok("deliveries", saw);
  const lastFailed = (last.status_code ?? 0) < 200 || (last.status_code ?? 0) >= 400;
  const todo =
    "each shows its answer on this page, and can be sent again; what was missed, Quench catches up at its sweep";
  return (lastFailed && failed * 2 >= deliveries.length ? fail : warn)("deliveries", saw, todo, page);
}
