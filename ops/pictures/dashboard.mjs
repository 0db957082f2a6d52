// Takes the pictures of the landing page (frontend/ShopHosting.Frontend/Assets/dashboard-*.webp) from a running panel with a live shop:
//   CHROMIUM=/usr/bin/chromium node ops/pictures/dashboard.mjs http://localhost:8080 e-mail password folder
// Needs playwright-core where node finds it.
import { createRequire } from "node:module";
import { writeFile } from "node:fs/promises";

const { chromium } = createRequire(import.meta.url)("playwright-core");
const [panel, email, password, folder] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
for (const theme of ["light", "dark"]) {
  const page = await browser.newPage({ viewport: { width: 1080, height: 760 }, colorScheme: theme, bypassCSP: true });
  await page.goto(`${panel}/sign-in?next=/stores`);
  await page.fill("[name='Input.Email']", email);
  await page.fill("[name='Input.Password']", password);
  await page.click("main button[type=submit]");
  await page.click("[data-store] h2 a, [data-store] th a");
  await page.waitForSelector("#visit");
  const shot = await page.screenshot();
  const webp = await page.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.75).split(",")[1];
  }, shot.toString("base64"));
  await writeFile(`${folder}/dashboard-${theme}.webp`, Buffer.from(webp, "base64"));
  await page.close();
}
await browser.close();
