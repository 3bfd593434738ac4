/** Run as a process of its own, with the environment of `quench serve`: who are we? Prints the answer's slug, or the error. */
import { createClients } from "../../src/app/clients.ts";
import { readConfig } from "../../src/app/settings/config.ts";
import { systemClock } from "../../src/queue/clock.ts";

const log = { debug: (text: string) => console.error(text), warn: (text: string) => console.error(text) };
try {
  const { data } = await createClients(readConfig(process.env), { clock: systemClock, log }).app.rest("GET /app");
  console.log((data as { slug: string }).slug);
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error));
}
process.exit();
