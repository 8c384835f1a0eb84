// What a Git host does with the Markdown of the repository, done here too: its anchors, and links from file to file.
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { root, sourceAddress } from './pages.mjs'

/** The anchor of a heading, made as Git hosts make it. */
export function slug(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-')
}

/** Turns a link between files of the repository into one between pages of the site. */
export function siteLinks(md, pageMap, sources) {
  md.core.ruler.push('site_links', (state) => {
    const real = state.env.realPath ?? state.env.path
    if (!real) return
    const from = path.relative(root, real).replaceAll('\\', '/')
    for (const block of state.tokens) {
      const tokens = block.children ?? []
      tokens.forEach((token, at) => {
        if (token.type !== 'link_open') return
        const link = siteLink(from, token.attrGet('href'), pageMap, sources)
        if (link) token.attrSet('href', link)
        else unlink(token, tokens.slice(at).find(({ type }) => type === 'link_close'))
      })
    }
  })
}

function siteLink(from, href, pageMap, sources) {
  if (/^[a-z]+:|^#|^\//.test(href)) return href
  const [target, anchor] = href.split('#')
  const file = path.posix.join(path.posix.dirname(from), decodeURI(target))
  const address = pageMap.get(file) ?? (sources.has(file) ? sourceAddress(file) : undefined)
  if (address) return `/${address}${anchor ? `#${anchor}` : ''}`
  if (file.startsWith('docs/images/') && existsSync(path.join(root, file))) return `/${file.slice('docs/'.length)}`
  if (isFolder(file)) return undefined
  if (existsSync(path.join(root, file))) throw new Error(`${from} links to ${target}, which is no page of the site`)
  throw new Error(`${from} links to ${target}, which is not there`)
}

/** A folder can be looked into at a Git host, and not here. */
function isFolder(file) {
  return existsSync(path.join(root, file)) && statSync(path.join(root, file)).isDirectory()
}

function unlink(open, close) {
  for (const token of [open, close]) {
    token.type = token === open ? 'span_open' : 'span_close'
    token.tag = 'span'
  }
  open.attrs = null
}

/** Gives a row that begins with an anchor, such as a message, a link to itself. */
export function rowLinks(md) {
  md.core.ruler.push('row_links', (state) => {
    for (const block of state.tokens) {
      const first = block.type === 'inline' ? block.children[0] : undefined
      const id = first?.type === 'html_inline' && /^<a id="([\w-]+)">$/.exec(first.content)?.[1]
      if (!id) continue
      first.content = `<a id="${id}" class="row-anchor" href="#${id}" aria-label="Link to this row">#`
    }
  })
}

/** Shows code that is indented in the Markdown like code in fences. */
export function indentedCode(md) {
  md.core.ruler.push('indented_code', (state) => {
    for (const token of state.tokens.filter(({ type }) => type === 'code_block')) {
      token.type = 'fence'
      token.tag = 'code'
      token.info = 'text'
    }
  })
}
