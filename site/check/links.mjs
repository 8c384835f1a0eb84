// Follows every link of the built site that stays on it, to the file and to the anchor. One that leads nowhere ends this with an error.
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { attributes, built, builtPages } from './html.mjs'

const base = process.env.SITE_BASE ?? '/'
const idsOf = new Map()
const dead = []
let followed = 0

for (const page of builtPages()) {
  for (const link of [...attributes(page, 'href'), ...attributes(page, 'src')]) {
    if (/^[a-z]+:|^\/\//.test(link)) continue
    followed++
    const wrong = whatIsWrong(page, link)
    if (wrong) dead.push(`${page}: ${link} ${wrong}`)
  }
}

if (dead.length > 0) {
  console.error(`Dead links:\n${[...new Set(dead)].join('\n')}`)
  process.exit(1)
}
console.log(`${followed} links on ${builtPages().length} pages lead somewhere.`)

function whatIsWrong(page, link) {
  const [address, anchor] = link.split('#')
  if (address.startsWith('/') && !address.startsWith(base)) return `is outside of ${base}`
  const target = address === '' ? page : fileOf(page, decodeURI(address.replace(/\?.*/, '')))
  if (target === undefined) return 'is not there'
  if (anchor && target.endsWith('.html') && !ids(target).has(decodeURIComponent(anchor))) return 'has no such anchor'
}

function fileOf(page, address) {
  const plain = address.startsWith('/') ? address.slice(base.length) : path.posix.join(path.posix.dirname(page), address)
  return [plain, `${plain}.html`, path.posix.join(plain, 'index.html')].find((name) => {
    const file = path.join(built, name)
    return existsSync(file) && statSync(file).isFile()
  })
}

function ids(page) {
  if (!idsOf.has(page)) idsOf.set(page, new Set(attributes(page, 'id')))
  return idsOf.get(page)
}
