// A page for each source file that a document links to.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { linkedFiles, pages, root, sourceAddress } from '../.vitepress/pages.mjs'

export default {
  paths() {
    return linkedFiles(pages()).map((file) => ({
      params: { file: path.posix.basename(sourceAddress(file), '.md') },
      content: shown(file)
    }))
  }
}

function shown(file) {
  const language = path.extname(file).slice(1) || 'text'
  const text = readFileSync(path.join(root, file), 'utf8').trimEnd()
  return `# ${path.basename(file)}\n\n\`${file}\`\n\n\`\`\`\`${language}\n${text}\n\`\`\`\`\n`
}
