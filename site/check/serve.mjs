// Serves the built site on this machine, the way a plain web host does.
import { createServer } from 'node:http'
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { built } from './html.mjs'

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json' }

/** Begins to serve below the base that the site was built for; gives the address of its home page and what ends it. */
export async function serve(base) {
  const server = createServer((request, response) => {
    const address = decodeURI(new URL(request.url, 'http://here').pathname)
    const file = address.startsWith(base) ? fileOf(address.slice(base.length)) : undefined
    response.writeHead(file ? 200 : 404, { 'content-type': types[path.extname(file ?? '.html')] ?? 'application/octet-stream' })
    response.end(readFileSync(file ?? path.join(built, '404.html')))
  })
  await new Promise((started) => server.listen(0, '127.0.0.1', started))
  return { home: `http://127.0.0.1:${server.address().port}${base}`, close: () => server.close() }
}

function fileOf(name) {
  return [name || 'index.html', `${name}.html`, `${name}/index.html`]
    .map((candidate) => path.join(built, candidate))
    .find((file) => file.startsWith(built) && existsSync(file) && statSync(file).isFile())
}
