/** Pictures of pages, by a headless Chromium. */
import { writeFileSync } from "node:fs";
import { openBrowser } from "./browser.ts";
import { shrink } from "./png.ts";

/** Pixels of a picture's height; what is longer is cut off. */
const TALLEST = 2400;

export interface Camera {
  /** Writes a picture of the page, from its top. @param width of the page in pixels. */
  shoot(html: string, width: number, file: string): Promise<void>;
  close(): Promise<void>;
}

/** @param program path or name of the browser. */
export async function openCamera(program: string): Promise<Camera> {
  const browser = openBrowser(program);
  const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" }, null);
  const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true }, null);
  const page = (method: string, params: object) => browser.send(method, params, String(sessionId));
  const { frameTree } = (await page("Page.getFrameTree", {})) as { frameTree: { frame: { id: string } } };
  return {
    async shoot(html, width, file) {
      await page("Emulation.setDeviceMetricsOverride", { width, height: 100, deviceScaleFactor: 1, mobile: false });
      await page("Page.setDocumentContent", { frameId: frameTree.frame.id, html });
      const height = Math.min(TALLEST, await heightOf(page));
      const { data } = await page("Page.captureScreenshot", {
        format: "png",
        captureBeyondViewport: true,
        clip: { x: 0, y: 0, width, height, scale: 1 },
      });
      writeFileSync(file, shrink(Buffer.from(String(data), "base64")));
    },
    close: () => browser.close(),
  };
}

async function heightOf(page: (method: string, params: object) => Promise<Record<string, unknown>>): Promise<number> {
  const expression = "document.fonts.ready.then(() => document.documentElement.scrollHeight)";
  const { result } = (await page("Runtime.evaluate", { expression, awaitPromise: true })) as {
    result: { value?: number };
  };
  return result.value ?? TALLEST;
}
