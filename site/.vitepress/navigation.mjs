// The order in which the pages are shown: what people build first, then how it works, then each server family, then what is looked up.

const groups = [
  {
    text: 'Start',
    items: [
      ['What it is', 'overview.md'],
      ['Getting started', 'getting-started.md']
    ]
  },
  {
    text: 'Three ways in',
    items: [
      ['An Android app', 'guides/android.md'],
      ['A desktop app', 'guides/desktop.md'],
      ['A JVM service', 'guides/service.md']
    ]
  },
  {
    text: 'Recipes',
    items: [
      ['Your own REST backend', 'guides/rest-backend.md'],
      ['Spring Boot', 'guides/spring-boot.md'],
      ['Several users and files', 'guides/users-and-files.md'],
      ['A part of the data', 'guides/partial-data.md'],
      ['Attachments', 'guides/attachments.md'],
      ['Testing your app', 'guides/testing.md'],
      ['Versions of your app', 'guides/versions.md']
    ]
  },
  {
    text: 'What the app writes',
    items: [
      ['Synced tables', 'synced-tables.md'],
      ['Mutations and a handler', 'getting-started.md#the-handler'],
      ['Your own calls', 'your-own-calls.md'],
      ['On Android', 'android.md'],
      ['In Kotlin', 'kotlin.md']
    ]
  },
  {
    text: 'Understand',
    items: [
      ['Concepts', 'concepts.md'],
      ['Conflicts', 'conflicts.md'],
      ['Status and its light', 'status.md'],
      ['The inspector', 'inspector.md'],
      ['Live channels', 'live.md'],
      ['Recovery', 'recovery.md'],
      ['Security', 'security.md'],
      ['Promises and their tests', 'promises.md'],
      ['Comparison', 'comparison.md']
    ]
  },
  {
    text: 'Servers',
    items: [
      ['Event log', 'event-log.md'],
      ['Op log', 'op-log.md'],
      ['Row sync', 'row-sync.md'],
      ['Entity sync', 'entity-sync.md'],
      ['Changesets', 'changeset.md'],
      ['Your own dialect', 'your-own-dialect.md'],
      ['A server to start with', 'server.md'],
      ['Write a server', 'your-own-server.md'],
      ['What a server must keep', 'conformance.md']
    ]
  },
  {
    text: 'When something is wrong',
    items: [
      ['Troubleshooting', 'troubleshooting.md'],
      ['Messages', 'messages.md']
    ]
  },
  {
    text: 'Reference',
    items: [
      ['Synced tables in full', 'synced-tables-reference.md'],
      ['Conflicts in full', 'conflicts-reference.md'],
      ['Testing', 'testing.md'],
      ['Packaging', 'packaging.md'],
      ['Javadoc', 'javadoc.md'],
      ['Architecture', 'architecture.md'],
      ['Benchmarks', 'benchmarks.md'],
      ['Benchmarks in full', 'benchmarks-reference.md']
    ]
  },
  {
    text: 'Examples',
    items: [
      ['Desktop app', 'examples/todo-desktop.md'],
      ['Android app', 'examples/todo-android.md'],
      ['Shell', 'examples/shell.md'],
      ['Service', 'examples/service.md'],
      ['Metrics', 'examples/metrics.md']
    ]
  },
  {
    text: 'The project',
    items: [
      ['Changes', 'changelog.md'],
      ['What stays as it is', 'stability.md'],
      ['Contributing', 'contributing.md'],
      ['Releasing', 'releasing.md'],
      ['This site', 'this-site.md'],
      ['Report a vulnerability', 'report-a-vulnerability.md']
    ]
  }
]

/** Pages that need no place of their own in the sidebar. */
const unlisted = new Set(['index.md'])

/** The sidebar; a page that has no place in it is an error, so that none is forgotten. */
export function sidebar(pageMap) {
  const there = new Set(pageMap.values())
  const shown = groups.map(({ text, items }) => ({
    text,
    items: items.filter(([, page]) => there.has(fileOf(page))).map(([label, page]) => ({ text: label, link: link(page) }))
  }))
  const placed = new Set(groups.flatMap(({ items }) => items.map(([, page]) => fileOf(page))))
  const forgotten = [...there].filter((page) => !placed.has(page) && !unlisted.has(page))
  if (forgotten.length > 0) {
    throw new Error(`no place in site/.vitepress/navigation.mjs for ${forgotten.join(', ')}`)
  }
  return shown.filter(({ items }) => items.length > 0)
}

/** The bar at the top. */
export function nav() {
  return [
    { text: 'Start', link: '/getting-started' },
    { text: 'Guides', link: '/guides/service' },
    { text: 'Concepts', link: '/concepts' },
    { text: 'Servers', link: '/event-log' },
    { text: 'Troubleshooting', link: '/troubleshooting' },
    { text: 'Javadoc', link: '/javadoc' }
  ]
}

function fileOf(page) {
  return page.replace(/#.*/, '')
}

function link(page) {
  return `/${page.replace('.md', '')}`
}
