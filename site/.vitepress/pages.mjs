// Which files of the repository are pages, and where each of them is on the site.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the repository. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** The files beside docs/ that are pages, by the address that each has on the site. */
const beside = {
  'site/home.md': 'index.md',
  'site/javadoc.md': 'javadoc.md',
  'site/README.md': 'this-site.md',
  'README.md': 'overview.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'report-a-vulnerability.md'
}

/** Every page: its file, as a path in the repository, and its address, as a path on the site that ends in .md. */
export function pages() {
  const found = new Map()
  for (const [file, address] of Object.entries(beside)) {
    if (existsSync(path.join(root, file))) found.set(file, address)
  }
  for (const file of markdown('docs')) found.set(file, file.slice('docs/'.length))
  for (const example of readdirSync(path.join(root, 'examples')).sort()) {
    const file = `examples/${example}/README.md`
    if (existsSync(path.join(root, file))) found.set(file, `examples/${example}.md`)
  }
  return found
}

function markdown(folder) {
  return readdirSync(path.join(root, folder), { recursive: true })
    .map((name) => `${folder}/${name}`.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.md'))
    .sort()
}

/** Everything in the repository that is no page, as patterns for VitePress. */
export function others(pageFiles) {
  const folders = new Set([...pageFiles].map((file) => file.split('/')[0]))
  const patterns = []
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.isDirectory() && !folders.has(entry.name)) patterns.push(`${entry.name}/**`)
    else if (entry.name.endsWith('.md') && !pageFiles.has(entry.name)) patterns.push(entry.name)
  }
  return [...patterns, '**/target/**', 'examples/*/*/**', 'site/node_modules/**']
}

/** The files that pages link to and that are no pages themselves, such as sources: each gets a page that shows it. */
export function linkedFiles(pageMap) {
  const files = new Set()
  for (const page of pageMap.keys()) {
    const text = readFileSync(path.join(root, page), 'utf8')
    for (const [, target] of text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)) {
      if (/^[a-z]+:/.test(target) || target.startsWith('/')) continue
      const file = path.posix.join(path.posix.dirname(page), target)
      if (!pageMap.has(file) && isText(file) && existsSync(path.join(root, file))) files.add(file)
    }
  }
  return [...files].sort()
}

/** The address of the page that shows a file. Several files of one name are linked to, so it has the whole path. */
export function sourceAddress(file) {
  return `source/${file.replaceAll(/[/.]/g, '-').toLowerCase()}.md`
}

function isText(file) {
  return /\.(java|mjs|kt|kts|txt|xml|sql|json|yml|yaml|sh|toml|properties)$|(^|\/)LICENSE$/.test(file)
}
