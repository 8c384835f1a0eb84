// Opens every page of the built site in Chromium, narrow and wide, light and dark: nothing is wider than the window, nothing fails, and the
// search finds. CHROMIUM names the browser. With --shots, a picture of each page goes into shots/.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { builtPages } from './html.mjs'
import { serve } from './serve.mjs'

const shots = process.argv.includes('--shots') ? path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../shots') : undefined
const pages = builtPages().filter((page) => page !== '404.html')
const faults = []

if (shots) mkdirSync(shots, { recursive: true })
const site = await serve(process.env.SITE_BASE ?? '/')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync']
})
try {
  for (const width of [390, 1440]) {
    for (const colorScheme of ['light', 'dark']) await look(width, colorScheme)
  }
  await search(390)
  await search(1440)
} finally {
  await browser.close()
  site.close()
}

if (faults.length > 0) {
  console.error(faults.join('\n'))
  process.exit(1)
}
console.log(`${pages.length} pages at 390 and 1440 pixels, light and dark: none overflows, none fails, and the search finds.`)

async function look(width, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  let name = ''
  const fault = (what) => faults.push(`${name} at ${width}, ${colorScheme}: ${what}`)
  page.on('pageerror', (error) => fault(error.message))
  page.on('console', (message) => message.type() === 'error' && fault(message.text()))
  page.on('request', (request) => request.url().startsWith(site.home) || request.url().startsWith('data:') || fault(`asks for ${request.url()}`))
  for (name of pages) {
    await open(page, site.home + name)
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (over > 0) fault(`${over} pixels wider than the window`)
    const dark = await page.evaluate(() => document.documentElement.classList.contains('dark'))
    if (dark !== (colorScheme === 'dark')) fault('shows the other colours')
    if (shots) await page.screenshot({ path: path.join(shots, `${name.replaceAll('/', '-')}-${width}-${colorScheme}.png`), fullPage: false })
  }
  await context.close()
}

/** Until its scripts have taken the page over. */
async function open(page, address) {
  await page.goto(address)
  await page.waitForFunction(() => document.querySelector('#app').__vue_app__ !== undefined)
}

/** Asks the search for a word of nearly every page, and for one that only a message has. */
async function search(width) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  for (const [words, expected] of [['outbox', 'concepts'], ['captive portal', 'messages']]) {
    await open(page, site.home)
    await page.click('#local-search button')
    await page.fill('.VPLocalSearchBox input', words)
    await page.waitForSelector('.VPLocalSearchBox .result', { timeout: 5000 }).catch(() => undefined)
    const links = await page.$$eval('.VPLocalSearchBox .result', (found) => found.map((link) => link.getAttribute('href')))
    if (!links.some((link) => link.includes(expected))) faults.push(`search for ${words} at ${width}: found ${links.join(', ') || 'nothing'}`)
    if (shots) await page.screenshot({ path: path.join(shots, `search-${words.replaceAll(' ', '-')}-${width}.png`) })
  }
  await context.close()
}
