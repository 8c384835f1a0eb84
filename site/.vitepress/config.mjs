import { defineConfig } from 'vitepress'
import { indentedCode, rowLinks, siteLinks, slug } from './markdown.mjs'
import { cpSync } from 'node:fs'
import path from 'node:path'
import { javadocModules, copyJavadoc } from './javadoc.mjs'
import { nav, sidebar } from './navigation.mjs'
import { linkedFiles, others, pages, root, sourceAddress } from './pages.mjs'

const pageMap = pages()
const sources = new Set(linkedFiles(pageMap))

export default defineConfig({
  title: 'Mooring',
  description: 'A local-first sync library for Java and Android. Your app writes to its own database; Mooring syncs it with your server.',
  lang: 'en',
  base: process.env.SITE_BASE ?? '/',
  srcDir: '..',
  srcExclude: others(new Set(pageMap.keys())),
  rewrites: Object.fromEntries([
    ...pageMap,
    ...[...sources].map((file) => [`site/${sourceAddress(file)}`, sourceAddress(file)])
  ]),
  outDir: '.vitepress/dist',
  cacheDir: '.vitepress/cache',
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${process.env.SITE_BASE ?? '/'}mooring.svg` }],
    ['meta', { name: 'theme-color', content: '#0f6b7a' }]
  ],
  markdown: {
    anchor: { slugify: slug },
    languageAlias: { exchange: 'http', gradle: 'groovy' },
    config(md) {
      siteLinks(md, pageMap, sources)
      rowLinks(md)
      indentedCode(md)
    }
  },
  vite: { publicDir: 'site/public', plugins: [vueOfThisFolder()] },
  themeConfig: {
    logo: { src: '/mooring.svg', alt: '' },
    nav: nav(),
    sidebar: sidebar(pageMap),
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          searchOptions: {
            boost: { title: 6, text: 1, titles: 2 },
            // What people read first is found first.
            boostDocument: (id) => {
              if (/\/(overview|getting-started|concepts|synced-tables|conflicts|guides\/[\w-]+)\.html/.test(id)) return 2
              return /\/(changelog|architecture|promises|benchmarks[\w-]*)\.html/.test(id) ? 0.3 : 1
            }
          }
        }
      }
    },
    footer: { message: 'Apache License 2.0' },
    javadoc: javadocModules()
  },
  buildEnd({ outDir }) {
    cpSync(path.join(root, 'docs/images'), path.join(outDir, 'images'), { recursive: true })
    copyJavadoc(outDir)
  }
})

/** The pages lie outside this folder, so Vite does not find Vue beside them. What renders them to HTML runs in here, and finds it. */
function vueOfThisFolder() {
  return {
    name: 'vue-of-this-folder',
    enforce: 'pre',
    resolveId: (id, from, { ssr }) => (ssr && /^vue(\/server-renderer)?$/.test(id) ? { id, external: true } : null)
  }
}
