// Reads the built site: its pages, the ids on each, and the links from each.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the built site. */
export const built = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../.vitepress/dist')

/** Every page that VitePress made, as a path below the site's folder. The Javadoc that was copied in is not among them. */
export function builtPages() {
  return readdirSync(built, { recursive: true })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.html') && !name.startsWith('javadoc/'))
    .sort()
}

/** The values of an attribute on a page. */
export function attributes(page, name) {
  const html = readFileSync(path.join(built, page), 'utf8')
  return [...html.matchAll(new RegExp(`<[^>]*\\s${name}="([^"]*)"`, 'g'))].map(([, value]) => unescaped(value))
}

function unescaped(text) {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
