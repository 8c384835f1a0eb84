// The Javadoc of the published modules, where Maven has built it.
import { cpSync, existsSync } from 'node:fs'
import path from 'node:path'
import { root } from './pages.mjs'

const published = [
  'sync-core',
  'sync-sqlite',
  'sync-storage-sqlite',
  'sync-storage-android',
  'sync-transport-okhttp',
  'sync-testing',
  'sync-testing-servers'
]

function built(module) {
  const folder = path.join(root, module, 'target/reports/apidocs')
  return existsSync(path.join(folder, 'index.html')) ? folder : undefined
}

/** Every published module, and whether its Javadoc is there. */
export function javadocModules() {
  return published.map((name) => ({ name, built: built(name) !== undefined }))
}

/** Copies what is there into the site. */
export function copyJavadoc(outDir) {
  const missing = []
  for (const module of published) {
    const folder = built(module)
    if (folder) cpSync(folder, path.join(outDir, 'javadoc', module), { recursive: true })
    else missing.push(module)
  }
  if (missing.length > 0) console.warn(`No Javadoc was built for ${missing.join(', ')}; the site goes without it.`)
}
