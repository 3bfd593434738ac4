/**
 * `npm run gallery`: plays stories in the sandbox and takes a picture of each kind of text that Quench writes, as a phone
 * and as a desktop shows it, into `docs/gallery`. Needs Chromium (or `CHROMIUM=<program>`) and an emoji font.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { Album } from "./album.ts";
import { playClosure } from "./closure.ts";
import { indexOf } from "./index-page.ts";
import { pageOf } from "./page.ts";
import { playProof } from "./proof.ts";
import { playPulls } from "./pulls.ts";
import { playRhythm } from "./rhythm.ts";
import { playSetUp } from "./set-up.ts";
import { openCamera } from "./shoot.ts";
import { playSummaries } from "./summaries.ts";

const FOLDER = "docs/gallery";
/** CSS pixels of a small phone, and of GitHub's column on a desktop. */
const WIDTHS = { phone: 390, desktop: 860 };

const album = new Album();
for (const play of [playSetUp, playClosure, playProof, playPulls, playRhythm, playSummaries]) await play(album);

mkdirSync(FOLDER, { recursive: true });
for (const file of readdirSync(FOLDER)) if (file.endsWith(".png")) rmSync(`${FOLDER}/${file}`);
const camera = await openCamera(process.env["CHROMIUM"] ?? "chromium");
try {
  for (const exhibit of album.chapters.flatMap(({ exhibits }) => exhibits)) {
    for (const [device, width] of Object.entries(WIDTHS)) {
      await camera.shoot(pageOf(exhibit, width), width, `${FOLDER}/${exhibit.name}-${device}.png`);
    }
  }
} finally {
  await camera.close();
}
writeFileSync(`${FOLDER}/README.md`, indexOf(album.chapters));
process.stdout.write(`${album.chapters.flatMap(({ exhibits }) => exhibits).length} texts in ${FOLDER}\n`);
